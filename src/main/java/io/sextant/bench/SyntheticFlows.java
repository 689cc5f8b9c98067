package io.sextant.bench;

import io.sextant.flow.DropReason;
import io.sextant.flow.Endpoint;
import io.sextant.flow.EventType;
import io.sextant.flow.Flow;
import io.sextant.flow.FlowExtras;
import io.sextant.flow.FlowId;
import io.sextant.flow.FlowType;
import io.sextant.flow.IpAddress;
import io.sextant.flow.IpVersion;
import io.sextant.flow.L4Protocol;
import io.sextant.flow.L7;
import io.sextant.flow.Reply;
import io.sextant.flow.TcpFlags;
import io.sextant.flow.TrafficDirection;
import io.sextant.flow.Verdict;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Made-up flows to measure stores with; no traffic was seen. As one observer would tell of a {@link
 * SyntheticCluster} and 20,000 addresses outside: who talks follows Zipf's law, as does which pod
 * of those that it calls answers, half of the packets answer, 5 % are dropped, 14 % are DNS and
 * HTTP messages with names and paths that hold a random number, 0.9 % carry a trace id. The same
 * for the same seed. Belongs to one thread.
 */
public final class SyntheticFlows {
  private static final long START = 1_768_472_430_123_456_789L;
  private static final long BOOT = START - 86_400_000_000_000L;
  private static final int OUTSIDE = 20_000;
  private static final int CPUS = 8;
  private static final String[] TEXTS = new String[512];
  private static final int[] FLAGS = {
    TcpFlags.SYN,
    TcpFlags.ACK,
    TcpFlags.ACK | TcpFlags.PSH,
    TcpFlags.ACK | TcpFlags.FIN,
    TcpFlags.RST
  };

  static {
    for (int flags = 0; flags < TEXTS.length; flags++) {
      TEXTS[flags] = "TCP Flags: " + TcpFlags.text(flags);
    }
  }

  private final SyntheticCluster cluster = new SyntheticCluster();
  private final Flow.Builder flow = new Flow.Builder();
  private final SplittableRandom random;
  private final double[] podShares = zipf(IntStream.range(0, SyntheticCluster.PODS).toArray());

  /** By workload, those of the pods that it calls. */
  private final List<double[]> calledShares =
      cluster.called.stream().map(SyntheticFlows::zipf).toList();

  private final double[] outsideShares = zipf(IntStream.range(0, OUTSIDE).toArray());
  private final long spacing;
  private final long session;
  private long counter;
  private long boot = START - BOOT;

  /**
   * @param flowsPerSecond on average, by the flows' own clock
   */
  public SyntheticFlows(long seed, long flowsPerSecond) {
    this.random = new SplittableRandom(seed);
    this.spacing = 1_000_000_000L / flowsPerSecond;
    this.session = random.nextLong();
  }

  /** Two sides and where the packet between them was seen. */
  private record Way(SyntheticCluster.Pod client, SyntheticCluster.Pod server, int outside) {
    boolean toOutside() {
      return outside >= 0;
    }
  }

  /** The next flow, later than the one before. */
  public Flow next() {
    boot += 1 + (long) (-Math.log(1 - random.nextDouble()) * spacing);
    SyntheticCluster.Pod client = cluster.pods.get(pick(podShares));
    int[] called = cluster.called.get(client.workload());
    SyntheticCluster.Pod server =
        cluster.pods.get(called[pick(calledShares.get(client.workload()))]);
    Way way = new Way(client, server, random.nextInt(100) < 20 ? pick(outsideShares) : -1);
    flow.uuid(FlowId.high(session), FlowId.low(counter++));
    int kind = random.nextInt(100);
    boolean reply = random.nextBoolean();
    if (kind < 5) {
      dropped(way);
    } else if (kind < 19) {
      message(way, reply);
    } else {
      packet(way, reply);
    }
    return flow.build();
  }

  private void packet(Way way, boolean reply) {
    boolean atServer = !way.toOutside() && random.nextBoolean();
    int flags = FLAGS[random.nextInt(FLAGS.length)] | (reply ? TcpFlags.ACK : 0);
    seen(way, atServer, reply);
    flow.event(FlowType.L3_L4, EventType.TRACE, atServer != reply ? 0 : 3)
        .trace(atServer != reply ? 3 : 6, reply ? 2 : 1)
        .verdict(Verdict.FORWARDED)
        .direction(atServer ? TrafficDirection.INGRESS : TrafficDirection.EGRESS)
        .reply(reply ? Reply.YES : Reply.NO)
        .length(length(flags));
    sides(way, atServer, reply);
    ports(way, reply, flags);
  }

  private int length(int flags) {
    boolean data = (flags & TcpFlags.PSH) != 0;
    return data ? random.nextInt(67, 1515) : (flags & TcpFlags.SYN) != 0 ? 74 : 66;
  }

  private void dropped(Way way) {
    SyntheticCluster.Pod server = way.server();
    Way inside = new Way(way.client(), server, -1);
    seen(inside, true, false);
    int reason = random.nextInt(10) == 0 ? DropReason.POLICY_DENY : DropReason.POLICY_DENIED;
    flow.event(FlowType.L3_L4, EventType.DROP, reason)
        .verdict(Verdict.DROPPED)
        .dropReason(reason)
        .dropPlace(2, 1_837)
        .direction(TrafficDirection.INGRESS)
        .policies(cluster.denials.get(server.workload()))
        .rule(server.workload() + 1, 3)
        .length(74);
    sides(inside, true, false);
    ports(inside, false, TcpFlags.SYN);
  }

  private void seen(Way way, boolean atServer, boolean reply) {
    SyntheticCluster.Pod pod = atServer ? way.server() : way.client();
    boolean out = atServer == reply;
    flow.time(BOOT + boot, boot).seenOn(cluster.nodes.get(pod.node()), random.nextInt(CPUS));
    if (way.toOutside()) {
      SyntheticCluster.Uplink uplink = cluster.uplinks.get(pod.node());
      flow.networkInterface(uplink.device())
          .ethernet(
              out ? uplink.mac() : uplink.routerMac(), out ? uplink.routerMac() : uplink.mac());
    } else {
      flow.networkInterface(pod.device())
          .ethernet(out ? pod.mac() : pod.hostMac(), out ? pod.hostMac() : pod.mac());
    }
  }

  private void sides(Way way, boolean atServer, boolean reply) {
    SyntheticCluster.Pod client = way.client();
    SyntheticCluster.Pod server = way.server();
    Endpoint asking = atServer && client.node() != server.node() ? client.remote() : client.local();
    Endpoint asked =
        way.toOutside()
            ? cluster.world
            : atServer || client.node() == server.node() ? server.local() : server.remote();
    IpAddress from = client.address();
    IpAddress to = way.toOutside() ? outside(way.outside()) : server.address();
    flow.endpoints(reply ? asked : asking, reply ? asking : asked)
        .ip(IpVersion.IPv4, reply ? to : from, reply ? from : to);
  }

  private static IpAddress outside(int number) {
    return IpAddress.ofV4(198 << 24 | 51 << 16 | number);
  }

  private void ports(Way way, boolean reply, int flags) {
    int client = random.nextInt(32_768, 61_000);
    int server = way.toOutside() ? 443 : SyntheticCluster.port(way.server().workload());
    flow.tcp(reply ? server : client, reply ? client : server, flags).summary(TEXTS[flags]);
  }

  private void message(Way way, boolean reply) {
    boolean dns = random.nextBoolean();
    int node = way.client().node();
    flow.time(BOOT + boot, 0)
        .seenOn(cluster.nodes.get(node), -1)
        .event(FlowType.L7, EventType.L7, 0)
        .verdict(Verdict.FORWARDED)
        .direction(TrafficDirection.EGRESS)
        .reply(reply ? Reply.YES : Reply.NO);
    sides(way, false, reply);
    int client = random.nextInt(32_768, 61_000);
    int server = dns ? 53 : SyntheticCluster.port(way.server().workload());
    L4Protocol protocol = dns ? L4Protocol.UDP : L4Protocol.TCP;
    flow.ports(protocol, reply ? server : client, reply ? client : server);
    long latency = reply ? random.nextLong(100_000, 50_000_000) : 0;
    if (dns) {
      dns(way, reply, latency);
    } else {
      http(way, reply, latency);
    }
  }

  private void dns(Way way, boolean reply, long latency) {
    boolean outside = way.toOutside();
    String name =
        outside
            ? "host-" + way.outside() / 4 + ".example.com."
            : SyntheticCluster.host(way.server().workload()) + ".";
    IpAddress address = outside ? outside(way.outside()) : way.server().address();
    List<String> found = reply ? List.of(address.toString()) : List.of();
    List<String> asked = List.of("A");
    int ttl = reply ? 30 : 0;
    L7.Dns message =
        new L7.Dns(name, found, ttl, List.of(), "proxy", 0, asked, reply ? asked : List.of());
    L7.Type type = reply ? L7.Type.RESPONSE : L7.Type.REQUEST;
    flow.summary(
            reply
                ? "DNS Answer \"%s\" TTL: 30 (Proxy %s A)".formatted(found.getFirst(), name)
                : "DNS Query " + name + " A")
        .extras(new FlowExtras(null, null, new L7(type, latency, message), null, "", 0, 0));
  }

  private void http(Way way, boolean reply, long latency) {
    int workload = way.server().workload();
    String url =
        "http://%s:%d/api/v1/%s/%d"
            .formatted(
                SyntheticCluster.host(workload),
                SyntheticCluster.port(workload),
                SyntheticCluster.name(workload),
                random.nextInt(1_000_000));
    String method = random.nextInt(4) == 0 ? "POST" : "GET";
    int code = !reply ? 0 : random.nextInt(50) == 0 ? 500 : 200;
    L7.Http message = new L7.Http(code, method, url, "HTTP/1.1", List.of());
    L7.Type type = reply ? L7.Type.RESPONSE : L7.Type.REQUEST;
    String request = method + " " + url;
    long millis = latency / 1_000_000;
    flow.summary(
            reply
                ? "HTTP/1.1 " + code + " " + millis + "ms (" + request + ")"
                : "HTTP/1.1 " + request)
        .extras(new FlowExtras(null, null, new L7(type, latency, message), null, traceId(), 0, 0));
  }

  /** On 13 % of HTTP messages, 0.9 % of all. */
  private String traceId() {
    if (random.nextInt(100) >= 13) {
      return "";
    }
    HexFormat hex = HexFormat.of();
    return hex.toHexDigits(random.nextLong()) + hex.toHexDigits(random.nextLong());
  }

  /** Shares of those with these ranks, each with all before it. */
  private static double[] zipf(int[] ranks) {
    double[] shares = new double[ranks.length];
    double sum = 0;
    for (int i = 0; i < ranks.length; i++) {
      sum += 1.0 / (ranks[i] + 1);
      shares[i] = sum;
    }
    return shares;
  }

  private int pick(double[] shares) {
    double at = random.nextDouble() * shares[shares.length - 1];
    int found = Arrays.binarySearch(shares, at);
    return Math.min(found < 0 ? -found - 1 : found, shares.length - 1);
  }
}
