package io.sextant.flow;

import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The words of what applications say, as an index holds them and searches look for them: letters,
 * digits and dashes between them, in lower case. Words joined by dots, such as a DNS name, are a
 * word together and one by one. Numbers alone are no words, as there is no end of them.
 *
 * <p>Of a word the first {@value #LONGEST} bytes count, of a flow the first {@value #MOST} words
 * (joined ones are one). An instance belongs to one thread.
 */
public final class Words {
  /** Bytes of a word in UTF-8; what is longer is cut. */
  public static final int LONGEST = 64;

  /** Words of a flow, joined ones taken as one. */
  public static final int MOST = 64;

  private static final int SHORTEST_REPEATED = 4;

  /** ASCII in lower case: letters, digits and below them what may join them; 0 for all else. */
  private static final byte[] PLAIN = plain();

  /** Takes words. */
  @FunctionalInterface
  public interface Sink {
    /**
     * One word, from 0 to {@code length}; the bytes are valid during the call only.
     *
     * @return whether the words that are joined in it are wanted too
     */
    boolean word(byte[] utf8, int from, int length);
  }

  private final Sink sink;
  private final byte[] word = new byte[LONGEST];
  private char[] chars = new char[256];
  private int length;
  private int limit;
  private boolean dots;
  private boolean letters;
  private int left;

  public Words(Sink sink) {
    this.sink = sink;
  }

  /** Hands each word of what an application said in a flow to a receiver; repeats some. */
  public static void ofMessage(Flow flow, Consumer<String> receiver) {
    new Words(strings(receiver)).ofMessage(flow);
  }

  /** Hands each word of a text to a receiver; repeats some. */
  public static void split(String text, Consumer<String> receiver) {
    Words words = new Words(strings(receiver));
    words.left = Integer.MAX_VALUE;
    words.scan(text, 0, text.length());
  }

  private static Sink strings(Consumer<String> receiver) {
    return (utf8, from, length) -> {
      receiver.accept(new String(utf8, from, length, StandardCharsets.UTF_8));
      return true;
    };
  }

  /**
   * The words of what an application said: names asked of DNS and found, the URL up to its query,
   * the topic, the summary. A flow without such a message has none.
   */
  public void ofMessage(Flow flow) {
    L7 l7 = flow.extras().l7();
    if (l7 == null) {
      return;
    }
    left = MOST;
    String repeated = repeatedBySummaries(l7.message());
    switch (l7.message()) {
      case L7.Dns dns -> {
        scan(dns.query());
        dns.cnames().forEach(this::scan);
      }
      case L7.Http http -> scan(http.url(), 0, endOfPath(http.url()));
      case L7.Kafka kafka -> scan(kafka.topic());
      case null -> {}
    }
    summary(flow.summary(), repeated);
  }

  /** The text of a message that its summary holds as a whole: a URL, a name; or empty. */
  public static String repeatedBySummaries(L7.@Nullable Message message) {
    return switch (message) {
      case L7.Dns dns -> dns.query();
      case L7.Http http -> http.url();
      case L7.Kafka kafka -> kafka.topic();
      case null -> "";
    };
  }

  /** Where a summary repeats its message's text, or -1. */
  public static int repeatedAt(String summary, String repeated) {
    return repeated.length() < SHORTEST_REPEATED ? -1 : summary.indexOf(repeated);
  }

  private void summary(String summary, String repeated) {
    int at = repeatedAt(summary, repeated);
    if (at < 0) {
      scan(summary);
    } else {
      scan(summary, 0, at);
      scan(summary, at + repeated.length(), summary.length());
    }
  }

  private void scan(String text) {
    scan(text, 0, text.length());
  }

  private static int endOfPath(String url) {
    int query = url.indexOf('?');
    return query < 0 ? url.length() : query;
  }

  private void scan(String text, int from, int to) {
    int end = to - from;
    if (end > chars.length) {
      chars = new char[Math.max(end, 2 * chars.length)];
    }
    text.getChars(from, to, chars, 0);
    int at = 0;
    while (at < end && left > 0) {
      at = isInside(at, end) ? run(at, end) : at + 1;
    }
  }

  private boolean isInside(int at, int end) {
    char c = chars[at];
    return c < PLAIN.length ? PLAIN[c] > '.' : Character.isLetterOrDigit(codePoint(at, end));
  }

  /** Reads on to the end of what is joined; the first character is a letter or digit. */
  private int run(int from, int end) {
    length = 0;
    limit = LONGEST;
    dots = false;
    letters = false;
    int at = from;
    while (at < end) {
      char c = chars[at];
      if (c >= PLAIN.length) {
        int other = codePoint(at, end);
        if (!Character.isLetterOrDigit(other)) {
          break;
        }
        putOther(other);
        at += Character.charCount(other);
        continue;
      }
      byte plain = PLAIN[c];
      if (plain == 0 || (plain <= '.' && !(at + 1 < end && isInside(at + 1, end)))) {
        break;
      }
      dots |= plain == '.';
      letters |= plain > '9';
      if (length < limit) {
        word[length++] = plain;
      }
      at++;
    }
    finish();
    return at;
  }

  private void putOther(int c) {
    letters = true;
    byte[] utf8 = Character.toString(Character.toLowerCase(c)).getBytes(StandardCharsets.UTF_8);
    if (length + utf8.length <= limit) {
      System.arraycopy(utf8, 0, word, length, utf8.length);
      length += utf8.length;
    } else {
      limit = length;
    }
  }

  private void finish() {
    if (!letters && !dots) {
      return;
    }
    left--;
    if (sink.word(word, 0, length) && dots) {
      parts();
    }
  }

  private void parts() {
    int start = 0;
    boolean number = true;
    for (int i = 0; i <= length; i++) {
      if (i == length || word[i] == '.') {
        if (!number) {
          sink.word(word, start, i - start);
        }
        start = i + 1;
        number = true;
      } else {
        number &= word[i] == '-' || (word[i] >= '0' && word[i] <= '9');
      }
    }
  }

  private int codePoint(int at, int end) {
    return Character.codePointAt(chars, at, end);
  }

  private static byte[] plain() {
    byte[] plain = new byte[0x80];
    plain['-'] = '-';
    plain['.'] = '.';
    for (char c = '0'; c <= '9'; c++) {
      plain[c] = (byte) c;
    }
    for (char c = 'a'; c <= 'z'; c++) {
      plain[c] = (byte) c;
      plain[Character.toUpperCase(c)] = (byte) c;
    }
    return plain;
  }
}
