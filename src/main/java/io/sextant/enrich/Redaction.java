package io.sextant.enrich;

import io.sextant.flow.L7;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What of a request is replaced by {@link #REDACTED} before anything is kept of it. Passwords in
 * URLs are replaced even when all else is off, unless {@code httpUserInfo} says otherwise.
 *
 * @param headers whether values of headers are replaced at all
 * @param httpQuery whether query and fragment are cut from URLs
 * @param allowHeaders in any case; if there are some, the values of all others are replaced
 * @param denyHeaders in any case; their values are replaced
 */
public record Redaction(
    boolean headers,
    boolean httpQuery,
    boolean httpUserInfo,
    boolean kafkaApiKey,
    Set<String> allowHeaders,
    Set<String> denyHeaders) {

  public static final String REDACTED = "HUBBLE_REDACTED";
  public static final Redaction OFF = new Redaction(false, false, true, false, Set.of(), Set.of());

  public Redaction {
    allowHeaders = lowerCase(allowHeaders);
    denyHeaders = lowerCase(denyHeaders);
  }

  /** Headers in the order of their keys, one entry per value. */
  List<L7.Header> shown(Map<String, List<String>> all) {
    List<L7.Header> shown = new ArrayList<>();
    new TreeMap<>(all)
        .forEach((key, values) -> {
          boolean hidden = hides(key.toLowerCase(Locale.ROOT));
          values.forEach(value -> shown.add(new L7.Header(key, hidden ? REDACTED : value)));
        });
    return List.copyOf(shown);
  }

  private boolean hides(String key) {
    if (!headers || allowHeaders.contains(key)) {
      return false;
    }
    return denyHeaders.contains(key) || !allowHeaders.isEmpty() || denyHeaders.isEmpty();
  }

  String shownUrl(String url) {
    String shown = httpUserInfo ? withoutPassword(url) : url;
    return httpQuery ? withoutQuery(shown) : shown;
  }

  String shownApiKey(String key) {
    return kafkaApiKey ? REDACTED : key;
  }

  /**
   * RFC 3986: the password stands between the first colon and the last at sign of the authority.
   */
  private static String withoutPassword(String url) {
    int start = url.indexOf("//");
    if (start < 0) {
      return url;
    }
    int authority = start + 2;
    int at = url.lastIndexOf('@', authorityEnd(url, authority) - 1);
    int colon = url.indexOf(':', authority);
    if (at < authority || colon < 0 || colon > at) {
      return url;
    }
    return url.substring(0, colon + 1) + REDACTED + url.substring(at);
  }

  private static int authorityEnd(String url, int from) {
    int end = from;
    while (end < url.length() && "/?#".indexOf(url.charAt(end)) < 0) {
      end++;
    }
    return end;
  }

  private static String withoutQuery(String url) {
    int end = 0;
    while (end < url.length() && url.charAt(end) != '?' && url.charAt(end) != '#') {
      end++;
    }
    return url.substring(0, end);
  }

  private static Set<String> lowerCase(Set<String> names) {
    return names.stream()
        .map(name -> name.toLowerCase(Locale.ROOT))
        .collect(Collectors.toUnmodifiableSet());
  }
}
