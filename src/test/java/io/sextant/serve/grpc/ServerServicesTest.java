package io.sextant.serve.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.stub.StreamObserver;
import io.sextant.proto.peer.ChangeNotificationType;
import io.sextant.proto.peer.NotifyRequest;
import io.sextant.proto.peer.PeerGrpc;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What stands beside the observer: peers, health, reflection. */
class ServerServicesTest extends ObserverCalls {
  @Test
  void peers_areAnnouncedAndTheStreamStaysOpen() {
    var notifications =
        PeerGrpc.newBlockingStub(channel).notify(NotifyRequest.getDefaultInstance());
    var peer = notifications.next();
    assertThat(peer.getName()).isEqualTo("node-1");
    assertThat(peer.getAddress()).isEqualTo("127.0.0.1:4245");
    assertThat(peer.getType()).isEqualTo(ChangeNotificationType.PEER_ADDED);
    assertThat(peer.hasTls()).isFalse();
    assertThatThrownBy(() ->
            PeerGrpc.newBlockingStub(channel)
                .withDeadlineAfter(200, TimeUnit.MILLISECONDS)
                .notify(NotifyRequest.getDefaultInstance())
                .forEachRemaining(_ -> {}))
        .hasMessageContaining("DEADLINE_EXCEEDED");
  }

  @Test
  void health_isServingUnderHubblesName() {
    for (String name : List.of("", "hubble.server.Observer")) {
      assertThat(
              HealthGrpc.newBlockingStub(channel)
                  .check(HealthCheckRequest.newBuilder().setService(name).build())
                  .getStatus())
          .isEqualTo(ServingStatus.SERVING);
    }
  }

  @Test
  void health_canBeWatched_untilTheServerGoesDown() {
    for (String name : List.of("", "hubble.server.Observer")) {
      Iterator<HealthCheckResponse> states =
          HealthGrpc.newBlockingStub(channel)
              .watch(HealthCheckRequest.newBuilder().setService(name).build());
      assertThat(states.next().getStatus()).isEqualTo(ServingStatus.SERVING);
    }
    Iterator<HealthCheckResponse> states =
        HealthGrpc.newBlockingStub(channel)
            .watch(HealthCheckRequest.newBuilder().setService("hubble.server.Observer").build());
    states.next();
    server.close();
    assertThat(states.next().getStatus()).isEqualTo(ServingStatus.NOT_SERVING);
  }

  @Test
  void oldReflection_knowsTheFilesToo() throws Exception {
    CompletableFuture<Integer> files = new CompletableFuture<>();
    var ask =
        io.grpc.reflection.v1alpha.ServerReflectionGrpc.newStub(channel)
            .serverReflectionInfo(
                new Receiver<io.grpc.reflection.v1alpha.ServerReflectionResponse>() {
                  @Override
                  public void onNext(io.grpc.reflection.v1alpha.ServerReflectionResponse response) {
                    files.complete(
                        response.getFileDescriptorResponse().getFileDescriptorProtoCount());
                  }
                });
    ask.onNext(
        io.grpc.reflection.v1alpha.ServerReflectionRequest.newBuilder()
            .setFileContainingSymbol("observer.Observer")
            .build());
    assertThat(files.get(10, TimeUnit.SECONDS)).isPositive();
    ask.onCompleted();
  }

  @Test
  void reflection_listsTheServices() throws Exception {
    CompletableFuture<List<String>> names = new CompletableFuture<>();
    StreamObserver<ServerReflectionRequest> ask =
        ServerReflectionGrpc.newStub(channel)
            .serverReflectionInfo(
                new Receiver<ServerReflectionResponse>() {
                  @Override
                  public void onNext(ServerReflectionResponse response) {
                    names.complete(
                        response.getListServicesResponse().getServiceList().stream()
                            .map(service -> service.getName())
                            .toList());
                  }
                });
    ask.onNext(ServerReflectionRequest.newBuilder().setListServices("").build());
    assertThat(names.get(10, TimeUnit.SECONDS))
        .contains(
            "observer.Observer",
            "peer.Peer",
            "grpc.health.v1.Health",
            "grpc.reflection.v1.ServerReflection",
            "grpc.reflection.v1alpha.ServerReflection");
    ask.onCompleted();
  }

  private abstract static class Receiver<T> implements StreamObserver<T> {
    @Override
    public void onError(Throwable t) {}

    @Override
    public void onCompleted() {}
  }
}
