package io.sextant.cli;

import com.google.protobuf.Timestamp;
import io.sextant.proto.flow.Flow;
import io.sextant.proto.flow.LostEvent;
import io.sextant.proto.observer.GetFlowsResponse;

/**
 * How people want their rows.
 *
 * @param text words for the parts of a flow
 * @param time writes times
 * @param nodeNames whether to print on which node
 * @param policyNames whether to print which policies decided
 */
record PrintOptions(FlowText text, TimeText time, boolean nodeNames, boolean policyNames) {

  String time(Timestamp time) {
    return this.time.text(time);
  }

  /** When a response's flow was seen, or when something was lost. */
  void time(StringBuilder out, GetFlowsResponse response) {
    if (response.hasFlow() && response.getFlow().hasTime()) {
      time.append(out, response.getFlow().getTime());
    } else {
      time.append(out, response.hasTime(), response.getTime());
    }
  }

  void verdict(StringBuilder out, Flow flow) {
    text.verdict(out, flow, policyNames);
  }

  /** Where it was seen. */
  static void node(StringBuilder out, GetFlowsResponse response) {
    String name = response.getFlow().getNodeName();
    Escape.append(out, name.isEmpty() ? response.getNodeName() : name);
  }

  /** {@code CPU(0) 42 (first: …, last: …)}, with the separator between CPU and count given. */
  void lost(StringBuilder out, LostEvent lost, String separator) {
    out.append("CPU(")
        .append(lost.getCpu().getValue())
        .append(')')
        .append(separator)
        .append(Long.toUnsignedString(lost.getNumEventsLost()));
    if (lost.hasFirst() && lost.hasLast()) {
      out.append(" (first: ");
      time.append(out, lost.getFirst());
      out.append(", last: ");
      time.append(out, lost.getLast());
      out.append(')');
    }
  }
}
