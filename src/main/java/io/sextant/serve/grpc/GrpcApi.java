package io.sextant.serve.grpc;

import io.grpc.BindableService;
import io.grpc.ServerInterceptor;
import java.util.List;

/** What the servers of a process serve: Hubble's API over one node, or over many. */
public interface GrpcApi extends AutoCloseable {

  /** Observer, Peer, Health, and both versions of Reflection, in this order. */
  List<BindableService> services();

  /** Puts the version into the headers of every answer. */
  ServerInterceptor versionHeaders();

  /** Called before the servers listen. */
  void start();

  /** Ends all open streams, so that a server can go down at once. */
  @Override
  void close();
}
