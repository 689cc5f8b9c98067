package io.sextant.history;

import io.sextant.filter.Condition;
import io.sextant.flow.DropReason;
import io.sextant.flow.Reply;
import io.sextant.flow.TrafficDirection;
import io.sextant.history.rollup.RollupKey;
import io.sextant.history.rollup.RollupParty;
import io.sextant.history.rollup.RollupPod;
import io.sextant.history.rollup.RollupVisitor;
import io.sextant.store.Aggregation;
import io.sextant.store.GroupField;
import io.sextant.store.GroupTable;
import io.sextant.store.Tally;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Counts flows by group from sums of them. Belongs to one thread. */
final class SummedGroups implements RollupVisitor {
  private static final long TEN_SECONDS = Duration.ofSeconds(10).toNanos();

  private final Aggregation aggregation;
  private final GroupTable table;
  private boolean exact = true;

  SummedGroups(Aggregation aggregation, GroupTable table) {
    this.aggregation = aggregation;
    this.table = table;
  }

  /** Whether sums may tell what is asked for. */
  static boolean mayAnswer(Aggregation aggregation) {
    return aggregation.wanted().equals(Condition.EVERYTHING)
        && aggregation.bucketNanos() % TEN_SECONDS == 0
        && aggregation.by().stream().allMatch(SummedGroups::isSummed);
  }

  private static boolean isSummed(GroupField field) {
    return switch (field) {
      case VERDICT,
          DROP_REASON,
          DIRECTION,
          TYPE,
          REPLY,
          PROTOCOL,
          SOURCE_NAMESPACE,
          SOURCE_WORKLOAD,
          DESTINATION_NAMESPACE,
          DESTINATION_WORKLOAD,
          SERVER_PORT,
          NODE,
          POLICY ->
          true;
      case SOURCE_POD,
          SOURCE_IDENTITY,
          SOURCE_SERVICE,
          SOURCE_IP,
          SOURCE_PORT,
          SOURCE_DNS,
          DESTINATION_POD,
          DESTINATION_IDENTITY,
          DESTINATION_SERVICE,
          DESTINATION_IP,
          DESTINATION_PORT,
          DESTINATION_DNS,
          STATUS,
          METHOD,
          DNS_QUERY ->
          false;
    };
  }

  /** Whether all that was told is in the table; else only the flows themselves can tell. */
  boolean isExact() {
    return exact;
  }

  @Override
  public void sum(
      long bucketNanos, RollupKey key, long flows, long bytes, long firstNanos, long lastNanos) {
    List<String> texts = new ArrayList<>(aggregation.by().size());
    for (GroupField field : aggregation.by()) {
      texts.add(text(field, key));
      exact &= field != GroupField.SERVER_PORT || key.port() != RollupKey.MORE_PORTS;
    }
    Tally tally = new Tally();
    tally.add(key.verdict(), flows, bytes, firstNanos, lastNanos);
    table.add(bucketNanos, texts, tally);
  }

  @Override
  public boolean wantsPods() {
    return false;
  }

  @Override
  public void pod(RollupPod pod, long lastNanos) {}

  @Override
  public void beyond(long flows) {
    exact = false;
  }

  /** What {@link GroupField#of} gives for each of the flows. */
  private static String text(GroupField field, RollupKey key) {
    return switch (field) {
      case VERDICT -> key.verdict().name();
      case DROP_REASON -> key.dropReason() == 0 ? "" : DropReason.name(key.dropReason());
      case DIRECTION ->
          key.direction() == TrafficDirection.TRAFFIC_DIRECTION_UNKNOWN
              ? ""
              : key.direction().name().toLowerCase(Locale.ROOT);
      case TYPE -> key.type().name();
      case REPLY -> key.reply() == Reply.UNKNOWN ? "" : Boolean.toString(key.reply() == Reply.YES);
      case PROTOCOL -> key.protocol().text();
      case SOURCE_NAMESPACE -> key.source().namespace();
      case DESTINATION_NAMESPACE -> key.destination().namespace();
      case SOURCE_WORKLOAD -> workload(key.source());
      case DESTINATION_WORKLOAD -> workload(key.destination());
      case SERVER_PORT -> key.protocol().hasPorts() ? Integer.toString(key.port()) : "";
      case NODE -> key.node();
      case POLICY -> String.join(", ", key.policies());
      case SOURCE_POD,
          SOURCE_IDENTITY,
          SOURCE_SERVICE,
          SOURCE_IP,
          SOURCE_PORT,
          SOURCE_DNS,
          DESTINATION_POD,
          DESTINATION_IDENTITY,
          DESTINATION_SERVICE,
          DESTINATION_IP,
          DESTINATION_PORT,
          DESTINATION_DNS,
          STATUS,
          METHOD,
          DNS_QUERY ->
          throw new IllegalArgumentException(field + " is not summed up");
    };
  }

  private static String workload(RollupParty party) {
    return party.namespace().isEmpty() || party.workload().isEmpty()
        ? party.workload()
        : party.namespace() + "/" + party.workload();
  }
}
