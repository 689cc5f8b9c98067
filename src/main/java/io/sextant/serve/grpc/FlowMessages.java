package io.sextant.serve.grpc;

import com.google.protobuf.Int32Value;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Timestamp;
import com.google.protobuf.UInt32Value;
import io.sextant.flow.AgentEvent;
import io.sextant.flow.DebugEvent;
import io.sextant.flow.Endpoint;
import io.sextant.flow.Flow;
import io.sextant.flow.LostEvents;
import io.sextant.proto.flow.Emitter;
import io.sextant.proto.flow.LostEvent;
import java.nio.ByteBuffer;

/**
 * Events as messages of Hubble's API, field for field. A flow has one mapping, that of {@link
 * FlowWire}; its message is what a client reads from there.
 *
 * <p>May be used by any number of threads, which share the bytes of endpoints and addresses.
 */
public final class FlowMessages {
  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  private final FlowNames names = new FlowNames();
  private final byte[] emitter;

  /**
   * @param version of this server, as SemVer text
   */
  public FlowMessages(String version) {
    this.emitter = Emitter.newBuilder().setName("Hubble").setVersion(version).build().toByteArray();
  }

  /** All that the flow knows. */
  public io.sextant.proto.flow.Flow message(Flow flow) {
    WireWriter out = new WireWriter();
    writer(out).write(flow);
    try {
      return io.sextant.proto.flow.Flow.parseFrom(
          ByteBuffer.wrap(out.buffer(), out.start(), out.size()));
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("a flow was written that cannot be read", e);
    }
  }

  /** Writes flows to the wire, sharing what is kept here with all others. */
  FlowWire writer(WireWriter out) {
    return new FlowWire(names, emitter, out);
  }

  /** A loss; only losses of the memory ring have no CPU. */
  public LostEvent message(LostEvents lost) {
    var message =
        LostEvent.newBuilder()
            .setSourceValue(lost.source().ordinal())
            .setNumEventsLost(lost.count());
    if (lost.cpu() != LostEvents.NO_CPU) {
      message.setCpu(Int32Value.of(lost.cpu()));
    }
    if (lost.firstNanos() != 0) {
      message.setFirst(timestamp(lost.firstNanos()));
    }
    if (lost.lastNanos() != 0) {
      message.setLast(timestamp(lost.lastNanos()));
    }
    return message.build();
  }

  /** A message of the datapath's debugging. */
  public io.sextant.proto.flow.DebugEvent message(DebugEvent event) {
    var message =
        io.sextant.proto.flow.DebugEvent.newBuilder()
            .setTypeValue(event.type())
            .setHash(UInt32Value.of(event.hash()))
            .setArg1(UInt32Value.of(event.arg1()))
            .setArg2(UInt32Value.of(event.arg2()))
            .setArg3(UInt32Value.of(event.arg3()))
            .setMessage(event.message())
            .setCpu(Int32Value.of(event.cpu()));
    if (event.source() != null) {
      message.setSource(endpoint(event.source()));
    }
    return message.build();
  }

  private io.sextant.proto.flow.Endpoint endpoint(Endpoint endpoint) {
    try {
      return io.sextant.proto.flow.Endpoint.parseFrom(names.endpoint(endpoint));
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("an endpoint was written that cannot be read", e);
    }
  }

  /** News of the agent. */
  public io.sextant.proto.flow.AgentEvent message(AgentEvent event) {
    return AgentMessages.message(event.notification());
  }

  /** Nanoseconds since the Unix epoch as a message. */
  public static Timestamp timestamp(long nanos) {
    return Timestamp.newBuilder()
        .setSeconds(Math.floorDiv(nanos, NANOS_PER_SECOND))
        .setNanos((int) Math.floorMod(nanos, NANOS_PER_SECOND))
        .build();
  }
}
