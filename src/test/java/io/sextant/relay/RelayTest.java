package io.sextant.relay;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.FieldMask;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.grpc.stub.MetadataUtils;
import io.sextant.proto.observer.GetFlowsRequest;
import io.sextant.proto.observer.GetFlowsResponse;
import io.sextant.proto.observer.ObserverGrpc;
import io.sextant.proto.relay.NodeState;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Answers from memory, over peers in this process. */
@Timeout(60)
class RelayTest {
  private static final GetFlowsRequest ALL = GetFlowsRequest.getDefaultInstance();

  @Test
  void answer_isOfAllPeers_byTime_afterWhoTakesPart() {
    try (FakePeer a = FakePeer.with("a", 1, 4, 5);
        FakePeer b = FakePeer.with("b", 2, 3, 6);
        RelayServer relay = RelayServer.over(a, b)) {
      Heard heard = relay.ask(ALL);
      assertThat(heard.end()).isEqualTo(Status.OK);
      assertThat(heard.flows()).containsExactly("a-1", "b-2", "b-3", "a-4", "a-5", "b-6");
      assertThat(heard.all().getFirst().getNodeName()).isEqualTo("relay-1");
      assertThat(heard.all().getFirst().getNodeStatus().getStateChange())
          .isEqualTo(NodeState.NODE_CONNECTED);
      assertThat(heard.all().getFirst().getNodeStatus().getNodeNamesList())
          .containsExactly("a", "b");
      assertThat(a.requests).containsExactly(ALL);
    }
  }

  @Test
  void last_givesTheNewestOfAllPeers() {
    try (FakePeer a = FakePeer.with("a", 1, 4, 5, 9);
        FakePeer b = FakePeer.with("b", 2, 3, 6);
        RelayServer relay = RelayServer.over(a, b)) {
      Heard heard = relay.ask(GetFlowsRequest.newBuilder().setNumber(3).build());
      assertThat(heard.flows()).containsExactly("a-5", "b-6", "a-9");
    }
  }

  @Test
  void first_givesTheOldestOfAllPeers() {
    try (FakePeer a = FakePeer.with("a", 1, 4, 5, 9);
        FakePeer b = FakePeer.with("b", 2, 3, 6);
        RelayServer relay = RelayServer.over(a, b)) {
      Heard heard = relay.ask(GetFlowsRequest.newBuilder().setNumber(3).setFirst(true).build());
      assertThat(heard.flows()).containsExactly("a-1", "b-2", "b-3");
      assertThat(heard.end()).isEqualTo(Status.OK);
    }
  }

  @Test
  void last_withSinceAndUntil_isCutFromThose() {
    try (FakePeer a = FakePeer.with("a", 1, 4, 5, 9);
        FakePeer b = FakePeer.with("b", 2, 3, 6);
        RelayServer relay = RelayServer.over(a, b)) {
      GetFlowsRequest.Builder request =
          GetFlowsRequest.newBuilder()
              .setSince(Messages.time(2))
              .setUntil(Messages.time(6))
              .setNumber(2);
      assertThat(relay.ask(request.build()).flows()).containsExactly("a-5", "b-6");
      assertThat(relay.ask(request.setFirst(true).build()).flows()).containsExactly("b-2", "b-3");
    }
  }

  @Test
  void all_asTheCliAsksForIt_isNoLimit() {
    try (FakePeer a = FakePeer.with("a", 1, 4);
        RelayServer relay = RelayServer.over(a)) {
      Heard heard = relay.ask(GetFlowsRequest.newBuilder().setNumber(-1).build());
      assertThat(heard.flows()).containsExactly("a-1", "a-4");
    }
  }

  @Test
  void firstAndFollow_isRefused_whoeverIsThere() {
    try (RelayServer relay = RelayServer.over()) {
      Heard heard = relay.ask(GetFlowsRequest.newBuilder().setFirst(true).setFollow(true).build());
      assertThat(heard.awaitEnd().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
      assertThat(heard.awaitEnd().getDescription()).contains("first").contains("follow");
    }
  }

  @Test
  void maskWithoutTime_isAnsweredWithoutTime_andStillInOrder() {
    FieldMask mask = FieldMask.newBuilder().addPaths("uuid").build();
    try (FakePeer a = FakePeer.with("a", 1, 4);
        FakePeer b = FakePeer.with("b", 2, 3);
        RelayServer relay = RelayServer.over(a, b)) {
      Heard heard = relay.ask(GetFlowsRequest.newBuilder().setNumber(3).setFieldMask(mask).build());
      assertThat(heard.flows()).containsExactly("b-2", "b-3", "a-4");
      assertThat(a.requests.getFirst().getFieldMask().getPathsList())
          .containsExactly("uuid", "time");
      assertThat(heard.all().stream().filter(GetFlowsResponse::hasFlow))
          .noneMatch(response -> response.hasTime() || response.getFlow().hasTime());
    }
  }

  @Test
  void peerThatIsAway_isTold_andTheOthersAnswer() {
    FakePeer gone = FakePeer.with("gone");
    gone.close();
    try (FakePeer a = FakePeer.with("a", 1);
        RelayServer relay = RelayServer.over(a, gone)) {
      await(() -> relay.relay.peerStates().getLast().state() == PeerState.State.UNAVAILABLE);
      Heard heard = relay.ask(ALL);
      assertThat(heard.flows()).containsExactly("a-1");
      assertThat(heard.statuses(NodeState.NODE_UNAVAILABLE))
          .singleElement()
          .satisfies(event -> assertThat(event.getNodeNamesList()).containsExactly("gone"));
    }
  }

  @Test
  void errors_withEqualText_areOneEvent_afterTheFlows() {
    FakePeer.Script fails =
        (_, client) -> {
          client.onNext(Messages.flow("x", 7));
          client.onError(Status.UNKNOWN.withDescription("boom").asException());
        };
    try (FakePeer a = new FakePeer("a", fails);
        FakePeer b = new FakePeer("b", fails);
        FakePeer c = FakePeer.with("c", 1);
        RelayServer relay = RelayServer.over(a, b, c)) {
      Heard heard = relay.ask(ALL);
      assertThat(heard.end()).isEqualTo(Status.OK);
      assertThat(heard.flows()).containsExactly("c-1", "x-7", "x-7");
      assertThat(heard.statuses(NodeState.NODE_ERROR))
          .singleElement()
          .satisfies(event -> {
            assertThat(event.getMessage()).isEqualTo("boom");
            assertThat(event.getNodeNamesList()).containsExactlyInAnyOrder("a", "b");
          });
    }
  }

  @Test
  void whatAllPeersRefuse_isTheClientsError_whatOneRefuses_isItsOwn() {
    FakePeer.Script refuses =
        (_, client) ->
            client.onError(
                Status.INVALID_ARGUMENT.withDescription("source_ip: \"x\"").asException());
    try (FakePeer a = new FakePeer("a", refuses);
        FakePeer b = new FakePeer("b", refuses);
        RelayServer relay = RelayServer.over(a, b)) {
      Status end = relay.ask(ALL).awaitEnd();
      assertThat(end.getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
      assertThat(end.getDescription()).isEqualTo("source_ip: \"x\"");
      Status followed = relay.ask(GetFlowsRequest.newBuilder().setFollow(true).build()).awaitEnd();
      assertThat(followed.getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);

      b.plays(new FakePeer.Memory("b", List.of(1L)));
      Heard heard = relay.ask(ALL);
      assertThat(heard.end()).isEqualTo(Status.OK);
      assertThat(heard.flows()).containsExactly("b-1");
      assertThat(heard.statuses(NodeState.NODE_ERROR).getFirst().getMessage())
          .isEqualTo("rpc error: code = InvalidArgument desc = source_ip: \"x\"");
    }
  }

  @Test
  void silentPeer_neverBlocksTheOthers_andIsLeftOut() {
    try (FakePeer a = FakePeer.with("a", 1, 2);
        FakePeer silent = new FakePeer("silent", (_, _) -> {});
        RelayServer relay = RelayServer.over(a, silent)) {
      Heard heard = relay.follow(ALL);
      heard.awaitFlows(2);
      assertThat(heard.end()).isNull();
      assertThat(heard.awaitEnd()).isEqualTo(Status.OK);
      assertThat(heard.statuses(NodeState.NODE_ERROR).getFirst().getMessage())
          .contains("it said nothing for 1 s; the rest is missing");
      Heard last = relay.ask(GetFlowsRequest.newBuilder().setNumber(1).build());
      assertThat(last.flows()).containsExactly("a-2");
      assertThat(last.statuses(NodeState.NODE_ERROR)).hasSize(1);
    }
  }

  @Test
  void peerThatNeverEnds_isCutOff_whenALimitWasAsked() {
    FakePeer.Script endless =
        (_, client) -> {
          for (long i = 0; !client.isCancelled(); i++) {
            if (client.isReady()) {
              client.onNext(Messages.flow("endless", i));
            } else {
              Thread.sleep(1);
            }
          }
        };
    try (FakePeer a = FakePeer.with("a", 1L << 31);
        FakePeer b = new FakePeer("endless", endless);
        RelayServer relay = RelayServer.over(a, b)) {
      Heard heard = relay.ask(GetFlowsRequest.newBuilder().setNumber(1).build());
      assertThat(heard.flows()).containsExactly("a-" + (1L << 31));
      assertThat(heard.statuses(NodeState.NODE_ERROR).getFirst().getMessage())
          .contains("it sends more than it was asked for");
    }
  }

  @Test
  void messageTooLarge_isItsPeersError() {
    FakePeer.Script huge =
        (_, client) -> {
          client.onNext(
              GetFlowsResponse.newBuilder()
                  .setNodeName("x".repeat(2 * PeerChannels.LARGEST_MESSAGE))
                  .build());
          client.onCompleted();
        };
    try (FakePeer a = FakePeer.with("a", 1);
        FakePeer b = new FakePeer("huge", huge);
        RelayServer relay = RelayServer.over(a, b)) {
      Heard heard = relay.ask(ALL);
      assertThat(heard.end()).isEqualTo(Status.OK);
      assertThat(heard.flows()).containsExactly("a-1");
      assertThat(heard.statuses(NodeState.NODE_ERROR).getFirst())
          .satisfies(event -> assertThat(event.getNodeNamesList()).containsExactly("huge"))
          .satisfies(event -> assertThat(event.getMessage()).contains("ResourceExhausted"));
    }
  }

  @Test
  void windowOfLargeMessages_isCutOff_beforeItFillsTheMemory() {
    String padding = "x".repeat(PeerChannels.LARGEST_MESSAGE / 4);
    FakePeer.Script hostile =
        (_, client) -> {
          for (long i = 0; !client.isCancelled(); i++) {
            if (client.isReady()) {
              client.onNext(Messages.flow(padding, i, "large"));
            } else {
              Thread.sleep(1);
            }
          }
        };
    try (FakePeer a = FakePeer.with("a", 1);
        FakePeer quiet = new FakePeer("quiet", (_, _) -> {});
        FakePeer b = new FakePeer("hostile", hostile);
        RelayServer relay = RelayServer.over(a, quiet, b)) {
      Heard heard = relay.ask(GetFlowsRequest.newBuilder().setNumber(1).setFirst(true).build());
      assertThat(heard.flows()).hasSize(1);
      assertThat(heard.statuses(NodeState.NODE_ERROR))
          .anySatisfy(event -> {
            assertThat(event.getNodeNamesList()).containsExactly("hostile");
            assertThat(event.getMessage()).contains("its messages are too large");
          });
    }
  }

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

  @Test
  void headersAndDeadline_goOnToThePeers_andSoDoesTheEnd() throws Exception {
    CompletableFuture<Boolean> cancelled = new CompletableFuture<>();
    FakePeer.Script waits =
        (_, client) -> {
          while (!client.isCancelled()) {
            Thread.sleep(1);
          }
          cancelled.complete(true);
        };
    Metadata.Key<String> authorization =
        Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);
    Metadata headers = new Metadata();
    headers.put(authorization, "Basic eDp5");
    try (FakePeer a = new FakePeer("a", waits);
        RelayServer relay = RelayServer.over(a)) {
      Heard heard = new Heard();
      ObserverGrpc.newStub(relay.channel())
          .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers))
          .withDeadlineAfter(3, TimeUnit.SECONDS)
          .getFlows(GetFlowsRequest.newBuilder().setFollow(true).build(), heard);
      heard.awaitStatus(NodeState.NODE_CONNECTED);
      await(() -> !a.headers.isEmpty());
      assertThat(a.headers.getFirst().get(authorization)).isEqualTo("Basic eDp5");
      await(() -> !a.deadlines.isEmpty());
      assertThat(a.deadlines.getFirst().timeRemaining(TimeUnit.MILLISECONDS)).isLessThan(3_000);
      assertThat(heard.awaitEnd().getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
      assertThat(cancelled.get(10, TimeUnit.SECONDS)).isTrue();
    }
  }

  static void await(BooleanSupplier there) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!there.getAsBoolean()) {
      assertThat(System.nanoTime()).as("patience").isLessThan(end);
      LockSupport.parkNanos(5_000_000);
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
