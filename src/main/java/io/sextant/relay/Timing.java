package io.sextant.relay;

import java.time.Duration;

/**
 * How long a stream waits for what.
 *
 * @param answerHold for a peer that was silent for less, others are held in an answer from memory
 * @param followHold what is followed waits so long for an earlier message of another peer
 * @param silence a peer that says nothing for longer is left out of an answer, and that is said
 * @param errorWindow equal errors of so long are told as one
 * @param aliveMargin a connection that broke may have been dead for up to so long
 */
record Timing(
    Duration answerHold,
    Duration followHold,
    Duration silence,
    Duration errorWindow,
    Duration aliveMargin) {
  static final Timing DEFAULT =
      new Timing(
          Duration.ofSeconds(1),
          Duration.ofMillis(250),
          Duration.ofSeconds(10),
          Duration.ofSeconds(10),
          Duration.ofSeconds(30));
}
