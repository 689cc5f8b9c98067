package io.sextant.relay;

import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.ForwardingServerCall;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.sextant.proto.observer.GetFlowsRequest;
import io.sextant.proto.observer.GetFlowsResponse;
import io.sextant.proto.observer.GetNamespacesRequest;
import io.sextant.proto.observer.GetNamespacesResponse;
import io.sextant.proto.observer.ObserverGrpc;
import io.sextant.proto.observer.ServerStatusRequest;
import io.sextant.proto.observer.ServerStatusResponse;
import io.sextant.serve.grpc.QueryHeader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.stream.LongStream;

/** An observer on a free port of the loopback device that answers as a test tells it to. */
final class FakePeer implements AutoCloseable {

  /** What it does with a request for flows, on a thread of its own. */
  interface Script {
    void play(GetFlowsRequest request, ServerCallStreamObserver<GetFlowsResponse> client)
        throws InterruptedException;
  }

  final String name;
  final List<GetFlowsRequest> requests = new CopyOnWriteArrayList<>();
  final List<Metadata> headers = new CopyOnWriteArrayList<>();
  final List<Deadline> deadlines = new CopyOnWriteArrayList<>();
  volatile ServerStatusResponse status = ServerStatusResponse.getDefaultInstance();
  volatile GetNamespacesResponse namespaces = GetNamespacesResponse.getDefaultInstance();
  private volatile boolean saysItAppliesQueries;
  private volatile Script script;
  private final Server server;
  private final int port;

  FakePeer(String name, Script script) {
    this(name, script, 0);
  }

  FakePeer(String name, Script script, int wanted) {
    this.name = name;
    this.script = script;
    try {
      server =
          NettyServerBuilder.forAddress(
                  new InetSocketAddress(InetAddress.getLoopbackAddress(), wanted))
              .executor(Executors.newVirtualThreadPerTaskExecutor())
              .intercept(new Ears())
              .addService(new Observer())
              .build()
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    this.port = server.getPort();
  }

  /** Has these flows, answers as an observer does, and follows with nothing. */
  static FakePeer with(String name, long... secondsOfFlows) {
    return new FakePeer(name, new Memory(name, LongStream.of(secondsOfFlows).boxed().toList()));
  }

  void plays(Script other) {
    script = other;
  }

  /** Claims from now on to choose by queries. */
  FakePeer claimingQueries() {
    saysItAppliesQueries = true;
    return this;
  }

  int port() {
    return port;
  }

  Peer asPeer() {
    return Peer.fixed("peers", name, "127.0.0.1:" + port(), "");
  }

  @Override
  public void close() {
    server.shutdownNow();
    try {
      server.awaitTermination();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private final class Ears implements ServerInterceptor {
    @Override
    public <Q, R> ServerCall.Listener<Q> interceptCall(
        ServerCall<Q, R> call, Metadata sent, ServerCallHandler<Q, R> next) {
      headers.add(sent);
      boolean claims = saysItAppliesQueries && sent.containsKey(QueryHeader.QUERY);
      return next.startCall(claims ? new Claiming<>(call) : call, sent);
    }
  }

  private static final class Claiming<Q, R>
      extends ForwardingServerCall.SimpleForwardingServerCall<Q, R> {
    Claiming(ServerCall<Q, R> call) {
      super(call);
    }

    @Override
    public void sendHeaders(Metadata answer) {
      answer.put(QueryHeader.APPLIED, "true");
      super.sendHeaders(answer);
    }
  }

  private final class Observer extends ObserverGrpc.ObserverImplBase {
    @Override
    public void getFlows(GetFlowsRequest request, StreamObserver<GetFlowsResponse> client) {
      requests.add(request);
      Deadline deadline = Context.current().getDeadline();
      if (deadline != null) {
        deadlines.add(deadline);
      }
      var call = (ServerCallStreamObserver<GetFlowsResponse>) client;
      call.setOnCancelHandler(() -> {});
      Thread.ofVirtual().start(() -> play(request, call));
    }

    private void play(GetFlowsRequest request, ServerCallStreamObserver<GetFlowsResponse> client) {
      try {
        script.play(request, client);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } catch (RuntimeException e) {
        client.onError(Status.INTERNAL.withDescription("script: " + e).asException());
      }
    }

    @Override
    public void serverStatus(
        ServerStatusRequest request, StreamObserver<ServerStatusResponse> client) {
      client.onNext(status);
      client.onCompleted();
    }

    @Override
    public void getNamespaces(
        GetNamespacesRequest request, StreamObserver<GetNamespacesResponse> client) {
      client.onNext(namespaces);
      client.onCompleted();
    }
  }

  /** Answers from a list: last, first, since; a follow stays open after it. */
  record Memory(String name, List<Long> seconds) implements Script {
    @Override
    public void play(GetFlowsRequest request, ServerCallStreamObserver<GetFlowsResponse> client) {
      List<GetFlowsResponse> wanted =
          seconds.stream()
              .filter(s -> !request.hasSince() || s >= request.getSince().getSeconds())
              .filter(s -> !request.hasUntil() || s <= request.getUntil().getSeconds())
              .map(s -> Messages.flow(name, s))
              .toList();
      int number = (int) Math.min(Integer.MAX_VALUE, request.getNumber() & Long.MAX_VALUE);
      if (number > 0 && number < wanted.size()) {
        wanted =
            request.getFirst()
                ? wanted.subList(0, number)
                : wanted.subList(wanted.size() - number, wanted.size());
      }
      if (number == 0 && request.getFollow() && !request.hasSince()) {
        wanted = List.of();
      }
      wanted.forEach(client::onNext);
      if (!request.getFollow()) {
        client.onCompleted();
      }
    }
  }
}
