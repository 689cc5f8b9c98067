package io.sextant.relay;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Timestamp;
import io.grpc.Status;
import io.sextant.proto.observer.GetFlowsResponse;
import io.sextant.proto.relay.NodeStatusEvent;
import io.sextant.serve.grpc.EventReader;
import java.util.Locale;

/** A reader in this process. A message that makes no sense costs itself, and is told once. */
final class ReaderSink implements Sink {
  private final PeerEvents reader;
  private boolean complained;

  ReaderSink(PeerEvents reader) {
    this.reader = reader;
  }

  @Override
  public boolean isReady() {
    return true;
  }

  @Override
  public boolean isCancelled() {
    return reader.isDone();
  }

  @Override
  public void send(Relayed message) {
    try {
      send(GetFlowsResponse.parseFrom(message.bytes()));
    } catch (InvalidProtocolBufferException e) {
      if (!complained) {
        reader.notice("a peer sends messages that cannot be read: " + e.getMessage());
        complained = true;
      }
    }
  }

  private void send(GetFlowsResponse response) {
    switch (response.getResponseTypesCase()) {
      case FLOW -> reader.event(EventReader.flow(response.getFlow()));
      case LOST_EVENTS -> {
        Timestamp time = response.getTime();
        reader.event(
            EventReader.lost(
                response.getLostEvents(), EventReader.nanos(time), response.getNodeName()));
      }
      case NODE_STATUS -> tell(response.getNodeStatus());
      case RESPONSETYPES_NOT_SET -> {}
    }
  }

  private void tell(NodeStatusEvent event) {
    String names = String.join(", ", event.getNodeNamesList());
    String state = event.getStateChange().name().replace("NODE_", "").toLowerCase(Locale.ROOT);
    reader.notice(
        event.getMessage().isEmpty()
            ? "%s: %s".formatted(state, names)
            : "%s: %s: %s".formatted(state, names, event.getMessage()));
  }

  @Override
  public void batchDone() {
    reader.batchDone();
  }

  @Override
  public void end(Status status) {
    if (!status.isOk()) {
      reader.notice("following the peers has ended: " + Announcements.text(status));
    }
  }

  @Override
  public void onChange(Runnable wake) {}
}
