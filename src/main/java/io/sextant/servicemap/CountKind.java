package io.sextant.servicemap;

import io.sextant.flow.Verdict;

/** What an edge counts apart, each from the place that tells most. */
enum CountKind {
  REQUESTS,
  ANSWERS,
  DROPS,
  AUDITS,
  /** Drops at the receiver: the sender's side saw these packets as forwarded. */
  LATE_DROPS;

  static CountKind of(Verdict verdict, boolean answer) {
    return switch (verdict) {
      case DROPPED, ERROR -> DROPS;
      case AUDIT -> AUDITS;
      case FORWARDED, REDIRECTED, TRACED, TRANSLATED, VERDICT_UNKNOWN ->
          answer ? ANSWERS : REQUESTS;
    };
  }
}
