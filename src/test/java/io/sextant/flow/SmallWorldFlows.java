package io.sextant.flow;

import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Flows of a small world in which much is alike, so that most questions fit some of them. */
public final class SmallWorldFlows {
  private static final String[] NAMESPACES = {"shop", "payments", "kube-system", ""};
  private static final String[] APPS = {"cart", "cart-api", "web", "ledger-db", "dns"};
  private static final String[] NAMES = {"api.example.com", "EXAMPLE.org", "cart.shop.svc"};
  private static final int[] PORTS = {53, 80, 443, 5432, 8080, 32768, 40001, 65535};
  private static final int[] STATUSES = {0, 200, 302, 404, 500, 503};

  private final Random random;
  private final long stepNanos;
  private long risingNanos = TestFlows.TEN_TWENTY;

  /** Flows in no order of time. */
  public SmallWorldFlows(long seed) {
    this(seed, 0);
  }

  /**
   * Flows whose times rise, give or take a third of a second.
   *
   * @param stepNanos from one to the next
   */
  public SmallWorldFlows(long seed, long stepNanos) {
    this.random = new Random(seed);
    this.stepNanos = stepNanos;
  }

  /** The next one. */
  public Flow next() {
    L7 l7 = random.nextInt(3) == 0 ? l7() : null;
    Flow.Builder flow =
        new Flow.Builder()
            .time(time(), 0)
            .seenOn(Node.named(one("node-1", "west/node-2", "west/other")), random.nextInt(4))
            .uuid(TestFlows.TEN_TWENTY, random.nextInt(50))
            .direction(one(TrafficDirection.values()))
            .reply(one(Reply.values()))
            .endpoints(endpoint(), endpoint())
            .names(names(), names())
            .services(service(), service())
            .policies(policies())
            .networkInterface(
                random.nextBoolean() ? new NetworkInterface(2, one("eth0", "lxc1", "")) : null)
            .summary(l7 == null ? "TCP Flags: SYN" : "GET http://shop/cart and more")
            .extras(new FlowExtras(null, null, l7, null, trace(), 0, 0));
    kind(flow);
    network(flow);
    return flow.build();
  }

  private long time() {
    if (stepNanos == 0) {
      return TestFlows.TEN_TWENTY + random.nextInt(100) * 1_000_000_000L;
    }
    risingNanos += stepNanos;
    return risingNanos + random.nextInt(333_000_000);
  }

  private void kind(Flow.Builder flow) {
    Verdict verdict = one(Verdict.values());
    int reason = verdict == Verdict.DROPPED ? 130 + random.nextInt(70) : 0;
    int type = reason == 0 ? one(EventType.TRACE, EventType.POLICY_VERDICT, EventType.L7) : 1;
    flow.verdict(verdict)
        .dropReason(reason)
        .event(FlowType.L3_L4, type, reason == 0 ? random.nextInt(12) : reason);
  }

  private void network(Flow.Builder flow) {
    if (random.nextInt(5) == 0) {
      flow.ip(IpVersion.IPv6, IpAddress.parse("fd00::1"), IpAddress.parse("fd00::2"));
    } else {
      flow.ip(IpVersion.IPv4, address(), address());
    }
    switch (random.nextInt(4)) {
      case 0 -> flow.ports(L4Protocol.UDP, port(), port());
      case 1 -> flow.message(L4Protocol.ICMPv4, 8, 0);
      default -> flow.tcp(port(), port(), random.nextInt(64));
    }
  }

  private L7 l7() {
    L7.Type type = one(L7.Type.values());
    long latency = random.nextInt(5) * 50_000_000L;
    return switch (random.nextInt(3)) {
      case 0 ->
          new L7(
              type,
              latency,
              new L7.Dns(one(NAMES) + ".", List.of(), 0, List.of(), "", 0, List.of(), List.of()));
      case 1 -> new L7(type, latency, null);
      default ->
          new L7(
              type,
              latency,
              new L7.Http(
                  STATUSES[random.nextInt(STATUSES.length)],
                  one("GET", "POST"),
                  one("http://shop/api/v1/cart?x=1", "/checkout/42/items", "*"),
                  "HTTP/1.1",
                  List.of()));
    };
  }

  private Endpoint endpoint() {
    if (random.nextInt(4) == 0) {
      return random.nextBoolean() ? TestFlows.WORLD : Endpoint.ABSENT;
    }
    String namespace = one(NAMESPACES);
    String app = one(APPS);
    return new Endpoint(
        random.nextInt(100),
        random.nextInt(5) == 0 ? random.nextInt(10) : 1000 + random.nextInt(20),
        one("default", "west"),
        namespace,
        List.of("k8s:app=" + app),
        app + "-" + random.nextInt(3),
        "",
        random.nextBoolean() ? List.of(new Workload(app, "Deployment")) : List.of());
  }

  private List<String> names() {
    return random.nextInt(3) == 0 ? List.of(one(NAMES)) : List.of();
  }

  private @Nullable Service service() {
    return random.nextInt(3) == 0 ? new Service(one(APPS), one(NAMESPACES)) : null;
  }

  private @Nullable PolicyAttribution policies() {
    return random.nextInt(3) == 0
        ? new PolicyAttribution(
            TrafficDirection.INGRESS,
            true,
            List.of(
                new PolicyRef("CiliumNetworkPolicy", one(NAMESPACES), "allow-web", List.of(), 1)),
            List.of())
        : null;
  }

  private String trace() {
    return random.nextInt(5) == 0 ? "4bf92f3577b34da6a3ce929d0e0e4736" : "";
  }

  private IpAddress address() {
    return IpAddress.parse(one("10.0.0.", "192.168.7.") + random.nextInt(6));
  }

  private int port() {
    return PORTS[random.nextInt(PORTS.length)];
  }

  @SafeVarargs
  private <T> T one(T... values) {
    return values[random.nextInt(values.length)];
  }
}
