package io.sextant.agent;

/** What a reconciliation put right. */
public enum Repair {
  /** An endpoint's entry was missing. */
  ENDPOINT_ADDED,
  /** A device had an entry that nobody wants. */
  ENDPOINT_REMOVED,
  /** An endpoint's entry said something else. */
  ENDPOINT_REWRITTEN,
  /** An address had no identity. */
  ADDRESS_ADDED,
  /** An address had an identity that nobody wants. */
  ADDRESS_REMOVED,
  /** An address had another identity. */
  ADDRESS_REWRITTEN,
  /** A rule set was missing; it was written again under a new number. */
  RULE_SET_ADDED,
  /** A rule set was there that no endpoint has. */
  RULE_SET_REMOVED,
  /** Entries of a rule set were missing, altered or added; as with a missing one. */
  RULE_SET_REWRITTEN,
  /** A program, its link or the link's pin was missing on a device, or was another. */
  PROGRAM_ATTACHED,
  /** Programs were on a device that is no endpoint's. */
  PROGRAM_DETACHED,
  /** The pin of a map was gone, or another map's. */
  MAP_PINNED
}
