package io.sextant.flow;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
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
  private static final byte OUTSIDE = 0;
  private static final byte JOINER = 1;
  private static final byte DIGIT = 2;
  private static final byte LETTER = 3;
  private static final byte[] KINDS = kinds();

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
  // The first character that has no room is written past the end.
  private final byte[] word = new byte[LONGEST + 4];
  private int length;
  private boolean full;
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
    int at = from;
    while (at < to && left > 0) {
      int c = codePoint(text, at, to);
      at = kind(c) >= DIGIT ? run(text, at, to) : at + Character.charCount(c);
    }
  }

  /** Reads on to the end of what is joined; the first character is a letter or digit. */
  private int run(String text, int from, int to) {
    length = 0;
    full = false;
    dots = false;
    letters = false;
    int at = from;
    while (at < to) {
      int c = codePoint(text, at, to);
      byte kind = kind(c);
      if (kind == OUTSIDE || (kind == JOINER && !goesOn(text, at + 1, to))) {
        break;
      }
      put(c, kind);
      at += Character.charCount(c);
    }
    finish();
    return at;
  }

  private static boolean goesOn(String text, int at, int to) {
    return at < to && kind(codePoint(text, at, to)) >= DIGIT;
  }

  private void put(int c, byte kind) {
    if (full) {
      return;
    }
    if (c < 0x80) {
      full = length == LONGEST;
      word[length] = (byte) (c >= 'A' && c <= 'Z' ? c | 0x20 : c);
      length += full ? 0 : 1;
    } else {
      byte[] utf8 = Character.toString(Character.toLowerCase(c)).getBytes(StandardCharsets.UTF_8);
      full = length + utf8.length > LONGEST;
      System.arraycopy(utf8, 0, word, length, utf8.length);
      length += full ? 0 : utf8.length;
    }
    dots |= c == '.' && !full;
    letters |= kind == LETTER && !full;
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

  private static int codePoint(String text, int at, int to) {
    char c = text.charAt(at);
    return Character.isHighSurrogate(c) && at + 1 < to ? text.codePointAt(at) : c;
  }

  private static byte kind(int c) {
    if (c < KINDS.length) {
      return KINDS[c];
    }
    return Character.isLetterOrDigit(c) ? LETTER : OUTSIDE;
  }

  private static byte[] kinds() {
    byte[] kinds = new byte[0x80];
    kinds['-'] = JOINER;
    kinds['.'] = JOINER;
    Arrays.fill(kinds, '0', '9' + 1, DIGIT);
    Arrays.fill(kinds, 'A', 'Z' + 1, LETTER);
    Arrays.fill(kinds, 'a', 'z' + 1, LETTER);
    return kinds;
  }
}
