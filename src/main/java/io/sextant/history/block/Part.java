package io.sextant.history.block;

/** A part of a flow that a block keeps as a number of the dictionary. */
public enum Part {
  /** Number of a {@link Party}. */
  SOURCE,
  /** Number of a {@link Party}, of the same range. */
  DESTINATION,
  /** Number of a {@link Shape}. */
  SHAPE,
  /** Number of a {@link Place}. */
  PLACE,
  /** Number of a {@link Decision}. */
  DECISION;

  static final Part[] ALL = values();
}
