package io.sextant.demo;

import static io.sextant.demo.ShopPlan.FRONTEND;
import static io.sextant.demo.ShopPlan.GATEWAY;
import static io.sextant.demo.ShopPlan.LEDGER_DB;
import static io.sextant.demo.ShopPlan.REVIEWS;
import static io.sextant.demo.ShopPlan.TELEMETRY;

import io.sextant.flow.IpAddress;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;

/** Who begins things: visitors, probes, and those whom policy denies. */
final class ShopClients {
  private static final Duration VISIT = Duration.ofMillis(450);
  private static final Duration DENIED_TRY = Duration.ofMillis(900);
  private static final Duration METADATA_TRY = Duration.ofSeconds(6);
  private static final Duration TRACKER_TRY = Duration.ofSeconds(3);
  private static final Duration SCAN_STEP = Duration.ofMillis(350);
  private static final Duration PROBE = Duration.ofMillis(700);
  private static final Duration PING = Duration.ofSeconds(2);

  /** Shorter than the second after which a SYN is sent again: one try is one dropped packet. */
  private static final Duration SHORT_PATIENCE = Duration.ofMillis(600);

  private final Cadence cadence;
  private final List<Worker> workers;
  private final boolean ipv6;

  ShopClients(Cadence cadence, List<Worker> workers, boolean ipv6) {
    this.cadence = cadence;
    this.workers = workers;
    this.ipv6 = ipv6;
  }

  void start(Pod world, Pod node) {
    cadence.repeat(world, VISIT, () -> visit(world));
    cadence.repeat(world, SCAN_STEP, () -> scan(world));
    cadence.repeat(node, PROBE, () -> probe(node));
    for (Worker worker : workers) {
      startIn(worker);
    }
  }

  private void startIn(Worker worker) {
    Pod pod = worker.pod();
    if (worker.workload().equals(REVIEWS)) {
      cadence.repeat(
          pod, DENIED_TRY, () -> knock(worker, worker.resolve(LEDGER_DB), LEDGER_DB.port()));
      cadence.repeat(pod, METADATA_TRY, () -> knock(worker, Addresses.METADATA, 80));
    }
    if (worker.workload().equals(FRONTEND)) {
      cadence.repeat(
          pod, TRACKER_TRY, () -> knock(worker, worker.resolve(ShopPlan.TRACKER), ShopPlan.HTTPS));
    }
    if (worker.workload().equals(TELEMETRY)) {
      cadence.repeat(pod, PING, () -> pod.ping(Addresses.NODE_V4, SHORT_PATIENCE));
      if (ipv6) {
        cadence.repeat(
            pod, PING.multipliedBy(2), () -> pod.ping(Addresses.NODE_V6, SHORT_PATIENCE));
      }
    }
  }

  /** A visitor opens the front page, over IPv6 now and then. */
  private void visit(Pod world) throws IOException {
    PodPlan target = any(FRONTEND);
    IpAddress address = ipv6 && cadence.chance(0.25) ? target.ipv6() : target.ipv4();
    Http.call(
        world,
        address,
        FRONTEND.port(),
        new Http.Request("GET", "shop.example", "/"),
        Worker.PATIENCE.multipliedBy(4));
  }

  /** The kubelet's part: an HTTP request, or for other protocols a connection that is closed. */
  private void probe(Pod node) throws IOException {
    Worker worker = workers.get(cadence.random().nextInt(workers.size()));
    int port = worker.workload().port();
    if (port == ShopPlan.HTTP || worker.workload().equals(GATEWAY)) {
      Http.Request request = new Http.Request("GET", worker.plan().podName(), "/healthz");
      Http.call(node, worker.plan().ipv4(), port, request, SHORT_PATIENCE);
    } else {
      node.hangUp(node.dial(worker.plan().ipv4(), port, SHORT_PATIENCE));
    }
  }

  private static void knock(Worker worker, IpAddress address, int port) throws IOException {
    SocketChannel channel = worker.pod().dial(address, port, SHORT_PATIENCE);
    worker.pod().hangUp(channel);
  }

  /** A few ports of one pod at once, left open for a moment. */
  private void scan(Pod world) throws IOException, InterruptedException {
    PodPlan target = any(cadence.chance(0.3) ? GATEWAY : FRONTEND);
    List<SocketChannel> channels = new java.util.ArrayList<>();
    try {
      for (int i = 0; i < 3; i++) {
        int port = 1 + cadence.random().nextInt(10_000);
        channels.add(world.knock(Addresses.SCANNER, target.ipv4(), port));
      }
      Thread.sleep(SHORT_PATIENCE.dividedBy(4));
    } finally {
      channels.forEach(world::hangUp);
    }
  }

  private PodPlan any(ShopWorkload workload) {
    List<PodPlan> pods =
        workers.stream().map(Worker::plan).filter(p -> p.workload().equals(workload)).toList();
    return pods.get(cadence.random().nextInt(pods.size()));
  }
}
