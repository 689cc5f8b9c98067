package io.sextant.relay;

import io.grpc.Status;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.sextant.proto.observer.GetFlowsRequest;
import io.sextant.proto.observer.GetFlowsResponse;
import io.sextant.proto.relay.NodeState;
import io.sextant.proto.relay.NodeStatusEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What a client of the relay heard; any thread may look. */
final class Heard implements ClientResponseObserver<GetFlowsRequest, GetFlowsResponse> {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final List<GetFlowsResponse> all = new ArrayList<>();
  private final CompletableFuture<ClientCallStreamObserver<GetFlowsRequest>> call =
      new CompletableFuture<>();
  private @Nullable Status end;

  @Override
  public void beforeStart(ClientCallStreamObserver<GetFlowsRequest> stream) {
    call.complete(stream);
  }

  @Override
  public synchronized void onNext(@Nullable GetFlowsResponse response) {
    all.add(Objects.requireNonNull(response));
    notifyAll();
  }

  @Override
  public synchronized void onError(Throwable failure) {
    end = Status.fromThrowable(failure);
    notifyAll();
  }

  @Override
  public synchronized void onCompleted() {
    end = Status.OK;
    notifyAll();
  }

  synchronized List<GetFlowsResponse> all() {
    return List.copyOf(all);
  }

  /** UUIDs of the flows in the order they came. */
  List<String> flows() {
    return all().stream()
        .filter(GetFlowsResponse::hasFlow)
        .map(response -> response.getFlow().getUuid())
        .toList();
  }

  List<NodeStatusEvent> statuses(NodeState state) {
    return all().stream()
        .filter(GetFlowsResponse::hasNodeStatus)
        .map(GetFlowsResponse::getNodeStatus)
        .filter(event -> event.getStateChange() == state)
        .toList();
  }

  synchronized @Nullable Status end() {
    return end;
  }

  Status awaitEnd() {
    await("end", heard -> heard.end() != null);
    return Objects.requireNonNull(end());
  }

  Heard awaitFlows(int number) {
    await(number + " flows", heard -> heard.flows().size() >= number);
    return this;
  }

  NodeStatusEvent awaitStatus(NodeState state) {
    await(state.toString(), heard -> !heard.statuses(state).isEmpty());
    return statuses(state).getLast();
  }

  synchronized void await(String what, Predicate<Heard> there) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!there.test(this)) {
      long left = (end - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        throw new AssertionError("no " + what + " among " + all);
      }
      try {
        wait(Math.min(left, 50));
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
  }

  void cancel() {
    call.join().cancel("the test has enough", null);
  }
}
