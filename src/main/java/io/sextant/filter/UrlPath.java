package io.sextant.filter;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The path of the target of an HTTP request (RFC 9112, section 3.2), decoded. Not by {@link
 * java.net.URI}, which refuses much that clients send.
 */
final class UrlPath {
  private static final String SCHEME = "[a-zA-Z][a-zA-Z0-9+.-]*";

  private UrlPath() {}

  /** The path, empty for a URL without one; null if the text is no absolute URL or path. */
  static @Nullable String of(String url) {
    if (url.equals("*")) {
      return url;
    }
    if (url.isEmpty() || url.chars().anyMatch(c -> c < ' ' || c == 0x7f)) {
      return null;
    }
    int colon = url.indexOf(':');
    boolean absolute = colon > 0 && url.substring(0, colon).matches(SCHEME);
    String rest = withoutQuery(absolute ? url.substring(colon + 1) : url);
    if (!rest.startsWith("/")) {
      return absolute ? "" : null;
    }
    return absolute && rest.startsWith("//") ? afterAuthority(rest) : decode(rest);
  }

  private static String withoutQuery(String text) {
    int query = text.indexOf('?');
    return query < 0 ? text : text.substring(0, query);
  }

  private static @Nullable String afterAuthority(String rest) {
    int slash = rest.indexOf('/', 2);
    String authority = slash < 0 ? rest.substring(2) : rest.substring(2, slash);
    int port = authority.lastIndexOf(':');
    boolean badPort =
        port > authority.lastIndexOf(']') && !authority.substring(port + 1).matches("[0-9]*");
    return badPort ? null : slash < 0 ? "" : decode(rest.substring(slash));
  }

  private static @Nullable String decode(String path) {
    if (path.indexOf('%') < 0) {
      return path;
    }
    byte[] encoded = path.getBytes(StandardCharsets.UTF_8);
    byte[] decoded = new byte[encoded.length];
    int length = 0;
    for (int i = 0; i < encoded.length; i++) {
      int value = encoded[i];
      if (value == '%') {
        value = i + 2 < encoded.length ? hex(encoded[i + 1], encoded[i + 2]) : -1;
        if (value < 0) {
          return null;
        }
        i += 2;
      }
      decoded[length++] = (byte) value;
    }
    return new String(decoded, 0, length, StandardCharsets.UTF_8);
  }

  private static int hex(byte high, byte low) {
    int first = Character.digit(high, 16);
    int second = Character.digit(low, 16);
    return first < 0 || second < 0 ? -1 : (first << 4) | second;
  }
}
