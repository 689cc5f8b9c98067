package io.sextant.cli;

import com.google.protobuf.ByteString;
import io.sextant.flow.Event;
import io.sextant.proto.observer.GetFlowsRequest;
import io.sextant.proto.observer.GetFlowsResponse;
import io.sextant.serve.grpc.EventReader;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Predicate;

/** Chooses among responses as a server would: by filters and times first, then by number. */
final class FlowChoice {
  private final GetFlowsRequest request;
  private final Predicate<Event> wanted;
  private final ResponseStream.Sink<GetFlowsResponse> sink;
  private final PackedResponses.Budget budget = new PackedResponses.Budget("--last", "");
  private final Deque<ByteString> last = new ArrayDeque<>();
  private final boolean limited;
  private long flows;

  /**
   * @param request whose filters are in {@code wanted}
   * @param flag why the choice is made here
   */
  FlowChoice(
      GetFlowsRequest request,
      Predicate<Event> wanted,
      ResponseStream.Sink<GetFlowsResponse> sink,
      String flag) {
    this.request = request;
    this.wanted = wanted;
    this.sink = sink;
    this.limited = request.getNumber() != 0 && request.getNumber() != SelectionOptions.ALL;
    if (limited
        && !request.getFirst()
        && Long.compareUnsigned(request.getNumber(), PackedResponses.MOST) > 0) {
      throw new CommandFailure(
          "--last: with "
              + flag
              + " at most "
              + PackedResponses.MOST
              + ", not "
              + Long.toUnsignedString(request.getNumber()));
    }
  }

  /** Whether nothing that comes can be chosen any more. */
  boolean full() {
    return request.getFirst() && limited && Long.compareUnsigned(flows, request.getNumber()) >= 0;
  }

  void accept(GetFlowsResponse response) {
    if (!response.hasFlow()) {
      sink.accept(response);
    } else if (fits(response)) {
      flows++;
      keep(response);
    }
  }

  /** After the last response. */
  void finish() {
    while (!last.isEmpty()) {
      sink.accept(PackedResponses.unpack(last.removeFirst()));
    }
  }

  private void keep(GetFlowsResponse response) {
    if (!limited || request.getFirst()) {
      sink.accept(response);
      return;
    }
    ByteString packed = response.toByteString();
    last.addLast(packed);
    budget.take(packed.size());
    if (last.size() > request.getNumber()) {
      budget.give(last.removeFirst().size());
    }
  }

  private boolean fits(GetFlowsResponse response) {
    long time = FlowFile.time(response);
    return (!request.hasSince() || time >= EventReader.nanos(request.getSince()))
        && (!request.hasUntil() || time <= EventReader.nanos(request.getUntil()))
        && wanted.test(EventReader.flow(response.getFlow()));
  }
}
