package io.sextant.cli;

import com.google.protobuf.util.FieldMaskUtil;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.Metadata;
import io.grpc.stub.MetadataUtils;
import io.sextant.proto.observer.GetFlowsRequest;
import io.sextant.proto.observer.GetFlowsResponse;
import io.sextant.proto.observer.ObserverGrpc;
import io.sextant.serve.grpc.QueryHeader;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A request for flows, with a query or without. A server that does not say that it chose by the
 * query, such as Hubble's or a relay, is asked again for all flows, and they are chosen from here.
 */
final class FlowCall {
  private final GetFlowsRequest request;
  private final ResponseStream.Sink<GetFlowsResponse> sink;
  private final QueryOption.@Nullable Typed query;
  private final AtomicReference<@Nullable Metadata> headers = new AtomicReference<>();
  private final AtomicReference<@Nullable Metadata> trailers = new AtomicReference<>();
  private final ResponseStream<GetFlowsResponse> first = new ResponseStream<>();
  private final ResponseStream<GetFlowsResponse> second = new ResponseStream<>();
  private boolean ignored;

  FlowCall(
      GetFlowsRequest request,
      ResponseStream.Sink<GetFlowsResponse> sink,
      QueryOption.@Nullable Typed query) {
    this.request = request;
    this.sink = sink;
    this.query = query;
  }

  /** Ends it from another thread. */
  void cancel() {
    first.cancel();
    second.cancel();
  }

  /**
   * Asks, and hands on what comes until it ends.
   *
   * @return whether the server did not ignore the query; if it did, nothing was handed on
   */
  boolean run(Channel calls) {
    if (query == null) {
      ask(first, calls, request, sink);
      return true;
    }
    ask(first, withQuery(calls, query), request, new Applied());
    return !ignored;
  }

  /** Asks for all flows that there are besides the query, and hands on those that it chooses. */
  void chooseHere(Channel calls, String address) {
    QueryOption.Typed typed = Objects.requireNonNull(query);
    if (request.getFollow() && request.getNumber() != 0) {
      throw new CommandFailure(
          "the server at "
              + address
              + " does not know queries, so --last cannot be followed: take --since");
    }
    FlowChoice choice = new FlowChoice(request, typed.condition(), new Masked(), "--query");
    ask(second, withQuery(calls, typed), everything(), new Chosen(choice));
    choice.finish();
  }

  /** Behind a relay there may be servers that choose by it. */
  private Channel withQuery(Channel calls, QueryOption.Typed typed) {
    return ClientInterceptors.intercept(
        calls,
        MetadataUtils.newAttachHeadersInterceptor(QueryHeader.of(typed.text())),
        MetadataUtils.newCaptureMetadataInterceptor(headers, trailers));
  }

  /** All of the flows, and all of each, as a query may look at anything. */
  private GetFlowsRequest everything() {
    GetFlowsRequest.Builder all = request.toBuilder().setFirst(false).clearFieldMask();
    return all.setNumber(request.getNumber() == 0 ? 0 : SelectionOptions.ALL).build();
  }

  private static void ask(
      ResponseStream<GetFlowsResponse> stream,
      Channel channel,
      GetFlowsRequest request,
      ResponseStream.Sink<GetFlowsResponse> sink) {
    stream.run(channel, ObserverGrpc.getGetFlowsMethod(), request, sink);
  }

  /** Takes what a server chose by the query, and gives up on any other. */
  private final class Applied implements ResponseStream.Sink<GetFlowsResponse> {
    @Override
    public void accept(GetFlowsResponse response) {
      Metadata received = headers.get();
      if (received != null && received.containsKey(QueryHeader.APPLIED)) {
        sink.accept(response);
      } else {
        ignored = true;
        first.cancel();
      }
    }

    @Override
    public void idle() {
      sink.idle();
    }
  }

  private final class Chosen implements ResponseStream.Sink<GetFlowsResponse> {
    private final FlowChoice choice;

    Chosen(FlowChoice choice) {
      this.choice = choice;
    }

    @Override
    public void accept(GetFlowsResponse response) {
      choice.accept(response);
      if (choice.full()) {
        second.cancel();
      }
    }

    @Override
    public void idle() {
      sink.idle();
    }
  }

  /** Leaves of a flow what was asked for. */
  private final class Masked implements ResponseStream.Sink<GetFlowsResponse> {
    @Override
    public void accept(GetFlowsResponse response) {
      boolean masked = request.hasFieldMask() && response.hasFlow();
      sink.accept(
          masked
              ? response.toBuilder()
                  .setFlow(FieldMaskUtil.trim(request.getFieldMask(), response.getFlow()))
                  .build()
              : response);
    }
  }
}
