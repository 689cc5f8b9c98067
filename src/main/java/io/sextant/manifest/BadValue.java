package io.sextant.manifest;

/** A value that is not what it should be; whoever reads the whole goes on behind it. */
final class BadValue extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Place place;
  private final String problem;

  BadValue(Place place, String problem) {
    super(problem, null, false, false);
    this.place = place;
    this.problem = problem;
  }

  Place place() {
    return place;
  }

  String problem() {
    return problem;
  }
}
