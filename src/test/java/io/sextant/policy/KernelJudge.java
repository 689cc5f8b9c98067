package io.sextant.policy;

import io.sextant.datapath.AddressPrefix;
import io.sextant.datapath.Direction;
import io.sextant.datapath.Endpoint;
import io.sextant.datapath.EndpointFlag;
import io.sextant.datapath.EventSettings;
import io.sextant.datapath.EventSettings.EventKind;
import io.sextant.datapath.RuleEntry;
import io.sextant.datapath.RuleSet;
import io.sextant.datapath.TestDatapath;
import io.sextant.datapath.TestDatapath.Event;
import io.sextant.datapath.TestDatapath.Outcome;
import io.sextant.datapath.TestPackets;
import io.sextant.datapath.sys.BpfProgram;
import io.sextant.flow.Cidr;
import io.sextant.flow.IpAddress;
import io.sextant.flow.L4Protocol;
import io.sextant.flow.TrafficDirection;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The loaded programs as a second opinion: compiled policies become rule sets in the kernel, and
 * packets are judged by test runs. No device has the programs.
 */
final class KernelJudge implements AutoCloseable {
  /** A protocol without a name in {@link L4Protocol}, so that its packets have no ports: GRE. */
  private static final int NAMELESS = 47;

  private static final int FIRST_SOURCE_PORT = 20_000;
  private static final int LAST_SOURCE_PORT = 65_000;
  private static final int COOKIE_OFFSET = 32;

  private final TestDatapath test = new TestDatapath();
  private final Map<CompiledPolicy, RuleSet> sets = new HashMap<>();
  private final Map<Origin, Integer> cookies = new HashMap<>();
  private final List<Origin> origins = new ArrayList<>();
  private int sourcePort = FIRST_SOURCE_PORT;

  KernelJudge() throws IOException {
    report(Set.of());
  }

  private void report(Set<EventKind> kinds) throws IOException {
    test.datapath.configure(EventSettings.defaults().withKinds(kinds));
  }

  /** Packets between an endpoint and a peer. */
  record Packet(
      IpAddress subject,
      TrafficDirection direction,
      IpAddress peer,
      L4Protocol protocol,
      int port) {}

  /**
   * What the kernel said.
   *
   * @param rules of the entry that decided; none where none did
   */
  record Judgement(boolean allowed, List<RuleRef> rules) {}

  /** Starts over with these addresses and rules. */
  void know(Map<Cidr, Integer> addresses, Collection<CompiledPolicy> policies) throws IOException {
    for (AddressPrefix old : test.datapath.addresses().all().keySet()) {
      test.datapath.addresses().remove(old);
    }
    Map<AddressPrefix, Integer> prefixes = new HashMap<>();
    addresses.forEach(
        (range, number) -> prefixes.put(AddressPrefix.parse(range.toString()), number));
    test.datapath.addresses().putAll(prefixes);
    write(policies.stream().distinct().toList());
  }

  private void write(List<CompiledPolicy> policies) throws IOException {
    cookies.clear();
    origins.clear();
    List<List<RuleEntry>> rules =
        policies.stream()
            .map(policy -> policy.entries().stream().map(this::toKernel).toList())
            .toList();
    List<RuleSet> created = test.datapath.ruleSets().createAll(1, rules);
    test.datapath.ruleSets().dropUnused(Set.copyOf(created.stream().map(RuleSet::id).toList()));
    sets.clear();
    for (int i = 0; i < created.size(); i++) {
      sets.put(policies.get(i), created.get(i));
    }
  }

  /** The endpoint of all packets that follow. */
  void become(Identity subject, CompiledPolicy policy) throws IOException {
    Set<EndpointFlag> flags = EnumSet.noneOf(EndpointFlag.class);
    if (policy.enforcesIngress()) {
      flags.add(EndpointFlag.ENFORCE_INGRESS);
    }
    if (policy.enforcesEgress()) {
      flags.add(EndpointFlag.ENFORCE_EGRESS);
    }
    RuleSet set = sets.get(policy);
    if (set == null) {
      throw new IllegalStateException("no rule set was written for " + subject);
    }
    test.datapath
        .endpoints()
        .put(TestDatapath.LOOPBACK, new Endpoint(1, subject.number(), set.id(), 1, flags));
  }

  boolean allows(Packet packet) throws IOException {
    BpfProgram program =
        packet.direction == TrafficDirection.EGRESS
            ? test.datapath.fromEndpoint()
            : test.datapath.toEndpoint();
    int returned = program.testRun(bytes(packet), TestDatapath.LOOPBACK, 1).returned();
    forgetPortless(packet);
    return returned == Outcome.PASS;
  }

  /** Without ports or an id, what goes the other way would be the reply to it. */
  private void forgetPortless(Packet packet) throws IOException {
    if (!packet.protocol.hasPorts()) {
      test.datapath.connections().clear();
    }
  }

  /** The verdict and the rules that its event names; a hundred times slower. */
  Judgement explain(Packet packet) throws IOException {
    report(Set.of(EventKind.POLICY_VERDICT));
    byte[] bytes = bytes(packet);
    Outcome outcome =
        packet.direction == TrafficDirection.EGRESS
            ? test.fromEndpoint(bytes)
            : test.toEndpoint(bytes);
    report(Set.of());
    forgetPortless(packet);
    List<Event> verdicts = outcome.events();
    if (verdicts.size() != 1) {
      throw new AssertionError(packet + " was judged otherwise than once: " + verdicts);
    }
    int cookie = verdicts.getFirst().i32(COOKIE_OFFSET);
    List<RuleRef> rules = cookie == 0 ? List.of() : origins.get(cookie - 1).rules();
    return new Judgement(outcome.returned() == Outcome.PASS, rules);
  }

  private RuleEntry toKernel(CompiledPolicy.Entry entry) {
    return new RuleEntry(
        entry.identity(),
        entry.direction() == TrafficDirection.INGRESS ? Direction.INGRESS : Direction.EGRESS,
        entry.protocol(),
        entry.port(),
        entry.portPrefixLength(),
        entry.deny(),
        cookie(entry.origin()));
  }

  private int cookie(Origin origin) {
    if (origin.rules().isEmpty()) {
      return 0;
    }
    return cookies.computeIfAbsent(
        origin,
        fresh -> {
          origins.add(fresh);
          return origins.size();
        });
  }

  /** Each opens a connection of its own, by its source port or ICMP id. */
  private byte[] bytes(Packet packet) throws IOException {
    if (++sourcePort > LAST_SOURCE_PORT) {
      test.datapath.connections().clear();
      sourcePort = FIRST_SOURCE_PORT;
    }
    boolean leaves = packet.direction == TrafficDirection.EGRESS;
    String source = (leaves ? packet.subject : packet.peer).toString();
    String destination = (leaves ? packet.peer : packet.subject).toString();
    int port = packet.port;
    return switch (packet.protocol) {
      case TCP -> TestPackets.tcp(source, sourcePort, destination, port, TestPackets.SYN);
      case UDP -> TestPackets.udp(source, sourcePort, destination, port);
      case SCTP -> TestPackets.ip(source, destination, 132, sctpHeader(port));
      case ICMPv4, ICMPv6 -> TestPackets.icmp(source, destination, port, sourcePort);
      case VRRP, IGMP ->
          TestPackets.ip(source, destination, packet.protocol.ianaNumber(), new byte[32]);
      case NONE -> TestPackets.ip(source, destination, NAMELESS, new byte[32]);
    };
  }

  private byte[] sctpHeader(int port) {
    return ByteBuffer.allocate(12).putShort((short) sourcePort).putShort((short) port).array();
  }

  @Override
  public void close() throws IOException {
    test.close();
  }
}
