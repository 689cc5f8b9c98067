package io.sextant.serve.grpc;

import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.sextant.proto.observer.GetFlowsRequest;
import io.sextant.proto.observer.GetFlowsResponse;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** Takes one message and then none, until it is told to read all that is left. */
final class SlowClient implements ClientResponseObserver<GetFlowsRequest, GetFlowsResponse> {
  private final CompletableFuture<String> result = new CompletableFuture<>();
  private final CountDownLatch first = new CountDownLatch(1);
  private final CompletableFuture<ClientCallStreamObserver<GetFlowsRequest>> call =
      new CompletableFuture<>();
  volatile long received;
  volatile long lost;

  void awaitFirst() throws InterruptedException {
    first.await();
  }

  /** How the stream ended. */
  String readAll() {
    call.join().request(Integer.MAX_VALUE);
    return result.join();
  }

  @Override
  public void beforeStart(ClientCallStreamObserver<GetFlowsRequest> stream) {
    stream.disableAutoRequestWithInitial(1);
    call.complete(stream);
  }

  @Override
  @SuppressWarnings("NonAtomicVolatileUpdate") // one thread at a time writes
  public void onNext(@Nullable GetFlowsResponse response) {
    if (response != null && response.hasLostEvents()) {
      lost += response.getLostEvents().getNumEventsLost();
    } else {
      received++;
    }
    first.countDown();
  }

  @Override
  public void onError(Throwable t) {
    result.complete("error " + t);
  }

  @Override
  public void onCompleted() {
    result.complete("completed");
  }
}
