package io.sextant.cli;

import io.grpc.ClientInterceptor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which server to ask, and how. */
final class ServerOptions {
  @Option(
      names = "--server",
      paramLabel = "ADDRESS",
      description = {
        "Server to ask: host:port, tls://host:port",
        "or unix:///path. Default: localhost:4245."
      })
  private String server = SettingKey.SERVER.otherwise();

  @Option(
      names = "--timeout",
      paramLabel = "DURATION",
      description = "Time to get a connection. Default: 5s.")
  private String timeout = SettingKey.TIMEOUT.otherwise();

  @Option(
      names = "--request-timeout",
      paramLabel = "DURATION",
      description = "Time for requests that are not streams. Default: 12s.")
  private String requestTimeout = SettingKey.REQUEST_TIMEOUT.otherwise();

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "File of settings, instead of sextant/config.yaml and hubble/config.yaml.")
  @SuppressWarnings("UnusedVariable") // SettingDefaults asks the parser for it.
  private @Nullable String config;

  @Option(
      names = {"-D", "--debug"},
      arity = "0..1",
      fallbackValue = "true",
      hideParamSyntax = true,
      description = "Say on standard error what is asked of whom; more about nodes, too.")
  private boolean debug;

  @Mixin private final TlsOptions tls = new TlsOptions();
  @Mixin private final PortForwardOptions portForward = new PortForwardOptions();

  /** Whether people want to know more than what they asked for. */
  boolean debug() {
    return debug;
  }

  /** A connection that is made with the first question. */
  Connection connect(Terminal terminal) {
    return connect(
        terminal,
        SettingKey.duration("--timeout", timeout),
        SettingKey.duration("--request-timeout", requestTimeout));
  }

  /**
   * @param patience how long to wait for a connection, and for an answer, whatever the options say
   */
  Connection connectWithin(Terminal terminal, Duration patience) {
    return connect(terminal, patience, patience);
  }

  private Connection connect(Terminal terminal, Duration patience, Duration deadline) {
    ServerAddress address = ServerAddress.parse("--server", server);
    boolean encrypted = tls.wanted(address);
    tls.check(encrypted);
    @Nullable PortForward forward = portForward.open(terminal, patience);
    if (forward != null) {
      address = ServerAddress.parse("--port-forward", forward.address());
    }
    List<ClientInterceptor> interceptors = new ArrayList<>();
    interceptors.add(new VersionCheck(terminal));
    tls.credentials().ifPresent(interceptors::add);
    if (debug) {
      terminal.complain(
          "debug: server " + address.text() + (encrypted ? " with TLS" : " without TLS"));
      interceptors.addFirst(new RequestLog(terminal));
    }
    return Connection.to(
        new Connection.Plan(
            address,
            encrypted ? tls.client(terminal, address) : null,
            patience,
            deadline,
            interceptors,
            forward == null ? () -> {} : forward::close));
  }
}
