package io.sextant.relay;

import com.google.protobuf.InvalidProtocolBufferException;
import io.grpc.Status;
import io.sextant.proto.observer.GetFlowsResponse;
import java.util.logging.Level;
import java.util.logging.Logger;

/** A reader in this process. What a peer sent and makes no sense costs that message. */
final class ReaderSink implements Sink {
  private static final Logger LOG = Logger.getLogger(ReaderSink.class.getName());

  private final FlowReader reader;
  private boolean complained;

  ReaderSink(FlowReader reader) {
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
      reader.read(GetFlowsResponse.parseFrom(message.bytes()));
    } catch (InvalidProtocolBufferException e) {
      if (!complained) {
        LOG.log(Level.WARNING, "a peer sends messages that cannot be read", e);
        complained = true;
      }
    }
  }

  @Override
  public void batchDone() {
    reader.batchDone();
  }

  @Override
  public void end(Status status) {
    if (!status.isOk()) {
      LOG.warning("following the peers has ended: " + Announcements.text(status));
    }
  }

  @Override
  public void onChange(Runnable wake) {}
}
