package io.sextant.filter;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How large an expression becomes when its counted repetitions are written out. Needs no valid
 * expression; only sees groups, classes, escapes and counts.
 *
 * @param nested largest product of counts that stand within each other
 * @param size of the whole, in characters
 */
record RepeatCount(long nested, long size) {
  private static final RepeatCount NOTHING = new RepeatCount(1, 0);
  private static final RepeatCount ATOM = new RepeatCount(1, 1);
  private static final long PLENTY = 1L << 30;

  /** A quotation, escape, class, count, parenthesis, or any other character. */
  private static final Pattern TOKEN =
      Pattern.compile(
          "(?s)\\\\Q.*?(?:\\\\E|$)|\\\\.|\\[\\^?\\]?(?:\\\\.|\\[:\\w+:\\]|[^\\]\\\\])*+\\]?"
              + "|\\{(\\d{1,9})(?:,(\\d{0,9}))?\\}|[()]|.");

  static RepeatCount of(String expression) {
    Deque<RepeatCount> outer = new ArrayDeque<>();
    RepeatCount group = NOTHING;
    RepeatCount last = NOTHING;
    Matcher token = TOKEN.matcher(expression);
    while (token.find()) {
      if (token.group(1) != null) {
        last = last.times(count(token));
      } else if (token.group().equals("(")) {
        outer.push(group.and(last));
        group = NOTHING;
        last = NOTHING;
      } else if (token.group().equals(")") && !outer.isEmpty()) {
        last = group.and(last);
        group = outer.pop();
      } else {
        group = group.and(last);
        last = ATOM;
      }
    }
    while (!outer.isEmpty()) {
      group = outer.pop().and(group);
    }
    return group.and(last);
  }

  private static long count(Matcher token) {
    String most = token.group(2);
    long least = Long.parseLong(token.group(1));
    return Math.max(1, most == null || most.isEmpty() ? least : Long.parseLong(most));
  }

  private RepeatCount times(long count) {
    return new RepeatCount(Math.min(PLENTY, nested * count), Math.min(PLENTY, size * count));
  }

  private RepeatCount and(RepeatCount next) {
    return new RepeatCount(Math.max(nested, next.nested), Math.min(PLENTY, size + next.size));
  }
}
