package io.sextant.relay;

import static io.sextant.relay.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.sextant.proto.observer.GetFlowsRequest;
import io.sextant.proto.observer.GetFlowsResponse;
import io.sextant.proto.observer.ObserverGrpc;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Clients that do not read hold back the peers, not the memory of the relay. */
@Timeout(60)
class SlowClientsTest {
  private static final GetFlowsRequest ALL = GetFlowsRequest.getDefaultInstance();

  @Test
  void clientThatDoesNotRead_stopsThePeers_andThenGetsAll() {
    AtomicLong sent = new AtomicLong();
    String padding = "x".repeat(1000);
    FakePeer.Script eager =
        (_, client) -> {
          for (long i = 0; i < 30_000 && !client.isCancelled(); ) {
            if (client.isReady()) {
              client.onNext(Messages.flow(padding, i, Long.toString(i++)));
              sent.incrementAndGet();
            } else {
              Thread.sleep(1);
            }
          }
          client.onCompleted();
        };
    try (FakePeer a = new FakePeer("a", eager);
        RelayServer relay = RelayServer.over(a)) {
      Lazy lazy = new Lazy();
      ObserverGrpc.newStub(relay.channel()).getFlows(ALL, lazy);
      long bound = 6000; // a window, and four buffers of HTTP/2 and gRPC of up to 1 MiB
      awaitStandstill(sent);
      assertThat(sent.get()).isBetween(500L, bound);
      lazy.readOn();
      assertThat(lazy.end.join()).isEqualTo(Status.OK);
      assertThat(lazy.flows).isEqualTo(30_000);
      assertThat(lazy.gaps).isZero();
    }
  }

  @Test
  void newestOfClientsThatDoNotRead_areHeldInOneBudget_andFreedWhenTheyGo() {
    String padding = "x".repeat(7_000);
    FakePeer.Script large =
        (_, client) -> {
          for (int i = 0; i < 6_000 && !client.isCancelled(); ) {
            if (client.isReady()) {
              client.onNext(Messages.flow(padding, i++, "u"));
            } else {
              Thread.sleep(1);
            }
          }
          client.onCompleted();
        };
    GetFlowsRequest last = GetFlowsRequest.newBuilder().setNumber(1_000_000).build();
    try (FakePeer a = new FakePeer("a", large);
        RelayServer relay = RelayServer.over(a)) {
      List<Lazy> clients = List.of(new Lazy(), new Lazy(), new Lazy());
      clients.forEach(client -> ObserverGrpc.newStub(relay.channel()).getFlows(last, client));
      await(() -> relay.relay.newest().used() > Newest.SHARED_BYTES - 100_000);
      assertThat(relay.relay.newest().used()).isLessThanOrEqualTo(Newest.SHARED_BYTES);
      clients.getFirst().cancel();
      clients.get(1).cancel();
      clients.getLast().readOn();
      clients.getLast().end.join();
      await(() -> relay.relay.newest().used() == 0);
    }
  }

  private static void awaitStandstill(AtomicLong count) {
    AtomicLong last = new AtomicLong(-1);
    await(() -> {
      LockSupport.parkNanos(300_000_000);
      return last.getAndSet(count.get()) == count.get() && count.get() > 0;
    });
  }

  /** Reads nothing until it is told to. */
  private static final class Lazy
      implements ClientResponseObserver<GetFlowsRequest, GetFlowsResponse> {
    final CompletableFuture<Status> end = new CompletableFuture<>();
    private final CompletableFuture<ClientCallStreamObserver<GetFlowsRequest>> call =
        new CompletableFuture<>();
    volatile long flows;
    volatile long gaps;

    void readOn() {
      call.join().request(Integer.MAX_VALUE);
    }

    void cancel() {
      call.join().cancel("the test has enough", null);
    }

    @Override
    public void beforeStart(ClientCallStreamObserver<GetFlowsRequest> stream) {
      stream.disableAutoRequestWithInitial(0);
      call.complete(stream);
    }

    @Override
    @SuppressWarnings("NonAtomicVolatileUpdate") // one thread at a time
    public void onNext(@Nullable GetFlowsResponse response) {
      if (response != null && response.hasFlow()) {
        gaps += Long.parseLong(response.getFlow().getUuid()) == flows ? 0 : 1;
        flows++;
      }
    }

    @Override
    public void onError(Throwable failure) {
      end.complete(Status.fromThrowable(failure));
    }

    @Override
    public void onCompleted() {
      end.complete(Status.OK);
    }
  }
}
