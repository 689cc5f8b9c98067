package io.sextant.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.sextant.flow.Event;
import io.sextant.flow.Flow;
import io.sextant.flow.Reply;
import io.sextant.flow.TcpFlags;
import io.sextant.flow.TestFlows;
import io.sextant.serve.grpc.TestServer;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A server with the events of a test, and terminals that ask it. */
final class ObservedServer implements AutoCloseable {
  private final TestServer server = new TestServer(255);

  void append(Event... events) {
    server.append(events);
  }

  /** Nothing more comes to those that follow. */
  void end() {
    server.ring().close();
  }

  TestTerminal terminal() {
    return new TestTerminal().with("SEXTANT_SERVER", server.address());
  }

  TestTerminal watched() {
    return TestTerminal.watched().with("SEXTANT_SERVER", server.address());
  }

  /** What a command prints that goes well. */
  String out(String... arguments) {
    TestTerminal terminal = terminal();
    assertThat(terminal.run(arguments)).as(terminal.err()).isZero();
    return terminal.out();
  }

  /** The complaint of a command that fails. */
  String fail(String... arguments) {
    TestTerminal terminal = terminal();
    assertThat(terminal.run(arguments)).isEqualTo(1);
    assertThat(terminal.out()).isEmpty();
    return terminal.err();
  }

  /** A flow so many seconds later, to the port of that number. */
  static Flow numbered(int number) {
    return TestFlows.frontendToCatalog(TcpFlags.SYN, Reply.NO)
        .time(TestFlows.TEN_TWENTY + TimeUnit.SECONDS.toNanos(number), 0)
        .tcp(40001, number, TcpFlags.SYN)
        .build();
  }

  /** The ports that lines of flows lead to. */
  static List<String> ports(String out) {
    return out.lines().map(line -> line.replaceFirst(".*:(\\d+) \\(ID:\\d+\\) .*", "$1")).toList();
  }

  @Override
  public void close() {
    server.close();
  }
}
