package io.sextant.relay;

import com.google.protobuf.FieldMask;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import io.sextant.proto.observer.GetFlowsRequest;
import io.sextant.serve.grpc.QueryHeader;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;

/**
 * Asks a peer for the time of the oldest flow it still has: what is older than that and was not
 * delivered is lost.
 */
final class OldestEvent extends ClientCall.Listener<Relayed> {
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final GetFlowsRequest FIRST =
      GetFlowsRequest.newBuilder()
          .setNumber(1)
          .setFirst(true)
          .setFieldMask(FieldMask.newBuilder().addPaths("time"))
          .build();

  private final LongConsumer answer;
  private long oldest = Relayed.NO_TIME;

  private OldestEvent(LongConsumer answer) {
    this.answer = answer;
  }

  /**
   * Asks and returns.
   *
   * @param headers of the client; from now on those of this call
   * @param answer gets the time in nanoseconds since the epoch, that of now if the peer has no flow
   *     or does not answer. Runs on an event loop.
   */
  static void ask(Channel channel, Metadata headers, LongConsumer answer) {
    CallOptions options =
        CallOptions.DEFAULT.withDeadlineAfter(PATIENCE.toNanos(), TimeUnit.NANOSECONDS);
    ClientCall<GetFlowsRequest, Relayed> call = channel.newCall(StreamMethods.FLOWS, options);
    // The oldest of all flows, not of those that the client's query chooses.
    headers.discardAll(QueryHeader.QUERY);
    call.start(new OldestEvent(answer), headers);
    call.request(2);
    call.sendMessage(FIRST);
    call.halfClose();
  }

  @Override
  public void onMessage(Relayed message) {
    if (oldest == Relayed.NO_TIME && message.counts()) {
      oldest = message.timeNanos();
    }
  }

  @Override
  public void onClose(Status status, Metadata trailers) {
    answer.accept(oldest == Relayed.NO_TIME ? RelayedStream.wallNanos() : oldest);
  }
}
