package io.sextant.serve.http;

import io.sextant.store.EventStore;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where the next page begins. It stands on a sequence number, so that flows that come meanwhile
 * move nothing, and keeps the range of the first page, so that "an hour ago" stays what it was.
 *
 * @param store whose sequence numbers these are
 * @param sequence the first to be looked at; with the newest first, the first that is not
 */
record Cursor(String store, Order order, TimeRange range, long sequence) {
  static final String PARAMETER = "cursor";

  private static final String FORMAT = "1";
  private static final Pattern PARTS =
      Pattern.compile("(\\d+):([0-9a-zA-Z]+):([no]):(-?\\d{1,19}):(-?\\d{1,19}):(\\d{1,19})");

  /** Letters, digits, - and _; means nothing to others. */
  String text() {
    String parts =
        String.join(
            ":",
            FORMAT,
            store,
            order == Order.NEWEST ? "n" : "o",
            Long.toString(range.sinceNanos()),
            Long.toString(range.untilNanos()),
            Long.toString(sequence));
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(parts.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Reads one; one of an earlier run of the store becomes one of this.
   *
   * @throws BadParameter if it is no cursor, or one of another store
   */
  static Cursor parse(String text, EventStore store) {
    try {
      byte[] bytes = Base64.getUrlDecoder().decode(text);
      Matcher parts = PARTS.matcher(new String(bytes, StandardCharsets.UTF_8));
      if (!parts.matches()) {
        throw bad(text, "the text that an answer gave as \"next\"");
      }
      if (!parts.group(1).equals(FORMAT)) {
        throw bad(text, "a cursor of format " + FORMAT + ", this one has " + parts.group(1));
      }
      OptionalLong sequence = store.resume(parts.group(2), Long.parseLong(parts.group(6)));
      if (sequence.isEmpty()) {
        throw bad(
            text,
            "a cursor of this store (%s), this one is of %s: begin anew without it"
                .formatted(store.id(), parts.group(2)));
      }
      return new Cursor(
          store.id(),
          parts.group(3).equals("n") ? Order.NEWEST : Order.OLDEST,
          new TimeRange(Long.parseLong(parts.group(4)), Long.parseLong(parts.group(5))),
          sequence.getAsLong());
    } catch (IllegalArgumentException e) {
      throw bad(text, "the text that an answer gave as \"next\"");
    }
  }

  private static BadParameter bad(String text, String expected) {
    return new BadParameter(PARAMETER, text, expected);
  }
}
