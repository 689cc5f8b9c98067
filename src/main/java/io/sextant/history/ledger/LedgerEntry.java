package io.sextant.history.ledger;

/** A record of the loss ledger. */
sealed interface LedgerEntry
    permits Loss, LedgerEntry.Counted, LedgerEntry.Begun, LedgerEntry.Over {

  /** Counts of one stage during one run of the process. */
  record Counted(String run, StageCounts counts) implements LedgerEntry {}

  /** A run of the process began. */
  record Begun(String run, long timeNanos) implements LedgerEntry {}

  /** A run ended in order: nothing of it is missing. */
  record Over(String run, long timeNanos) implements LedgerEntry {}
}
