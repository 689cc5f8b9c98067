package io.sextant.flow;

/**
 * Whether a packet answers an earlier one; unknown where the datapath did not look (drops, for
 * example).
 */
public enum Reply {
  UNKNOWN,
  NO,
  YES
}
