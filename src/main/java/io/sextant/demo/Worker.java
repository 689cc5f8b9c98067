package io.sextant.demo;

import io.sextant.flow.IpAddress;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A pod at work: it finds others by DNS, calls them, and counts what it did. */
final class Worker implements AutoCloseable {
  static final Duration PATIENCE = Duration.ofMillis(1500);
  private static final double SHARE_OF_IPV6 = 0.25;

  private final PodPlan plan;
  private final Pod pod;
  private final DnsClient dns;
  private final Cadence cadence;
  private final boolean ipv6;
  private volatile @Nullable DatagramChannel counters;

  Worker(PodPlan plan, Pod pod, DnsClient dns, Cadence cadence, boolean ipv6) {
    this.plan = plan;
    this.pod = pod;
    this.dns = dns;
    this.cadence = cadence;
    this.ipv6 = ipv6;
  }

  PodPlan plan() {
    return plan;
  }

  Pod pod() {
    return pod;
  }

  ShopWorkload workload() {
    return plan.workload();
  }

  /** Asks another workload over HTTP, one of its pods by chance. */
  Http.Response ask(ShopWorkload other, String method, String path) throws IOException {
    return Http.call(
        pod,
        resolve(other),
        other.port(),
        new Http.Request(method, other.dnsName(), path),
        PATIENCE);
  }

  /** Connects to another workload by its name. */
  SocketChannel dial(ShopWorkload other, Duration timeout) throws IOException {
    return pod.dial(resolve(other), other.port(), timeout);
  }

  /** One of another workload's addresses, of either family. */
  IpAddress resolve(ShopWorkload other) throws IOException {
    int type = ipv6 && cadence.chance(SHARE_OF_IPV6) ? DnsMessage.AAAA : DnsMessage.A;
    return dns.resolve(other.dnsName(), type);
  }

  /** The IPv4 address of somebody outside. */
  IpAddress resolve(String name) throws IOException {
    return dns.resolve(name, DnsMessage.A);
  }

  /** Sends one counter to the telemetry pod, in statsd's format. */
  void count(String what, IpAddress telemetry) throws IOException {
    String line = "%s.%s.%s:1|c".formatted(workload().namespace(), workload().name(), what);
    counters()
        .send(
            ByteBuffer.wrap(line.getBytes(StandardCharsets.US_ASCII)),
            new InetSocketAddress(telemetry.toInetAddress(), ShopPlan.STATSD));
  }

  @Override
  public void close() {
    pod.close();
  }

  private synchronized DatagramChannel counters() throws IOException {
    DatagramChannel channel = counters;
    if (channel == null) {
      channel = pod.datagrams(0, PATIENCE);
      counters = channel;
    }
    return channel;
  }
}
