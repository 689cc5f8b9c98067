package io.sextant.serve.grpc;

import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.sextant.filter.Condition;
import io.sextant.proto.observer.ObserverGrpc;
import io.sextant.query.Query;
import io.sextant.query.QueryException;
import java.nio.charset.StandardCharsets;

/**
 * A query beside a request for flows, in a header: Hubble's API has no place for it. A server that
 * chooses by it says so in a header of its answer; one that does not know it sends all that the
 * request's filters choose.
 */
public final class QueryHeader implements ServerInterceptor {
  /** The query in UTF-8. */
  public static final Metadata.Key<byte[]> QUERY =
      Metadata.Key.of("sextant-query-bin", Metadata.BINARY_BYTE_MARSHALLER);

  /** There if the query was applied. */
  public static final Metadata.Key<String> APPLIED =
      Metadata.Key.of("sextant-query-applied", Metadata.ASCII_STRING_MARSHALLER);

  private static final Context.Key<String> TEXT = Context.keyWithDefault("query", "");
  private static final String FLOWS = ObserverGrpc.getGetFlowsMethod().getFullMethodName();

  QueryHeader() {}

  /** The headers of a request with a query. */
  public static Metadata of(String query) {
    Metadata headers = new Metadata();
    headers.put(QUERY, query.getBytes(StandardCharsets.UTF_8));
    return headers;
  }

  /**
   * What the query of the current call chooses.
   *
   * @throws IllegalArgumentException if it is none
   */
  static Condition current() {
    try {
      return Query.parse(TEXT.get()).condition();
    } catch (QueryException e) {
      throw new IllegalArgumentException("query: " + e.getMessage(), e);
    }
  }

  @Override
  public <Q, R> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
    byte[] query = headers.get(QUERY);
    if (query == null || !call.getMethodDescriptor().getFullMethodName().equals(FLOWS)) {
      return next.startCall(call, headers);
    }
    Context context = Context.current().withValue(TEXT, new String(query, StandardCharsets.UTF_8));
    return Contexts.interceptCall(context, new Applied<>(call), headers, next);
  }

  private static final class Applied<Q, R> extends SimpleForwardingServerCall<Q, R> {
    Applied(ServerCall<Q, R> call) {
      super(call);
    }

    @Override
    public void sendHeaders(Metadata headers) {
      headers.put(APPLIED, "true");
      super.sendHeaders(headers);
    }
  }
}
