package io.sextant.flow;

/**
 * Message types: byte 0 of what the datapath writes, and the two that the agent makes.
 *
 * <p>Source: Cilium's monitor message types, see {@code flow.CiliumEventType}.
 */
public final class EventType {
  public static final int DROP = 1;
  public static final int DEBUG = 2;
  public static final int CAPTURE = 3;
  public static final int TRACE = 4;
  public static final int POLICY_VERDICT = 5;
  public static final int TRACE_SOCK = 7;
  public static final int L7 = 129;
  public static final int AGENT = 130;

  private EventType() {}
}
