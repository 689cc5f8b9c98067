package io.sextant.cli;

import io.grpc.Channel;
import io.grpc.StatusRuntimeException;
import io.sextant.proto.peer.ChangeNotification;
import io.sextant.proto.peer.NotifyRequest;
import io.sextant.proto.peer.PeerGrpc;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code sextant watch peers}. */
@Command(
    name = "watch",
    aliases = "w",
    header = "Follow what changes in the cluster.",
    footer = {"", "Examples:", "  sextant watch peers"})
final class WatchCommand {
  private final Terminal terminal;

  WatchCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Command(
      name = "peers",
      aliases = "peer",
      header = "Follow the observers that a server knows: all at first, then as they come and go.")
  void peers(@Mixin ServerOptions server) {
    ResponseStream<ChangeNotification> stream = new ResponseStream<>();
    Printer printer = new Printer();
    try (UntilInterrupted end =
            new UntilInterrupted(
                UntilInterrupted.Work.FOLLOWS, stream::cancel, ObserveCommand.PATIENCE);
        Connection connection = server.connect(terminal)) {
      try {
        Channel calls = connection.calls();
        end.begin();
        stream.run(calls, PeerGrpc.getNotifyMethod(), NotifyRequest.getDefaultInstance(), printer);
      } catch (StatusRuntimeException e) {
        throw printer.begun ? connection.explainEnd(e) : connection.explain(e);
      }
    }
  }

  private final class Printer implements ResponseStream.Sink<ChangeNotification> {
    private boolean begun;

    @Override
    public void accept(ChangeNotification change) {
      begun = true;
      terminal.println(line(change));
      terminal.flush();
    }
  }

  private static String line(ChangeNotification change) {
    String tls =
        change.hasTls() ? " (TLS.ServerName: " + change.getTls().getServerName() + ")" : "";
    String text =
        String.format(
            Locale.ROOT,
            "%-12s %s %s%s",
            change.getType(),
            change.getAddress(),
            change.getName(),
            tls);
    return Escape.text(text);
  }
}
