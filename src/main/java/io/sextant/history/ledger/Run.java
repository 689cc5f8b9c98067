package io.sextant.history.ledger;

/**
 * A life of the process that wrote the ledger.
 *
 * @param endNanos when it ended; the newest time that the ledger knows of it when it did not end in
 *     order, or goes on
 * @param end what is known of its end
 */
public record Run(String id, long startNanos, long endNanos, End end) {

  /** How it ended. */
  public enum End {
    /** It goes on. */
    RUNNING,
    /** It stopped in order: all that it had was written. */
    ORDERLY,
    /** It was killed or the machine stopped: what was not durable then is lost, uncounted. */
    SUDDEN
  }
}
