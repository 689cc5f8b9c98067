package io.sextant.cli;

import io.grpc.StatusRuntimeException;
import io.sextant.proto.peer.ChangeNotification;
import io.sextant.proto.peer.NotifyRequest;
import io.sextant.proto.peer.PeerGrpc;
import java.util.Iterator;
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
    try (Connection connection = server.connect(terminal);
        QuietInterrupt _ = QuietInterrupt.install(terminal)) {
      boolean begun = false;
      try {
        Iterator<ChangeNotification> changes =
            PeerGrpc.newBlockingStub(connection.calls()).notify(NotifyRequest.getDefaultInstance());
        while (changes.hasNext()) {
          terminal.println(line(changes.next()));
          terminal.flush();
          begun = true;
        }
      } catch (StatusRuntimeException e) {
        throw begun ? connection.explainEnd(e) : connection.explain(e);
      }
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
    return FlowText.escape(text);
  }
}
