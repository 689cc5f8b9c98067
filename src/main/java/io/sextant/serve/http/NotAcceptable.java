package io.sextant.serve.http;

/** A client takes none of the forms that an answer comes in: what it takes, what there is. */
final class NotAcceptable extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String accepted;
  private final String offered;

  NotAcceptable(String accepted, String offered) {
    super("%s: there is %s".formatted(accepted, offered), null, false, false);
    this.accepted = accepted;
    this.offered = offered;
  }

  String accepted() {
    return accepted;
  }

  String offered() {
    return offered;
  }
}
