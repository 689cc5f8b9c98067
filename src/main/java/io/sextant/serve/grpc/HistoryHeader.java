package io.sextant.serve.grpc;

import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.sextant.proto.observer.ObserverGrpc;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * How the server's history is, in a header of its answer to {@code ServerStatus}: Hubble's API has
 * no place for it. A server without history sends none.
 */
public final class HistoryHeader implements ServerInterceptor {
  /** A JSON object, as REST gives it in {@code /api/v1/status}. */
  public static final Metadata.Key<String> HISTORY =
      Metadata.Key.of("sextant-history", Metadata.ASCII_STRING_MARSHALLER);

  private static final String STATUS = ObserverGrpc.getServerStatusMethod().getFullMethodName();

  private final Supplier<@Nullable String> history;

  /**
   * @param history as JSON in ASCII, as it is when asked; null if there is none
   */
  public HistoryHeader(Supplier<@Nullable String> history) {
    this.history = history;
  }

  @Override
  public <Q, R> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
    boolean asked = call.getMethodDescriptor().getFullMethodName().equals(STATUS);
    return next.startCall(asked ? new Told<>(call) : call, headers);
  }

  private final class Told<Q, R> extends SimpleForwardingServerCall<Q, R> {
    Told(ServerCall<Q, R> call) {
      super(call);
    }

    @Override
    public void sendHeaders(Metadata headers) {
      String json = history.get();
      if (json != null) {
        headers.put(HISTORY, json);
      }
      super.sendHeaders(headers);
    }
  }
}
