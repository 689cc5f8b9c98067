package io.sextant.cli;

import org.jspecify.annotations.Nullable;

/**
 * Where a server listens.
 *
 * @param text as people wrote it
 * @param tls whether the form itself asks for TLS
 * @param host name or address, without brackets; of a socket its path
 * @param port 1 to 65535; 0 for a socket
 */
record ServerAddress(String text, boolean tls, String host, int port) {
  static final int HUBBLE_PORT = 4245;

  private static final String UNIX = "unix://";
  private static final String TLS = "tls://";
  private static final String FORMS = "give host:port, tls://host:port or unix:///path";

  boolean isSocket() {
    return port == 0;
  }

  /** As a channel's target has it. */
  String hostAndPort() {
    return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
  }

  /**
   * @param source flag, variable or place in a file that the text comes from, for the error
   */
  static ServerAddress parse(String source, String text) {
    if (text.startsWith(UNIX)) {
      String path = text.substring(UNIX.length());
      if (!path.startsWith("/")) {
        throw wrong(source, text, "give the whole path, unix:///var/run/sextant/observer.sock");
      }
      return new ServerAddress(text, false, path, 0);
    }
    boolean tls = text.startsWith(TLS);
    String rest = tls ? text.substring(TLS.length()) : text;
    int scheme = rest.indexOf("://");
    if (scheme >= 0) {
      throw wrong(source, text, FORMS);
    }
    int colon = rest.lastIndexOf(':');
    boolean bracketed = rest.startsWith("[");
    String host = colon < 0 ? rest : rest.substring(0, colon);
    String problem = problem(rest, host, colon, bracketed);
    if (problem != null) {
      throw wrong(source, text, problem);
    }
    return new ServerAddress(
        text,
        tls,
        bracketed ? host.substring(1, host.length() - 1) : host,
        Integer.parseInt(rest.substring(colon + 1)));
  }

  private static @Nullable String problem(String rest, String host, int colon, boolean bracketed) {
    if (!bracketed && rest.indexOf(':') != colon) {
      return "an IPv6 address stands in brackets, [" + rest + "]:" + HUBBLE_PORT;
    }
    if (colon < 0 || rest.endsWith("]")) {
      return rest.isEmpty() ? FORMS : "it has no port, give " + rest + ":" + HUBBLE_PORT;
    }
    if (host.isEmpty() || (bracketed && !host.endsWith("]")) || host.indexOf('/') >= 0) {
      return FORMS;
    }
    String digits = rest.substring(colon + 1);
    int port = digits.matches("[0-9]{1,5}") ? Integer.parseInt(digits) : 0;
    return port > 0 && port <= 0xffff
        ? null
        : "the port is a number from 1 to 65535 (Hubble's is " + HUBBLE_PORT + ")";
  }

  private static CommandFailure wrong(String source, String text, String right) {
    return new CommandFailure(source + ": \"" + text + "\" is no address: " + right);
  }
}
