package io.sextant.serve.http;

/**
 * Where the flows come from, as the page's badge says it.
 *
 * @param label short, as {@code live datapath}
 * @param detail a sentence, or empty
 */
public record SourceBadge(Kind kind, String label, String detail) {

  /** What the reader must be able to tell apart at a glance. */
  public enum Kind {
    LIVE,
    /** Real traffic of workloads that the product itself made. */
    DEMO,
    /** A recording: nothing of it happens now. */
    REPLAY
  }
}
