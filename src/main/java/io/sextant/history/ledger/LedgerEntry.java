package io.sextant.history.ledger;

/** A record of the loss ledger. */
sealed interface LedgerEntry
    permits Loss, LedgerEntry.Counted, LedgerEntry.Begun, LedgerEntry.Over {

  /** Counts of one stage during one run of the process. */
  record Counted(String run, StageCounts counts) implements LedgerEntry {}

  /**
   * A run of the process began.
   *
   * @param firstSequence number of its first event, or {@link #UNKNOWN}
   */
  record Begun(String run, long timeNanos, long firstSequence) implements LedgerEntry {
    /** The first ledgers did not say. */
    static final long UNKNOWN = -1;
  }

  /** A run ended in order: nothing of it is missing. */
  record Over(String run, long timeNanos) implements LedgerEntry {}
}
