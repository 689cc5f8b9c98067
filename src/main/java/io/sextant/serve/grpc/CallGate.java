package io.sextant.serve.grpc;

import io.grpc.Attributes;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerTransportFilter;
import io.grpc.Status;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Stands before all services: counts open streams, in all and by connection, holds requests against
 * the limits, and counts whatever is refused, here or behind it.
 */
final class CallGate implements ServerInterceptor {
  private static final Attributes.Key<AtomicInteger> STREAMS_OF_CONNECTION =
      Attributes.Key.create("sextant-streams");

  private static final int LONGEST_TEXT = 1_000;

  private final GrpcLimits limits;
  private final Refused refused;
  private final RequestSize size;
  private final AtomicInteger streams = new AtomicInteger();

  CallGate(GrpcLimits limits, Refused refused) {
    this.limits = limits;
    this.refused = refused;
    this.size = new RequestSize(limits);
  }

  /** Gives each connection a count of its own; to be added to each server. */
  static ServerTransportFilter connections() {
    return new ServerTransportFilter() {
      @Override
      public Attributes transportReady(Attributes attributes) {
        return attributes.toBuilder().set(STREAMS_OF_CONNECTION, new AtomicInteger()).build();
      }
    };
  }

  /** Streams that are open now. */
  int streams() {
    return streams.get();
  }

  @Override
  public <Q, R> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
    int bytes = bytes(headers);
    if (bytes > limits.headerBytes()) {
      return refuse(
          call,
          Refused.Why.HEADER_BYTES,
          "request headers: %d bytes; at most %d".formatted(bytes, limits.headerBytes()));
    }
    return call.getMethodDescriptor().getType() == MethodType.UNARY
        ? new Checked<>(call, next.startCall(new Counted<>(call), headers), () -> {})
        : stream(call, headers, next);
  }

  private <Q, R> ServerCall.Listener<Q> stream(
      ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
    @Nullable AtomicInteger own = call.getAttributes().get(STREAMS_OF_CONNECTION);
    Places taken = new Places(streams, own == null ? new AtomicInteger() : own);
    if (taken.all.incrementAndGet() > limits.streams()) {
      taken.all.decrementAndGet();
      return refuse(
          call,
          Refused.Why.STREAMS,
          "%d streams are open, the most that this server serves; try again later"
              .formatted(limits.streams()));
    }
    if (taken.ofConnection.incrementAndGet() > limits.streamsPerConnection()) {
      taken.free();
      return refuse(
          call,
          Refused.Why.CONNECTION_STREAMS,
          "%d streams are open on this connection, the most that one may have"
              .formatted(limits.streamsPerConnection()));
    }
    try {
      return new Checked<>(call, next.startCall(new Counted<>(call), headers), taken::free);
    } catch (RuntimeException e) {
      taken.free();
      throw e;
    }
  }

  private <Q, R> ServerCall.Listener<Q> refuse(
      ServerCall<Q, R> call, Refused.Why why, String text) {
    refused.count(why);
    call.close(Status.RESOURCE_EXHAUSTED.withDescription(text), new Metadata());
    return new ServerCall.Listener<>() {};
  }

  private static int bytes(Metadata headers) {
    int bytes = 0;
    for (String name : headers.keys()) {
      if (name.endsWith(Metadata.BINARY_HEADER_SUFFIX)) {
        for (byte[] value : all(headers, Metadata.Key.of(name, Metadata.BINARY_BYTE_MARSHALLER))) {
          bytes += name.length() + value.length;
        }
      } else {
        for (String value : all(headers, Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER))) {
          bytes += name.length() + value.length();
        }
      }
    }
    return bytes;
  }

  private static <T> Iterable<T> all(Metadata headers, Metadata.Key<T> key) {
    Iterable<T> values = headers.getAll(key);
    return values == null ? List.of() : values;
  }

  /** Places that one stream takes. */
  private record Places(AtomicInteger all, AtomicInteger ofConnection) {
    void free() {
      all.decrementAndGet();
      ofConnection.decrementAndGet();
    }
  }

  /** Counts what the services refuse. */
  private final class Counted<Q, R> extends SimpleForwardingServerCall<Q, R> {
    Counted(ServerCall<Q, R> call) {
      super(call);
    }

    @Override
    public void close(Status status, Metadata trailers) {
      if (status.getCode() == Status.Code.INVALID_ARGUMENT) {
        refused.count(Refused.Why.INVALID);
      }
      super.close(readable(status), trailers);
    }

    /** What quotes a long value is cut: it travels in a header, which clients bound. */
    private static Status readable(Status status) {
      String text = status.getDescription();
      return text == null || text.length() <= LONGEST_TEXT
          ? status
          : status.withDescription(text.substring(0, LONGEST_TEXT) + " ...");
    }
  }

  /** Looks at the request before the service does, and frees the stream's places at the end. */
  private final class Checked<Q, R> extends SimpleForwardingServerCallListener<Q> {
    private final ServerCall<Q, R> call;
    private final Runnable end;
    private boolean closed;

    Checked(ServerCall<Q, R> call, ServerCall.Listener<Q> service, Runnable end) {
      super(service);
      this.call = call;
      this.end = end;
    }

    @Override
    public void onMessage(Q message) {
      size.excess(message)
          .ifPresent(excess -> {
            closed = true;
            refuse(call, excess.why(), excess.text());
          });
      if (!closed) {
        super.onMessage(message);
      }
    }

    @Override
    public void onHalfClose() {
      if (!closed) {
        super.onHalfClose();
      }
    }

    @Override
    public void onCancel() {
      end.run();
      super.onCancel();
    }

    @Override
    public void onComplete() {
      end.run();
      super.onComplete();
    }
  }
}
