package io.sextant.flow;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;

/**
 * Flows that use all that a flow can hold, over all of its range, likely or not. Deterministic by
 * seed. Some parts repeat, as they do in life, others never do.
 */
@NullMarked
public final class RandomFlows {
  private static final List<String> TEXTS =
      List.of(
          "",
          "cart",
          "shop",
          "Ünïcode-名前",
          "\ud83d\ude80 rocket",
          "lone \ud83d half",
          "a\u0000b",
          "x".repeat(100),
          "https://api.example.com/v1/items/42?x=1");

  private final SplittableRandom random;
  private final Flow.Builder flow = new Flow.Builder();
  private final List<Endpoint> endpoints;
  private final List<Node> nodes;
  private final FlowSource[] sessions;
  private long time = 1_768_472_430_123_456_789L;

  /** One observer's ids. */
  private static final class FlowSource {
    private final long session;
    private long counter;

    FlowSource(long session, long counter) {
      this.session = session;
      this.counter = counter;
    }
  }

  public RandomFlows(long seed) {
    random = new SplittableRandom(seed);
    endpoints = IntStream.range(0, 40).mapToObj(_ -> endpoint()).toList();
    nodes = IntStream.range(0, 5).mapToObj(i -> new Node("node-" + i, texts(2))).toList();
    sessions = new FlowSource[3];
    for (int i = 0; i < sessions.length; i++) {
      sessions[i] = new FlowSource(random.nextLong(), random.nextLong() & FlowId.COUNTER_MASK);
    }
  }

  /** The next one with a UUID of our own, all of one session. */
  public Flow nextOfOneSession() {
    Flow flow = next();
    while (flow.uuidHigh() != FlowId.high(sessions[0].session)) {
      flow = next();
    }
    return flow;
  }

  public Flow next() {
    time();
    id();
    kinds();
    addresses();
    header();
    flow.endpoints(anyEndpoint(), anyEndpoint())
        .names(texts(3), texts(3))
        .services(service(), service())
        .seenOn(one(3) ? new Node(text(), texts(2)) : pick(nodes), random.nextInt(-1, 5))
        .networkInterface(one(2) ? null : new NetworkInterface(random.nextInt(), text()))
        .policies(one(2) ? null : policies())
        .rule(number(), number())
        .proxyPort(number())
        .length(number())
        .ethernet(mac(), mac())
        .summary(text())
        .extras(one(2) ? FlowExtras.NONE : extras());
    return flow.build();
  }

  private void time() {
    time += one(10) ? random.nextLong(-1_000_000_000L, 1_000_000_000L) : random.nextLong(100_000);
    long boot = one(4) ? 0 : one(10) ? random.nextLong() : time - 1_700_000_000_000_000_000L;
    flow.time(one(500) ? random.nextLong() : time, boot);
  }

  private void id() {
    if (one(4)) {
      flow.uuid(random.nextLong(), random.nextLong());
      return;
    }
    FlowSource source = sessions[random.nextInt(sessions.length)];
    source.counter = (source.counter + random.nextInt(1, 4)) & FlowId.COUNTER_MASK;
    flow.uuid(FlowId.high(source.session), FlowId.low(source.counter));
  }

  private void kinds() {
    flow.event(pick(FlowType.values()), random.nextInt(256), random.nextInt(256))
        .verdict(pick(Verdict.values()))
        .direction(pick(TrafficDirection.values()))
        .reply(pick(Reply.values()))
        .dropReason(number())
        .trace(random.nextInt(256), random.nextInt(256))
        .capturePoint(random.nextInt(256))
        .policyMatch(random.nextInt(256), random.nextInt(256))
        .encrypted(random.nextBoolean());
    if (one(2)) {
      flow.dropPlace(random.nextInt(256), random.nextInt(1 << 16));
    }
  }

  private void addresses() {
    IpVersion version = pick(IpVersion.values());
    if (one(3)) {
      flow.ip(version, random.nextLong(), random.nextLong(), random.nextLong(), random.nextLong());
    } else {
      flow.ip(version, IpAddress.ofV4(random.nextInt(100)), IpAddress.ofV4(random.nextInt()));
    }
    if (one(5)) {
      flow.unknownSource();
    }
    if (one(5)) {
      flow.unknownDestination();
    }
  }

  private void header() {
    switch (random.nextInt(6)) {
      case 0 -> flow.tcp(port(), port(), random.nextInt(512));
      case 1 -> flow.ports(pick(L4Protocol.values()), port(), port());
      case 2 -> flow.message(pick(L4Protocol.values()), random.nextInt(), random.nextInt());
      case 3 -> flow.vrrp(number(), number(), random.nextInt(-1000, 1000));
      case 4 -> flow.tcp(port(), port(), random.nextInt(-32768, 0));
      default -> {}
    }
  }

  private FlowExtras extras() {
    return new FlowExtras(
        one(3) ? address() : null,
        one(3) ? tunnel() : null,
        one(2) ? l7() : null,
        one(3) ? new SocketTrace(number(), random.nextLong(), random.nextLong()) : null,
        one(2) ? "" : text(),
        one(2) ? 0 : random.nextLong(),
        one(2) ? 0 : number());
  }

  private Tunnel tunnel() {
    return new Tunnel(
        pick(Tunnel.Protocol.values()),
        number(),
        pick(IpVersion.values()),
        one(2) ? null : address(),
        one(2) ? null : address(),
        outerHeader());
  }

  private L4 outerHeader() {
    return switch (random.nextInt(8)) {
      case 0 -> L4.NONE;
      case 1 -> new L4.Tcp(port(), port(), number(), random.nextBoolean());
      case 2 -> new L4.Udp(port(), port());
      case 3 -> new L4.Sctp(port(), port());
      case 4 -> new L4.IcmpV4(number(), number());
      case 5 -> new L4.IcmpV6(number(), number());
      case 6 -> new L4.Vrrp(number(), number(), number());
      default -> new L4.Igmp(number(), number());
    };
  }

  private L7 l7() {
    return new L7(pick(L7.Type.values()), one(3) ? random.nextLong() : number(), message());
  }

  private L7.@Nullable Message message() {
    return switch (random.nextInt(4)) {
      case 0 ->
          new L7.Dns(text(), texts(3), number(), texts(3), text(), number(), texts(2), texts(2));
      case 1 ->
          new L7.Http(
              number(),
              text(),
              text(),
              text(),
              IntStream.range(0, random.nextInt(3))
                  .mapToObj(_ -> new L7.Header(text(), text()))
                  .toList());
      case 2 -> new L7.Kafka(number(), number(), text(), number(), text());
      default -> null;
    };
  }

  private PolicyAttribution policies() {
    List<PolicyRef> refs =
        IntStream.range(0, random.nextInt(3))
            .mapToObj(_ -> new PolicyRef(text(), text(), text(), texts(2), random.nextLong()))
            .toList();
    return new PolicyAttribution(
        pick(TrafficDirection.values()), random.nextBoolean(), refs, texts(2));
  }

  private Endpoint anyEndpoint() {
    return switch (random.nextInt(10)) {
      case 0 -> Endpoint.ABSENT;
      case 1 -> Endpoint.UNKNOWN;
      case 2 -> endpoint();
      default -> pick(endpoints);
    };
  }

  private Endpoint endpoint() {
    List<Workload> workloads =
        IntStream.range(0, random.nextInt(3)).mapToObj(_ -> new Workload(text(), text())).toList();
    return new Endpoint(number(), number(), text(), text(), texts(4), text(), text(), workloads);
  }

  private @Nullable Service service() {
    return one(2) ? null : new Service(text(), text());
  }

  private IpAddress address() {
    return new IpAddress(random.nextLong(), random.nextLong());
  }

  private long mac() {
    return one(3) ? Flow.NO_MAC : one(2) ? random.nextLong(1L << 48) : random.nextLong(3);
  }

  private int port() {
    return one(2) ? random.nextInt(1 << 16) : 443;
  }

  private int number() {
    return one(5) ? random.nextInt() : random.nextInt(4);
  }

  private List<String> texts(int most) {
    return IntStream.range(0, random.nextInt(most + 1)).mapToObj(_ -> text()).toList();
  }

  private String text() {
    return one(4) ? Integer.toString(random.nextInt(1000)) : pick(TEXTS);
  }

  private boolean one(int of) {
    return random.nextInt(of) == 0;
  }

  private <T> T pick(List<T> from) {
    return from.get(random.nextInt(from.size()));
  }

  private <T> T pick(T[] from) {
    return from[random.nextInt(from.length)];
  }
}
