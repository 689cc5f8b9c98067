package io.sextant.cli;

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
import java.util.Map;

/**
 * What a command sees of the world around it: where its input comes from and its output goes, the
 * environment, the clock. Its output belongs to one thread.
 */
final class Terminal {
  private static final int BUFFER_BYTES = 64 * 1024;

  private final InputStream in;
  private final OutputStream out;
  private final PrintStream err;
  private final Screen screen;
  private final Map<String, String> environment;
  private final InstantSource clock;
  private final ZoneId zone;
  private final byte[] buffer = new byte[BUFFER_BYTES];
  private int buffered;

  /**
   * Who looks at what is printed.
   *
   * @param out whether the output goes to a screen
   * @param err whether complaints go to a screen
   */
  record Screen(boolean out, boolean err) {
    static final Screen NONE = new Screen(false, false);

    static Screen ofProcess() {
      return new Screen(isScreen(1), isScreen(2));
    }

    private static boolean isScreen(int descriptor) {
      try {
        String device = Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor)).toString();
        return device.startsWith("/dev/pts/") || device.startsWith("/dev/tty");
      } catch (IOException e) {
        return false;
      }
    }
  }

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
      Screen screen,
      Map<String, String> environment,
      InstantSource clock,
      ZoneId zone) {
    this.in = in;
    this.out = out;
    this.err = err;
    this.screen = screen;
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
        Screen.ofProcess(),
        environment,
        InstantSource.system(),
        ZoneId.systemDefault());
  }

  InputStream in() {
    return in;
  }

  void println(String line) {
    print(line);
    print("\n");
  }

  void print(CharSequence text) {
    // The library encodes with vector instructions, which no loop over characters gets.
    byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
    if (bytes.length > BUFFER_BYTES - buffered) {
      send();
    }
    if (bytes.length > BUFFER_BYTES) {
      write(bytes, bytes.length);
    } else {
      System.arraycopy(bytes, 0, buffer, buffered, bytes.length);
      buffered += bytes.length;
    }
  }

  void flush() {
    send();
    try {
      out.flush();
    } catch (IOException e) {
      throw notWritten(e);
    }
  }

  private void send() {
    int count = buffered;
    buffered = 0;
    write(buffer, count);
  }

  private void write(byte[] bytes, int count) {
    try {
      out.write(bytes, 0, count);
    } catch (IOException e) {
      throw notWritten(e);
    }
  }

  /** A full disk is a failure; a reader that has gone is none. */
  private static RuntimeException notWritten(IOException e) {
    String why = String.valueOf(e.getMessage());
    return why.contains("Broken pipe")
        ? new ReaderGone(e)
        : new CommandFailure("the output cannot be written: " + why);
  }

  /** A line for people beside the output. */
  void complain(String line) {
    err.println(line);
  }

  /** The same, where nobody hears a complaint. */
  Terminal withoutComplaints() {
    PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream());
    return new Terminal(in, out, nowhere, screen, environment, clock, zone);
  }

  /** Who looks. */
  Screen screen() {
    return screen;
  }

  /** Whether the output is looked at on a screen that shows colours. */
  boolean colors() {
    return screen.out()
        && environment.getOrDefault("NO_COLOR", "").isEmpty()
        && !"dumb".equals(environment.get("TERM"));
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
}
