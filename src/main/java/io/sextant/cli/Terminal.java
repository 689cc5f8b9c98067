package io.sextant.cli;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * What a command sees of the world around it: where its input comes from and its output goes, the
 * environment, the clock. Its output belongs to one thread.
 */
final class Terminal {
  private static final int BUFFER_BYTES = 64 * 1024;

  private final InputStream in;
  private final OutputStream out;
  private final PrintStream err;
  private final boolean colors;
  private final Map<String, String> environment;
  private final InstantSource clock;
  private final ZoneId zone;
  private final List<Runnable> endings = new CopyOnWriteArrayList<>();

  /** Whoever reads our output has gone: nothing is left to do, and nothing is wrong. */
  static final class ReaderGone extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ReaderGone(IOException cause) {
      super(cause);
    }
  }

  Terminal(
      InputStream in,
      OutputStream out,
      PrintStream err,
      boolean colors,
      Map<String, String> environment,
      InstantSource clock,
      ZoneId zone) {
    this.in = in;
    this.out = new BufferedOutputStream(out, BUFFER_BYTES);
    this.err = err;
    this.colors = colors;
    this.environment = environment;
    this.clock = clock;
    this.zone = zone;
  }

  /** That of this process. */
  static Terminal ofProcess() {
    Map<String, String> environment = System.getenv();
    return new Terminal(
        System.in,
        new FileOutputStream(FileDescriptor.out),
        System.err,
        showsColors(environment),
        environment,
        InstantSource.system(),
        ZoneId.systemDefault());
  }

  InputStream in() {
    return in;
  }

  void println(String line) {
    print(line + "\n");
  }

  void print(String text) {
    try {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new ReaderGone(e);
    }
  }

  void flush() {
    try {
      out.flush();
    } catch (IOException e) {
      throw new ReaderGone(e);
    }
  }

  /** A line for people beside the output. */
  void complain(String line) {
    err.println(line);
  }

  /** The same, where nobody hears a complaint. */
  Terminal withoutComplaints() {
    PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream());
    return new Terminal(in, out, nowhere, colors, environment, clock, zone);
  }

  /** Has something done before the process ends early. */
  void atEnd(Runnable ending) {
    endings.add(ending);
  }

  /** Brings out what was printed and does what is left to do, on the way out. */
  void end() {
    try {
      flush();
    } catch (ReaderGone e) {
      // Nobody is there to read it.
    }
    endings.forEach(Runnable::run);
  }

  /** Whether people look at the output on a screen that knows colours. */
  boolean colors() {
    return colors;
  }

  String environment(String name, String otherwise) {
    return environment.getOrDefault(name, otherwise);
  }

  InstantSource clock() {
    return clock;
  }

  ZoneId zone() {
    return zone;
  }

  private static boolean showsColors(Map<String, String> environment) {
    if (environment.containsKey("NO_COLOR") || "dumb".equals(environment.get("TERM"))) {
      return false;
    }
    try {
      String device = Files.readSymbolicLink(Path.of("/proc/self/fd/1")).toString();
      return device.startsWith("/dev/pts/") || device.startsWith("/dev/tty");
    } catch (IOException e) {
      return false;
    }
  }
}
