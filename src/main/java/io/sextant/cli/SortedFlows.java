package io.sextant.cli;

import com.google.protobuf.ByteString;
import io.sextant.proto.observer.GetFlowsResponse;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Keeps the flows of an answer until it is over and prints them in order; losses at once. */
final class SortedFlows implements FlowPrinter {
  /** When a flow was seen, to the nanosecond. */
  static final String TIME = "time";

  private static final int KEY_BYTES = 64;

  private final FlowPrinter printer;
  private final List<FlowField> fields = new ArrayList<>();
  private final Comparator<Row> order;
  private final List<Row> rows = new ArrayList<>();
  private final PackedResponses.Budget budget =
      new PackedResponses.Budget("--sort", ": narrow them by filters, --since or --last");

  private record Row(long time, List<String> keys, ByteString packed) {}

  SortedFlows(FlowPrinter printer, List<SortOrder> orders) {
    this.printer = printer;
    Comparator<Row> all = null;
    for (SortOrder one : orders) {
      Comparator<Row> next = one.turn(comparator(one));
      all = all == null ? next : all.thenComparing(next);
    }
    this.order = all == null ? Comparator.comparingLong(Row::time) : all;
  }

  @Override
  public void print(GetFlowsResponse response) {
    if (!response.hasFlow()) {
      printer.print(response);
      return;
    }
    List<String> keys =
        fields.stream().map(field -> field.of(response.getFlow(), End.SOURCE)).toList();
    ByteString packed = response.toByteString();
    budget.take(packed.size() + KEY_BYTES * keys.size());
    rows.add(new Row(FlowFile.time(response), keys, packed));
  }

  @Override
  public void tellNodeStatus(GetFlowsResponse response) {
    printer.tellNodeStatus(response);
  }

  @Override
  public void finish() {
    rows.sort(order);
    rows.forEach(row -> printer.print(PackedResponses.unpack(row.packed)));
    printer.finish();
  }

  private Comparator<Row> comparator(SortOrder one) {
    if (one.field().equals(TIME)) {
      return Comparator.comparingLong(Row::time);
    }
    if (one.isCount()) {
      throw new CommandFailure("--sort: only groups have a " + one.field() + ": add --by");
    }
    FlowField field = FlowFields.named("--sort", one.field());
    int index = fields.size();
    fields.add(field);
    return Comparator.comparing(row -> row.keys.get(index), SortOrder.values(field.numeric()));
  }
}
