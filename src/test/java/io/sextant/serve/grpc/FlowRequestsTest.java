package io.sextant.serve.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.FieldMask;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.sextant.flow.AgentEvent;
import io.sextant.flow.DebugEvent;
import io.sextant.flow.Event;
import io.sextant.flow.Flow;
import io.sextant.flow.LostEvents;
import io.sextant.flow.Reply;
import io.sextant.flow.TcpFlags;
import io.sextant.flow.TestFlows;
import io.sextant.flow.Verdict;
import io.sextant.proto.flow.FlowFilter;
import io.sextant.proto.observer.GetFlowsRequest;
import io.sextant.proto.observer.GetFlowsResponse;
import io.sextant.proto.observer.ObserverGrpc;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every combination of what a request for flows can say, over a ring with a story: a minute of ten
 * packets, two of them dropped, among news, debug messages and a loss; three more packets come
 * while a client follows. What should come is worked out here the plain way.
 */
@Timeout(60)
class FlowRequestsTest {
  private static final long SECOND = 1_000_000_000L;
  private static final int PAST = 10;
  private static final int ALL = 13;
  private static final long[] NUMBERS = {0, 1, 3, 20, -1};
  private static final int NONE = -1;
  private static final int LATER = 50;

  /** The packets' numbers are their seconds and their ports. */
  record Case(long number, boolean first, boolean follow, int since, int until, int lists) {
    boolean covers(int packet) {
      return (since == NONE || packet >= since) && (until == NONE || packet <= until);
    }

    boolean wanted(int packet) {
      boolean dropped = isDropped(packet);
      return switch (lists) {
        case 1 -> dropped;
        case 2 -> !dropped;
        case 3 -> dropped && packet != 8;
        default -> true;
      };
    }

    GetFlowsRequest request() {
      GetFlowsRequest.Builder request =
          GetFlowsRequest.newBuilder().setNumber(number).setFirst(first).setFollow(follow);
      if (since != NONE) {
        request.setSince(FlowMessages.timestamp(at(since)));
      }
      if (until != NONE) {
        request.setUntil(FlowMessages.timestamp(at(until)));
      }
      FlowFilter dropped =
          FlowFilter.newBuilder().addVerdict(io.sextant.proto.flow.Verdict.DROPPED).build();
      if (lists == 1 || lists == 3) {
        request.addWhitelist(dropped);
      }
      if (lists == 2) {
        request.addBlacklist(dropped);
      }
      if (lists == 3) {
        request.addBlacklist(FlowFilter.newBuilder().addDestinationPort("8"));
        request.setFieldMask(FieldMask.newBuilder().addPaths("l4.TCP.destination_port"));
      }
      return request.build();
    }

    List<Integer> expected() {
      List<Integer> past = new ArrayList<>(packets(1, PAST));
      int most = number == 0 || number < 0 ? past.size() : (int) Math.min(number, past.size());
      if (follow && number == 0 && since == NONE) {
        most = 0;
      }
      List<Integer> answer =
          new ArrayList<>(
              first ? past.subList(0, most) : past.subList(past.size() - most, past.size()));
      if (follow) {
        answer.addAll(packets(PAST + 1, ALL));
      }
      return answer;
    }

    /** Whether it would go on when the server goes down. */
    boolean isCut() {
      return follow && (until == NONE || until == LATER);
    }

    private List<Integer> packets(int from, int to) {
      return IntStream.rangeClosed(from, to)
          .filter(packet -> covers(packet) && wanted(packet))
          .boxed()
          .toList();
    }
  }

  static Stream<Case> cases() {
    List<Case> cases = new ArrayList<>();
    for (long number : NUMBERS) {
      for (int mode = 0; mode < 3; mode++) {
        for (int since : new int[] {NONE, 0, 4, LATER}) {
          for (int until : new int[] {NONE, 0, 6, LATER}) {
            for (int lists = 0; lists < 4; lists++) {
              cases.add(new Case(number, mode == 1, mode == 2, since, until, lists));
            }
          }
        }
      }
    }
    return cases.stream();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void answer_isWhatWasAskedFor(Case asked) throws Exception {
    try (TestServer server = new TestServer(127)) {
      IntStream.rangeClosed(1, PAST).forEach(packet -> server.append(story(packet)));
      ManagedChannel channel =
          NettyChannelBuilder.forAddress("127.0.0.1", server.port()).usePlaintext().build();
      Iterator<GetFlowsResponse> flows =
          ObserverGrpc.newBlockingStub(channel).getFlows(asked.request());
      if (asked.follow()) {
        letItGoOn(server, asked);
      }
      List<Integer> ports = new ArrayList<>();
      Status.Code end = readAll(flows, ports);
      assertThat(ports).isEqualTo(asked.expected());
      assertThat(end).isEqualTo(asked.isCut() ? Status.Code.UNAVAILABLE : Status.Code.OK);
      channel.shutdownNow();
    }
  }

  private static Status.Code readAll(Iterator<GetFlowsResponse> flows, List<Integer> ports) {
    try {
      flows.forEachRemaining(response -> {
        if (response.hasFlow()) {
          ports.add(response.getFlow().getL4().getTCP().getDestinationPort());
        }
      });
      return Status.Code.OK;
    } catch (StatusRuntimeException e) {
      return e.getStatus().getCode();
    }
  }

  /** What comes later comes when the follower is there; then the server goes down. */
  private static void letItGoOn(TestServer server, Case asked) throws InterruptedException {
    while (asked.isCut() && server.ring().followers() < 2) {
      Thread.sleep(1);
    }
    if (asked.isCut()) {
      IntStream.rangeClosed(PAST + 1, ALL).forEach(packet -> server.append(story(packet)));
    }
    server.ring().close();
  }

  private static Event[] story(int packet) {
    List<Event> told = new ArrayList<>();
    told.add(new AgentEvent(at(packet), TestServer.NODE, new AgentEvent.AgentStarted(packet)));
    told.add(packet(packet));
    told.add(new DebugEvent(at(packet), TestServer.NODE, 1, null, 0, 0, 0, 0, "", 0));
    if (packet == 5) {
      told.add(loss());
    }
    return told.toArray(Event[]::new);
  }

  private static LostEvents loss() {
    return new LostEvents(
        at(5), TestServer.NODE, LostEvents.Source.PERF_EVENT_RING_BUFFER, 7, 0, 0, 0);
  }

  private static Flow packet(int number) {
    return TestFlows.frontendToCatalog(TcpFlags.SYN, Reply.NO)
        .time(at(number), 0)
        .verdict(isDropped(number) ? Verdict.DROPPED : Verdict.FORWARDED)
        .tcp(40001, number, TcpFlags.SYN)
        .build();
  }

  private static boolean isDropped(int packet) {
    return packet == 3 || packet == 8 || packet == 12;
  }

  private static long at(int packet) {
    return TestFlows.TEN_TWENTY + packet * 2L * SECOND;
  }
}
