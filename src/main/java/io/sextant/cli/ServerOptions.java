package io.sextant.cli;

import picocli.CommandLine.Option;

/** Which server to ask, and how. */
final class ServerOptions {
  private static final String DEFAULT = "localhost:4245";

  @Option(
      names = "--server",
      paramLabel = "ADDRESS",
      description =
          "Server to ask: host:port or unix:///path. Default: SEXTANT_SERVER, HUBBLE_SERVER, else "
              + DEFAULT
              + ".")
  String server = "";

  @Option(
      names = "--request-timeout",
      paramLabel = "DURATION",
      defaultValue = "12s",
      description = "Time for requests that are not streams. Default: 12s.")
  String timeout = "12s";

  Connection connect(Terminal terminal) {
    String address =
        server.isEmpty()
            ? terminal.environment("SEXTANT_SERVER", terminal.environment("HUBBLE_SERVER", DEFAULT))
            : server;
    long nanos =
        GoDuration.parse(timeout)
            .filter(duration -> duration.isPositive())
            .orElseThrow(() ->
                new CommandFailure(
                    "--request-timeout: \"" + timeout + "\" is no duration such as 12s"))
            .toNanos();
    return Connection.to(address, nanos);
  }
}
