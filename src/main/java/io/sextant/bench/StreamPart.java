package io.sextant.bench;

import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.sextant.proto.flow.FlowFilter;
import io.sextant.proto.flow.Verdict;
import io.sextant.proto.observer.GetFlowsRequest;
import io.sextant.proto.observer.GetFlowsResponse;
import io.sextant.proto.observer.ObserverGrpc;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A full memory ring to one gRPC client over loopback, both on this machine. */
final class StreamPart {
  private static final int RUNS = 5;
  private static final int WARM_UP_RUNS = 24;

  private StreamPart() {}

  static void measure(Bench bench) throws IOException {
    try (RingServer server = new RingServer(bench.corpus())) {
      ManagedChannel channel =
          NettyChannelBuilder.forAddress(
                  new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()))
              .usePlaintext()
              .directExecutor()
              .build();
      try {
        GetFlowsRequest all = GetFlowsRequest.newBuilder().setNumber(-1).build();
        GetFlowsRequest some =
            all.toBuilder()
                .addWhitelist(FlowFilter.newBuilder().addVerdict(Verdict.FORWARDED))
                .build();
        bench.figures().put(Figure.STREAM, flowsPerSecond(channel, all));
        bench.figures().put(Figure.STREAM_FILTERED, flowsPerSecond(channel, some));
      } finally {
        channel.shutdownNow();
      }
    }
  }

  private static double flowsPerSecond(ManagedChannel channel, GetFlowsRequest request) {
    for (int i = 0; i < WARM_UP_RUNS; i++) {
      run(channel, request);
    }
    double[] runs = new double[RUNS];
    for (int i = 0; i < RUNS; i++) {
      runs[i] = run(channel, request);
    }
    return Meter.median(runs);
  }

  private static double run(ManagedChannel channel, GetFlowsRequest request) {
    long begin = System.nanoTime();
    Receiver receiver = new Receiver();
    ObserverGrpc.newStub(channel).getFlows(request, receiver);
    long flows = receiver.await();
    return flows * (double) TimeUnit.SECONDS.toNanos(1) / (System.nanoTime() - begin);
  }

  /** Counts flows; asks for more by the hundred, as clients do that are after throughput. */
  private static final class Receiver
      implements ClientResponseObserver<GetFlowsRequest, GetFlowsResponse> {
    private static final int WINDOW = 1024;

    private final CompletableFuture<Long> ended = new CompletableFuture<>();
    private @Nullable ClientCallStreamObserver<GetFlowsRequest> call;
    private long flows;
    private int asked;

    @Override
    public void beforeStart(ClientCallStreamObserver<GetFlowsRequest> call) {
      this.call = call;
      call.disableAutoRequestWithInitial(2 * WINDOW);
    }

    @Override
    public void onNext(GetFlowsResponse response) {
      if (response.hasFlow()) {
        flows++;
      }
      if (++asked == WINDOW) {
        asked = 0;
        Objects.requireNonNull(call).request(WINDOW);
      }
    }

    @Override
    public void onError(Throwable failure) {
      ended.completeExceptionally(failure);
    }

    @Override
    public void onCompleted() {
      ended.complete(flows);
    }

    long await() {
      return ended.join();
    }
  }
}
