package io.sextant.cli;

import com.google.protobuf.Message;
import com.google.protobuf.Timestamp;
import io.grpc.MethodDescriptor;
import io.sextant.proto.flow.DebugEvent;
import io.sextant.proto.flow.Endpoint;
import io.sextant.proto.observer.GetDebugEventsRequest;
import io.sextant.proto.observer.GetDebugEventsResponse;
import io.sextant.proto.observer.ObserverGrpc;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Messages of a datapath's debugging. */
final class DebugEvents implements EventKind<GetDebugEventsRequest, GetDebugEventsResponse> {
  private static final String NONE = "N/A";

  @Override
  public MethodDescriptor<GetDebugEventsRequest, GetDebugEventsResponse> method() {
    return ObserverGrpc.getGetDebugEventsMethod();
  }

  @Override
  public GetDebugEventsRequest request(SelectionOptions.Range range) {
    GetDebugEventsRequest.Builder request =
        GetDebugEventsRequest.newBuilder()
            .setNumber(range.number())
            .setFirst(range.first())
            .setFollow(range.follow());
    if (range.since() != null) {
      request.setSince(range.since());
    }
    if (range.until() != null) {
      request.setUntil(range.until());
    }
    return request.build();
  }

  @Override
  public Timestamp time(GetDebugEventsResponse response) {
    return response.getTime();
  }

  @Override
  public String nodeName(GetDebugEventsResponse response) {
    return response.getNodeName();
  }

  @Override
  public Message event(GetDebugEventsResponse response) {
    return response.getDebugEvent();
  }

  @Override
  public String line(GetDebugEventsResponse response, TimeText time) {
    DebugEvent event = response.getDebugEvent();
    return "%s %s MARK: %s CPU: %s (%s)"
        .formatted(from(event), type(event), mark(event), cpu(event), message(event));
  }

  @Override
  public Map<String, String> block(GetDebugEventsResponse response, TimeText time) {
    DebugEvent event = response.getDebugEvent();
    Map<String, String> block = new LinkedHashMap<>();
    block.put("TYPE", type(event));
    block.put("FROM", from(event));
    block.put("MARK", mark(event));
    block.put("CPU", cpu(event));
    block.put("MESSAGE", message(event));
    return block;
  }

  @Override
  public List<String> header() {
    return List.of("FROM", "TYPE", "CPU/MARK", "MESSAGE");
  }

  @Override
  public List<String> row(GetDebugEventsResponse response, TimeText time) {
    DebugEvent event = response.getDebugEvent();
    return List.of(from(event), type(event), cpu(event) + " " + mark(event), message(event));
  }

  private static String type(DebugEvent event) {
    return FlowText.name(event.getType(), event.getTypeValue());
  }

  private static String message(DebugEvent event) {
    return Escape.text(event.getMessage());
  }

  private static String from(DebugEvent event) {
    if (!event.hasSource()) {
      return NONE;
    }
    Endpoint endpoint = event.getSource();
    String id = "ID: " + Integer.toUnsignedString(endpoint.getID());
    if (!endpoint.getNamespace().isEmpty() && !endpoint.getPodName().isEmpty()) {
      String pod = End.join(endpoint.getNamespace(), endpoint.getPodName());
      return Escape.text(pod) + " (" + id + ")";
    }
    boolean reserved =
        endpoint.getLabelsCount() == 1 && endpoint.getLabels(0).startsWith("reserved:");
    return reserved ? Escape.text(endpoint.getLabels(0)) + " (" + id + ")" : id;
  }

  private static String mark(DebugEvent event) {
    return event.hasHash() ? "0x" + Integer.toHexString(event.getHash().getValue()) : NONE;
  }

  private static String cpu(DebugEvent event) {
    int cpu = event.getCpu().getValue();
    return event.hasCpu() ? (cpu >= 0 && cpu < 10 ? "0" : "") + cpu : NONE;
  }
}
