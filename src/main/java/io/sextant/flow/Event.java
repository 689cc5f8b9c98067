package io.sextant.flow;

/**
 * What an observer can report: a flow, a loss, or news of the agent or of the datapath's debugging.
 */
public sealed interface Event permits Flow, LostEvents, AgentEvent, DebugEvent {

  /** Wall-clock time of the event, in nanoseconds since the Unix epoch. */
  long timeNanos();

  /** The node that the event was seen on. */
  Node node();
}
