package io.sextant.decode;

import io.sextant.flow.Reply;

/**
 * What connection tracking knew of a traced packet. Ordinals are the datapath's numbers ({@code
 * bpf/lib/trace.h}).
 */
public enum TraceReason {
  NEW(Reply.NO),
  ESTABLISHED(Reply.NO),
  REPLY(Reply.YES),
  RELATED(Reply.NO),
  REOPENED(Reply.NO),
  UNKNOWN(Reply.UNKNOWN),
  SRV6_ENCAP(Reply.UNKNOWN),
  SRV6_DECAP(Reply.UNKNOWN),
  ENCRYPT_OVERLAY(Reply.NO),
  /** A number from a newer datapath. */
  OTHER(Reply.NO);

  private static final TraceReason[] BY_NUMBER = values();

  private final Reply reply;

  TraceReason(Reply reply) {
    this.reply = reply;
  }

  static TraceReason ofNumber(int number) {
    return BY_NUMBER[Math.min(number, OTHER.ordinal())];
  }

  /** Whether the packet answers an earlier one. */
  public Reply reply() {
    return reply;
  }

  /** Whether connection tracking was asked at all. */
  public boolean known() {
    return this != UNKNOWN;
  }

  /**
   * The number of {@code flow.TraceReason} in Hubble's API, which begins with unknown and has no
   * other hole.
   */
  public static int apiNumber(int datapathNumber) {
    if (datapathNumber == UNKNOWN.ordinal()) {
      return 0;
    }
    return datapathNumber < UNKNOWN.ordinal() ? datapathNumber + 1 : datapathNumber;
  }
}
