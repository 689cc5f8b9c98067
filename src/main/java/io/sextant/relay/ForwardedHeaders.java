package io.sextant.relay;

import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.sextant.serve.grpc.QueryHeader;
import java.util.Set;

/**
 * Keeps what a client sent along with its call, such as {@code authorization}, so that the peers
 * get it too. What belongs to the connection is left out. A query among it is applied by the peers:
 * from one that does not, {@link PeerStream} takes nothing.
 */
final class ForwardedHeaders implements ServerInterceptor {
  private static final Context.Key<Metadata> HEADERS = Context.key("headers");
  private static final Set<String> OF_THE_CONNECTION =
      Set.of("content-type", "te", "user-agent", "host", "connection");
  private static final String OF_GRPC = "grpc-";

  /** Those of the call that is being handled; a copy. */
  static Metadata current() {
    Metadata copy = new Metadata();
    Metadata headers = HEADERS.get();
    if (headers != null) {
      copy.merge(headers);
    }
    return copy;
  }

  @Override
  public <Q, R> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
    Metadata forwarded = new Metadata();
    forwarded.merge(headers);
    for (String name : headers.keys()) {
      if (OF_THE_CONNECTION.contains(name) || name.startsWith(OF_GRPC)) {
        forwarded.discardAll(key(name));
      }
    }
    return Contexts.interceptCall(
        Context.current().withValue(HEADERS, forwarded),
        QueryHeader.acknowledged(call, headers),
        headers,
        next);
  }

  private static Metadata.Key<?> key(String name) {
    return name.endsWith(Metadata.BINARY_HEADER_SUFFIX)
        ? Metadata.Key.of(name, Metadata.BINARY_BYTE_MARSHALLER)
        : Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER);
  }
}
