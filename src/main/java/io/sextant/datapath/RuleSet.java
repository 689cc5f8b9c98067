package io.sextant.datapath;

/**
 * A rule set in the kernel: never changed, shared by any number of endpoints.
 *
 * @param id never used again, also not after a restart
 * @param revision the policy revision it was made for
 * @param size entries in the kernel, fewer than given where denies cover allows
 */
public record RuleSet(int id, int revision, int size) {}
