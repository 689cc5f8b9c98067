package io.sextant.cli;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** One thing to sort by, and which way. */
record SortOrder(String field, boolean descending) {
  private static final List<String> COUNTS = List.of("count", "flows", "drops", "rate", "share");

  /**
   * Several, the first of them the most important. Counts come greatest first if nothing is said.
   */
  static List<SortOrder> parse(List<String> texts) {
    List<SortOrder> orders = new ArrayList<>();
    for (String text : texts) {
      String field = text.strip();
      boolean descending = COUNTS.contains(field);
      if (field.endsWith(":desc")) {
        field = field.substring(0, field.length() - ":desc".length());
        descending = true;
      } else if (field.endsWith(":asc")) {
        field = field.substring(0, field.length() - ":asc".length());
        descending = false;
      }
      orders.add(new SortOrder(field, descending));
    }
    return orders;
  }

  boolean isCount() {
    return COUNTS.contains(field);
  }

  /** Turns an order round where that is wanted. */
  <T> Comparator<T> turn(Comparator<T> ascending) {
    return descending ? ascending.reversed() : ascending;
  }

  /** Texts, or numbers with what is none in front. */
  static Comparator<String> values(boolean numeric) {
    return numeric
        ? Comparator.<String>comparingLong(SortOrder::number)
            .thenComparing(Comparator.naturalOrder())
        : Comparator.naturalOrder();
  }

  private static long number(String text) {
    try {
      return text.isEmpty() ? -1 : Long.parseLong(text);
    } catch (NumberFormatException e) {
      return -1;
    }
  }
}
