package io.sextant.serve.grpc;

import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
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
    if (query == null || !isAsked(call.getMethodDescriptor(), headers)) {
      return next.startCall(call, headers);
    }
    Context context = Context.current().withValue(TEXT, new String(query, StandardCharsets.UTF_8));
    return Contexts.interceptCall(context, new Applied<>(call), headers, next);
  }

  /** Whether a call has a query that must be applied. */
  public static boolean isAsked(MethodDescriptor<?, ?> method, Metadata headers) {
    return headers.containsKey(QUERY) && method.getFullMethodName().equals(FLOWS);
  }

  /** The same call for who has its query applied by others: the answer says that it is. */
  public static <Q, R> ServerCall<Q, R> acknowledged(ServerCall<Q, R> call, Metadata headers) {
    return isAsked(call.getMethodDescriptor(), headers) ? new Applied<>(call) : call;
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
