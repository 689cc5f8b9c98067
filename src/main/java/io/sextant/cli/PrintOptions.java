package io.sextant.cli;

import com.google.protobuf.Timestamp;
import io.sextant.proto.flow.Flow;
import io.sextant.proto.flow.LostEvent;
import java.time.ZoneId;

/**
 * How people want their rows.
 *
 * @param text words for the parts of a flow
 * @param time format of times
 * @param zone that times are shown in
 * @param nodeNames whether to print on which node
 * @param policyNames whether to print which policies decided
 */
record PrintOptions(
    FlowText text, TimeFormat time, ZoneId zone, boolean nodeNames, boolean policyNames) {

  String time(Timestamp time) {
    return this.time.format(time, zone);
  }

  String verdict(Flow flow) {
    return text.verdict(flow, policyNames);
  }

  /** {@code CPU(0) 42 (first: …, last: …)}, with the separator between CPU and count given. */
  String lost(LostEvent lost, String separator) {
    String text =
        "CPU("
            + lost.getCpu().getValue()
            + ")"
            + separator
            + Long.toUnsignedString(lost.getNumEventsLost());
    return lost.hasFirst() && lost.hasLast()
        ? text + " (first: " + time(lost.getFirst()) + ", last: " + time(lost.getLast()) + ")"
        : text;
  }
}
