package io.sextant.history.rollup;

import io.sextant.flow.FlowType;
import io.sextant.flow.L4Protocol;
import io.sextant.flow.Reply;
import io.sextant.flow.TrafficDirection;
import io.sextant.flow.Verdict;
import java.util.List;

/**
 * What flows whose sums are kept together have alike.
 *
 * @param port of the server; 0 for protocols without ports, {@link #MORE_PORTS} where two parties
 *     use more than are kept apart
 * @param answer whether the source is the server
 * @param vantage see {@link io.sextant.servicemap.Vantage}
 * @param dropReason number of the reason, 0 when not dropped
 * @param node machine that saw them
 * @param policies that decided, as {@code namespace/name}
 * @param allowed whether those allowed
 */
public record RollupKey(
    RollupParty source,
    RollupParty destination,
    L4Protocol protocol,
    int port,
    FlowType type,
    Verdict verdict,
    TrafficDirection direction,
    Reply reply,
    boolean answer,
    int vantage,
    int dropReason,
    String node,
    List<String> policies,
    boolean allowed) {
  /** Stands for all ports beyond those that are kept apart. */
  public static final int MORE_PORTS = -1;

  public RollupKey {
    policies = List.copyOf(policies);
  }
}
