package io.sextant.relay;

import com.google.protobuf.Message;

/**
 * From where a peer is asked when a stream goes on with it: from where it was left, and where it
 * gave nothing yet, from where the client began.
 *
 * @param startedNanos time of day at which the client asked
 */
record Resumption<Q extends Message>(StreamRequest<Q> request, long startedNanos) {
  /** Clocks of nodes may differ by less. */
  private static final long CLOCK_NANOS = 60_000_000_000L;

  /** The request for its next call; its seam expects the overlap from now on. */
  StreamRequest<Q> of(Contributor contributor) {
    Seam seam = contributor.seam();
    if (!seam.isEmpty()) {
      seam.reopen();
      // Of a limited past nothing is wanted from before what was given.
      long earliest = request.isLimited() ? seam.earliestNanos() : Long.MIN_VALUE;
      return request.followingSince(Math.max(seam.sinceNanos(), earliest));
    }
    return request.followingSince(contributor.isPastKnown() ? sinceAnswer() : sinceBeginning());
  }

  /** For one that had nothing of the past, whatever its clock says. */
  private long sinceAnswer() {
    long begin = startedNanos - CLOCK_NANOS;
    return request.hasSince() ? Math.max(begin, request.sinceNanos()) : begin;
  }

  /** For one that was not asked yet. The newest N are given already. */
  private long sinceBeginning() {
    return request.hasSince() && !request.isLimited() ? request.sinceNanos() : startedNanos;
  }
}
