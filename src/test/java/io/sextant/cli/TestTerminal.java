package io.sextant.cli;

import io.sextant.serve.grpc.TestServer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;

/** A terminal in UTC whose output is kept. */
final class TestTerminal {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final Map<String, String> environment = new HashMap<>();
  private final Terminal.Screen screen;
  private final Terminal terminal;
  private InputStream input = InputStream.nullInputStream();

  TestTerminal with(String name, String value) {
    environment.put(name, value);
    return this;
  }

  TestTerminal() {
    this(Terminal.Screen.NONE);
  }

  private TestTerminal(Terminal.Screen screen) {
    this.screen = screen;
    this.terminal = on(out);
  }

  /** One that somebody looks at. */
  static TestTerminal watched() {
    return new TestTerminal(new Terminal.Screen(true, true));
  }

  TestTerminal typed(String text) {
    input = new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    return this;
  }

  /** Runs a command; the exit code. */
  int run(String... arguments) {
    return SextantCommand.on(terminal).execute(arguments);
  }

  /** Runs a command that prints to some other place. */
  int runInto(OutputStream other, String... arguments) {
    return SextantCommand.on(on(other)).execute(arguments);
  }

  Terminal terminal() {
    return terminal;
  }

  String out() {
    return out.toString(StandardCharsets.UTF_8);
  }

  String err() {
    return err.toString(StandardCharsets.UTF_8);
  }

  private Terminal on(OutputStream output) {
    return new Terminal(
        new InputStream() {
          @Override
          public int read() throws IOException {
            return input.read();
          }

          @Override
          public int read(byte[] buffer, int offset, int length) throws IOException {
            return input.read(buffer, offset, length);
          }
        },
        output,
        new PrintStream(err, true, StandardCharsets.UTF_8),
        screen,
        environment,
        InstantSource.fixed(TestServer.NOW),
        ZoneOffset.UTC);
  }
}
