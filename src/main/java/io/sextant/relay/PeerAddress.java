package io.sextant.relay;

import java.net.Inet6Address;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Where a peer listens. */
public sealed interface PeerAddress {
  /** Port of an observer that names none. */
  int DEFAULT_PORT = 4244;

  /** A host by name or number. */
  record Tcp(String host, int port) implements PeerAddress {
    /** As a URI has it: numbers of IPv6 in brackets. */
    @Override
    public String toString() {
      return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
  }

  /** A socket in the file system. */
  record Unix(String path) implements PeerAddress {
    @Override
    public String toString() {
      return Syntax.UNIX + path;
    }
  }

  /**
   * Reads {@code host}, {@code host:port}, {@code [IPv6]:port}, {@code IPv6} or {@code
   * unix:///path}.
   *
   * @param field that the text stands in, for the message
   * @throws IllegalArgumentException naming field, text and what would be right
   */
  static PeerAddress parse(String field, String text) {
    return Syntax.parse(field, text.strip());
  }

  /** How addresses are written. */
  final class Syntax {
    private static final String UNIX = "unix://";
    private static final Pattern BRACKETS = Pattern.compile("\\[([^\\]]+)](?::(.*))?");
    private static final Pattern NAME =
        Pattern.compile("([A-Za-z0-9_](?:[A-Za-z0-9_.-]{0,253}[A-Za-z0-9_.])?)(?::(.*))?");

    private Syntax() {}

    private static PeerAddress parse(String field, String text) {
      if (text.startsWith(UNIX)) {
        return unix(field, text);
      }
      Matcher brackets = BRACKETS.matcher(text);
      if (brackets.matches() && isV6(brackets.group(1))) {
        return new Tcp(brackets.group(1), port(field, text, brackets.group(2)));
      }
      if (isV6(text)) {
        return new Tcp(text, DEFAULT_PORT);
      }
      Matcher name = NAME.matcher(text);
      if (name.matches()) {
        return new Tcp(name.group(1), port(field, text, name.group(2)));
      }
      throw wrong(field, text);
    }

    private static boolean isV6(String text) {
      try {
        return Inet6Address.ofLiteral(text) != null;
      } catch (IllegalArgumentException e) {
        return false;
      }
    }

    private static PeerAddress unix(String field, String text) {
      String path = text.substring(UNIX.length());
      if (!path.startsWith("/") || path.length() < 2) {
        throw wrong(field, text);
      }
      return new Unix(path);
    }

    private static int port(String field, String text, @Nullable String port) {
      if (port == null) {
        return DEFAULT_PORT;
      }
      if (port.matches("[0-9]{1,5}")) {
        int number = Integer.parseInt(port);
        if (number >= 1 && number <= 0xffff) {
          return number;
        }
      }
      throw wrong(field, text);
    }

    private static IllegalArgumentException wrong(String field, String text) {
      return new IllegalArgumentException(
          "%s: \"%s\" is no address of an observer: give host, host:port (1 to 65535), [IPv6]:port or unix:///path"
              .formatted(field, text));
    }
  }
}
