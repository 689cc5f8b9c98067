package io.sextant.serve.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.util.internal.PlatformDependent;
import io.sextant.flow.Reply;
import io.sextant.flow.TcpFlags;
import io.sextant.flow.TestFlows;
import io.sextant.proto.observer.GetFlowsRequest;
import io.sextant.proto.observer.GetFlowsResponse;
import io.sextant.proto.observer.ObserverGrpc;
import io.sextant.store.MemoryRing;
import java.lang.management.ManagementFactory;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Clients that stop reading cost what they are allowed to and nothing else. */
@Timeout(120)
class SlowClientsTest {
  private static final int CLIENTS = 40;
  private static final int EVENTS = 100_000;

  /** What the client's side of the connection holds, all in this process. */
  private static final int WINDOW = 64 << 10;

  private static final long MOST_PER_CLIENT = 768 << 10;

  private final MemoryRing ring =
      new MemoryRing(8191, TestServer.NODE, InstantSource.fixed(TestServer.NOW));
  private final TestServer server = new TestServer(ring, InstantSource.fixed(TestServer.NOW));
  private final List<ManagedChannel> channels = new ArrayList<>();

  @AfterEach
  void close() {
    channels.forEach(ManagedChannel::shutdownNow);
    server.close();
  }

  @Test
  void clientsThatStopReading_costABoundedBuffer_learnTheirLoss_andHoldUpNobody() throws Exception {
    write(8191);
    List<SlowClient> slow = new ArrayList<>();
    for (int i = 0; i < CLIENTS; i++) {
      SlowClient client = new SlowClient();
      ObserverGrpc.newStub(channel())
          .getFlows(GetFlowsRequest.newBuilder().setFollow(true).setNumber(1).build(), client);
      client.awaitFirst();
      slow.add(client);
    }
    long before = used();
    Iterator<GetFlowsResponse> quick =
        ObserverGrpc.newBlockingStub(channel())
            .getFlows(GetFlowsRequest.newBuilder().setFollow(true).setNumber(1).build());
    quick.next();
    for (int i = 0; i < EVENTS / 1000; i++) {
      write(1000);
      for (int k = 0; k < 1000; k++) {
        assertThat(quick.next().hasFlow()).isTrue();
      }
    }
    long perClient = (used() - before) / CLIENTS;
    System.out.printf("a client that does not read costs %d KiB%n", perClient >> 10);
    assertThat(perClient).isLessThan(MOST_PER_CLIENT);
    ring.close();
    for (SlowClient client : slow) {
      assertThat(client.readAll()).contains("UNAVAILABLE");
      assertThat(client.lost).isPositive();
      assertThat(client.received + client.lost).isEqualTo(EVENTS + 1);
    }
  }

  private void write(int events) {
    for (int i = 0; i < events; i++) {
      ring.append(TestFlows.frontendToCatalog(TcpFlags.SYN, Reply.NO).tcp(1, i, 2).build());
    }
    ring.wake();
  }

  private static long used() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed()
        + PlatformDependent.usedDirectMemory();
  }

  private ManagedChannel channel() {
    ManagedChannel channel =
        NettyChannelBuilder.forAddress("127.0.0.1", server.port())
            .usePlaintext()
            .flowControlWindow(WINDOW)
            .build();
    channels.add(channel);
    return channel;
  }
}
