package io.sextant.serve.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import io.sextant.flow.TestFlows;
import io.sextant.proto.flow.FlowFilter;
import io.sextant.proto.observer.GetFlowsRequest;
import io.sextant.proto.observer.GetFlowsResponse;
import io.sextant.proto.observer.ObserverGrpc;
import io.sextant.proto.observer.ServerStatusRequest;
import java.time.Duration;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is too much is refused with a text, counted, and leaves the server as it was. */
@Timeout(60)
class LimitsTest {
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final GrpcLimits SMALL =
      new GrpcLimits(3, 3, 2, 10, 50, 4_000, 5, 20, 100_000, 1_000, SECOND, SECOND, SECOND, SECOND);
  private static final GetFlowsRequest FOLLOW =
      GetFlowsRequest.newBuilder().setFollow(true).setNumber(1).build();

  private final TestServer server = new TestServer(1023, SMALL);
  private final ManagedChannel one = channel();
  private final ManagedChannel two = channel();

  LimitsTest() {
    server.append(TestFlows.request());
  }

  @AfterEach
  void close() {
    one.shutdownNow();
    two.shutdownNow();
    server.close();
  }

  @Test
  void streams_areLimitedInAllAndByConnection_andGiveTheirPlaceBack() throws Exception {
    follow(one);
    follow(one);
    assertThatThrownBy(() -> follow(one))
        .hasMessage(
            "RESOURCE_EXHAUSTED: 2 streams are open on this connection, the most that one may have");
    follow(two);
    assertThatThrownBy(() -> follow(two))
        .hasMessage(
            "RESOURCE_EXHAUSTED: 3 streams are open, the most that this server serves; try again"
                + " later");
    assertThat(status(one)).isEqualTo(1);
    one.shutdownNow();
    while (true) {
      try {
        follow(two);
        break;
      } catch (StatusRuntimeException e) {
        assertThat(e).hasMessageContaining("RESOURCE_EXHAUSTED");
        Thread.sleep(5);
      }
    }
    assertThat(count(Refused.Why.STREAMS)).isPositive();
    assertThat(count(Refused.Why.CONNECTION_STREAMS)).isOne();
  }

  @Test
  void connections_areLimited_andGiveTheirPlaceBack() throws Exception {
    ManagedChannel three = channel();
    follow(one);
    follow(two);
    follow(three);
    assertThat(getsIn()).isFalse();
    assertThat(count(Refused.Why.CONNECTIONS)).isPositive();
    assertThat(status(one)).isEqualTo(1);
    three.shutdownNow();
    while (!getsIn()) {
      Thread.sleep(5);
    }
  }

  /** Whether another connection is served. */
  private boolean getsIn() {
    ManagedChannel another = channel();
    try {
      return status(another) == 1;
    } catch (StatusRuntimeException e) {
      assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
      return false;
    } finally {
      another.shutdownNow();
    }
  }

  @Test
  void filters_areLimitedInNumberValuesBytesAndExpressions() {
    assertRefused(
        request ->
            request
                .addAllWhitelist(copies(6, f -> f.addSourcePort("1")))
                .addAllBlacklist(copies(5, f -> f.addSourcePort("1"))),
        Refused.Why.FILTERS,
        "whitelist and blacklist: 11 filters; a request may have 10");
    assertRefused(
        request ->
            request.addWhitelist(
                filter(f ->
                    f.addAllSourcePort(Collections.nCopies(30, "1"))
                        .addAllDestinationIdentity(Collections.nCopies(21, 7)))),
        Refused.Why.FILTER_VALUES,
        "whitelist and blacklist: 51 values; a request may have 50");
    assertRefused(
        request -> request.addWhitelist(filter(f -> f.addSourcePod("a".repeat(4_000)))),
        Refused.Why.FILTER_BYTES,
        "whitelist and blacklist: 4003 bytes; a request may have 4000");
    assertRefused(
        request ->
            request.addWhitelist(
                filter(f ->
                    f.addAllHttpPath(List.of("a", "b"))
                        .addAllDnsQuery(List.of("a", "b"))
                        .addHttpUrl("a")
                        .setExperimental(
                            FlowFilter.Experimental.newBuilder().addCelExpression("true")))),
        Refused.Why.EXPRESSIONS,
        "dns_query, http_path, http_url and cel_expression: 6 expressions; a request may have 5");
  }

  @Test
  void maskPaths_areLimited() {
    assertRefused(
        request -> request.getFieldMaskBuilder().addAllPaths(Collections.nCopies(10_000, "time")),
        Refused.Why.MASK_PATHS,
        "field_mask: 10000 paths; a request may have 20");
  }

  @Test
  void headers_areLimited() {
    assertThat(status(one)).isEqualTo(1);
    Metadata large = new Metadata();
    large.put(Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), "a".repeat(990));
    assertThatThrownBy(() ->
            ObserverGrpc.newBlockingStub(one)
                .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(large))
                .serverStatus(ServerStatusRequest.getDefaultInstance()))
        .hasMessageMatching("RESOURCE_EXHAUSTED: request headers: \\d+ bytes; at most 1000");
    assertThat(count(Refused.Why.HEADER_BYTES)).isOne();
  }

  @Test
  void requestBytes_areLimited() {
    GetFlowsRequest large =
        GetFlowsRequest.newBuilder()
            .addWhitelist(filter(f -> f.addSourcePod("a".repeat(200_000))))
            .build();
    assertThatThrownBy(() -> ObserverGrpc.newBlockingStub(one).getFlows(large).hasNext())
        .hasMessage("RESOURCE_EXHAUSTED: request: 200008 bytes; a request may have 100000");
    assertThat(count(Refused.Why.REQUEST_BYTES)).isOne();
    GetFlowsRequest huge =
        GetFlowsRequest.newBuilder()
            .addWhitelist(filter(f -> f.addSourcePod("a".repeat(2_000_000))))
            .build();
    assertThatThrownBy(() -> ObserverGrpc.newBlockingStub(one).getFlows(huge).hasNext())
        .hasMessageStartingWith("RESOURCE_EXHAUSTED: gRPC message exceeds maximum size");
    assertThat(status(one)).isEqualTo(1);
  }

  @Test
  void invalidRequests_areCountedToo_andTheirTextStaysShort() {
    GetFlowsRequest request =
        GetFlowsRequest.newBuilder()
            .addWhitelist(filter(f -> f.addSourcePort("9".repeat(3_000))))
            .build();
    assertThatThrownBy(() -> ObserverGrpc.newBlockingStub(one).getFlows(request).hasNext())
        .hasMessageStartingWith("INVALID_ARGUMENT: filter source_port: \"999")
        .satisfies(e -> assertThat(String.valueOf(e.getMessage())).hasSizeLessThan(1_100));
    assertThat(count(Refused.Why.INVALID)).isOne();
  }

  private void assertRefused(Consumer<GetFlowsRequest.Builder> fill, Refused.Why why, String text) {
    GetFlowsRequest.Builder request = GetFlowsRequest.newBuilder();
    fill.accept(request);
    Iterator<GetFlowsResponse> flows = ObserverGrpc.newBlockingStub(one).getFlows(request.build());
    assertThatThrownBy(flows::hasNext).hasMessage("RESOURCE_EXHAUSTED: " + text);
    assertThat(count(why)).isOne();
    assertThat(status(one)).isEqualTo(1);
  }

  private long count(Refused.Why why) {
    return server.refused().of(why);
  }

  private static void follow(ManagedChannel channel) {
    assertThat(ObserverGrpc.newBlockingStub(channel).getFlows(FOLLOW).hasNext()).isTrue();
  }

  private static long status(ManagedChannel channel) {
    return ObserverGrpc.newBlockingStub(channel)
        .serverStatus(ServerStatusRequest.getDefaultInstance())
        .getNumFlows();
  }

  private static List<FlowFilter> copies(int number, Consumer<FlowFilter.Builder> fill) {
    return Collections.nCopies(number, filter(fill));
  }

  private static FlowFilter filter(Consumer<FlowFilter.Builder> fill) {
    FlowFilter.Builder filter = FlowFilter.newBuilder();
    fill.accept(filter);
    return filter.build();
  }

  private ManagedChannel channel() {
    return NettyChannelBuilder.forAddress("127.0.0.1", server.port()).usePlaintext().build();
  }
}
