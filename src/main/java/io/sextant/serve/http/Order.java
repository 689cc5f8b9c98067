package io.sextant.serve.http;

import org.springframework.util.MultiValueMap;

/**
 * Which flow an answer begins with; its rows, and its pages one after another, go on from there.
 */
enum Order {
  NEWEST("newest"),
  OLDEST("oldest"),
  /** The newest ones, but the oldest of them first: {@code last=N}, one page. */
  LAST("oldest");

  static final String PARAMETER = "order";

  private final String text;

  Order(String text) {
    this.text = text;
  }

  /** What the request says, or the other. */
  static Order parse(MultiValueMap<String, String> query, Order otherwise) {
    String text = query.getFirst(PARAMETER);
    return switch (text) {
      case null -> otherwise;
      case "newest" -> NEWEST;
      case "oldest" -> OLDEST;
      default -> throw new BadParameter(PARAMETER, text, "newest or oldest");
    };
  }

  /** Which row comes first. */
  String text() {
    return text;
  }
}
