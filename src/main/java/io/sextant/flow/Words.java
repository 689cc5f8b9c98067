package io.sextant.flow;

import java.util.Locale;
import java.util.function.Consumer;

/**
 * The words of what applications say, as an index holds them and searches look for them: letters,
 * digits and dashes between them, in lower case. Numbers are no words, as there is no end of them.
 */
public final class Words {
  private Words() {}

  /**
   * All words of what an application said in a flow: of the name asked of DNS, of the URL, of the
   * summary. One may come several times. A flow without such a message has none.
   */
  public static void ofMessage(Flow flow, Consumer<String> token) {
    L7 l7 = flow.extras().l7();
    if (l7 == null) {
      return;
    }
    switch (l7.message()) {
      case L7.Dns dns -> ofName(dns.query(), token);
      case L7.Http http -> ofUrl(http.url(), token);
      case L7.Kafka kafka -> split(kafka.topic(), token);
      case null -> {}
    }
    split(flow.summary(), token);
  }

  /** A DNS name as a whole without the dot at its end, and the words of its labels. */
  static void ofName(String name, Consumer<String> token) {
    String whole = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    if (whole.indexOf('.') >= 0) {
      token.accept(whole.toLowerCase(Locale.ROOT));
    }
    split(whole, token);
  }

  /** The words of a URL before its query. */
  static void ofUrl(String url, Consumer<String> token) {
    int query = url.indexOf('?');
    split(query < 0 ? url : url.substring(0, query), token);
  }

  /** Hands on each word of a text. */
  public static void split(String text, Consumer<String> token) {
    int start = -1;
    for (int i = 0; i <= text.length(); i++) {
      boolean inside = i < text.length() && isInside(text, i);
      if (inside && start < 0) {
        start = i;
      } else if (!inside && start >= 0) {
        word(text, start, i, token);
        start = -1;
      }
    }
  }

  private static boolean isInside(String text, int i) {
    char c = text.charAt(i);
    return Character.isLetterOrDigit(c)
        || (c == '-'
            && i > 0
            && i + 1 < text.length()
            && Character.isLetterOrDigit(text.charAt(i - 1))
            && Character.isLetterOrDigit(text.charAt(i + 1)));
  }

  private static void word(String text, int start, int end, Consumer<String> token) {
    for (int i = start; i < end; i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        token.accept(text.substring(start, end).toLowerCase(Locale.ROOT));
        return;
      }
    }
  }
}
