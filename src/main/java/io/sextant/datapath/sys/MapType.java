package io.sextant.datapath.sys;

/** The kinds of map in use, with the kernel's numbers. */
public enum MapType {
  HASH(1),
  ARRAY(2),
  PERF_EVENT_ARRAY(4),
  PERCPU_ARRAY(6),
  LRU_HASH(9),
  LPM_TRIE(11),
  HASH_OF_MAPS(13),
  OTHER(-1);

  /** Memory is taken per element, and an element is freed only when no program can see it. */
  public static final int NO_PREALLOC = 1;

  private static final MapType[] ALL = values();

  private final int number;

  MapType(int number) {
    this.number = number;
  }

  public int number() {
    return number;
  }

  boolean perCpu() {
    return this == PERCPU_ARRAY;
  }

  static MapType of(int number) {
    for (MapType type : ALL) {
      if (type.number == number) {
        return type;
      }
    }
    return OTHER;
  }
}
