package io.sextant.filter;

import io.sextant.flow.EventType;
import io.sextant.flow.L7;
import io.sextant.flow.NetworkInterface;
import io.sextant.flow.TestFlows;
import io.sextant.flow.Workload;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;

/** Conditions of all kinds about {@link io.sextant.flow.SmallWorldFlows}. Deterministic by seed. */
public final class RandomConditions {
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";

  private final Random random;
  private final List<Supplier<Criterion>> kinds;

  public RandomConditions(long seed) {
    random = new Random(seed);
    kinds =
        List.of(
            () -> Verdicts.of(List.of(random.nextInt(8), random.nextInt(8))),
            () -> Directions.of(List.of(random.nextInt(3))),
            () -> new DropReasons(Set.of(130 + random.nextInt(70))),
            () -> new Encryption(Set.of(random.nextBoolean())),
            () -> new EventTypes(List.of(eventType())),
            () -> IpVersions.of(List.of(1 + random.nextInt(2))),
            () -> Protocols.parse(List.of(one("tcp", "udp", "icmp", "dns", "http"))),
            () -> new Replies(Set.of(random.nextBoolean())),
            () -> new TcpFlagSets(List.of(1 << random.nextInt(6))),
            () -> Pods.parse(side(), List.of(one("shop/", "/cart", "payments/web-1", "/led"))),
            () -> Labels.parse(where(), List.of(one("app in (cart, web)", "!app", "app=dns"))),
            () -> new Identities(side(), Set.of(1000 + random.nextInt(20), random.nextInt(10))),
            () -> new Clusters(side(), Set.of(one("default", "west"))),
            () -> DnsNames.parse(side(), List.of(one("*.example.com", "cart.*", "example.org"))),
            () -> Services.parse(side(), List.of(one("shop/", "shop/cart", "/dns"))),
            () -> new Workloads(side(), List.of(new Workload(one("cart", "web", ""), ""))),
            () -> Addresses.parse(address(), List.of(one("10.0.0.0/30", "10.0.0.3", "fd00::/8"))),
            () -> Ports.parse(side(), List.of(one("53", "443", "8080", "40001"))),
            () -> NodeNames.parse(List.of(one("node-1", "west/", "west/other"))),
            () -> new Interfaces(List.of(new NetworkInterface(0, one("eth0", "lxc1")))),
            () -> Uuids.parse(List.of(uuid(), uuid())),
            () -> new TraceIds(Set.of(one(TRACE, "", "none"))),
            () -> new IpTraceIds(Set.of((long) random.nextInt(2))),
            () -> DnsQueries.parse(List.of(one("example", "^cart", "org"))),
            () -> Http.Status.parse(List.of(one("200", "4+", "50+"))),
            () -> new Http.Methods(List.of(one("get", "POST"))),
            () -> Http.Paths.parse(List.of(one("cart", "^/checkout", "items$"))),
            () -> Http.Urls.parse(List.of(one("x=1", "shop"))),
            () -> new Http.Headers(Set.of(new L7.Header("a", "b"))),
            () -> new Text(one("cart", "example", "item", "get", "nothing"), random.nextBoolean()),
            () -> new Contains(one(Contains.Where.values()), one("CART", "shop", "deny", "eth")),
            () -> new Named(one(Named.What.values()), null, Wildcard.loose(one("*a*", "cart*"))),
            () -> new Range(one(Range.Quantity.values()), 0, random.nextInt(65_536)),
            this::times);
  }

  /** A tree of some depth. */
  public Condition next() {
    return next(3);
  }

  private Condition next(int depth) {
    return switch (random.nextInt(depth == 0 ? 1 : 5)) {
      case 1 -> new Condition.All(some(depth - 1));
      case 2 -> new Condition.Any(some(depth - 1));
      case 3 -> new Condition.Not(next(depth - 1));
      default -> kinds.get(random.nextInt(kinds.size())).get();
    };
  }

  private List<Condition> some(int depth) {
    List<Condition> some = new ArrayList<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      some.add(next(depth));
    }
    return some;
  }

  private Criterion times() {
    long from = TestFlows.TEN_TWENTY + random.nextInt(60) * 1_000_000_000L;
    return new Range(Range.Quantity.TIME, from, from + random.nextInt(20) * 1_000_000_000L);
  }

  private EventTypes.Match eventType() {
    return new EventTypes.Match(
        one(EventType.TRACE, EventType.DROP, EventType.L7, 0),
        random.nextBoolean() ? EventTypes.Match.ANY : random.nextInt(12));
  }

  private String uuid() {
    return new UUID(TestFlows.TEN_TWENTY, random.nextInt(50)).toString();
  }

  private Side side() {
    return one(Side.values());
  }

  private Labels.Where where() {
    return one(Labels.Where.values());
  }

  private Addresses.Which address() {
    return one(Addresses.Which.values());
  }

  @SafeVarargs
  private <T> T one(T... values) {
    return values[random.nextInt(values.length)];
  }
}
