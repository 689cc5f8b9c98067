package io.sextant.relay;

import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;

/** A client of the relay. */
final class ClientSink implements Sink {
  private static final int BUFFER_BYTES = 256 * 1024;

  private final ServerCallStreamObserver<Relayed> client;

  /** Made in the handler of the call. */
  ClientSink(ServerCallStreamObserver<Relayed> client) {
    this.client = client;
    client.setOnReadyThreshold(BUFFER_BYTES);
  }

  @Override
  public boolean isReady() {
    return client.isReady();
  }

  @Override
  public boolean isCancelled() {
    return client.isCancelled();
  }

  @Override
  public void send(Relayed message) {
    client.onNext(message);
  }

  @Override
  public void end(Status status) {
    if (client.isCancelled()) {
      return;
    }
    if (status.isOk()) {
      client.onCompleted();
    } else {
      client.onError(status.asException());
    }
  }

  @Override
  public void onChange(Runnable wake) {
    client.setOnReadyHandler(wake);
    client.setOnCancelHandler(wake);
  }
}
