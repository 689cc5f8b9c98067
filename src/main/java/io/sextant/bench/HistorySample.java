package io.sextant.bench;

import io.sextant.flow.Flow;
import io.sextant.flow.FlowId;
import io.sextant.flow.L7;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Values of the flows of a history, to ask for later. Belongs to one thread. */
final class HistorySample {
  /** By the flows' own clock. */
  static final long FLOWS_PER_SECOND = 1_000;

  private static final int MOST = 1_000;

  private final SplittableRandom random = new SplittableRandom(7);
  private final SyntheticCluster cluster = new SyntheticCluster();
  private final Reservoir traceIds = new Reservoir();
  private final Reservoir hosts = new Reservoir();
  private long flows;
  private long uuidHigh;
  private long first;
  private long last;

  /** So many of all that were offered, each as likely as the others. */
  private final class Reservoir {
    private final List<String> kept = new ArrayList<>();
    private long offered;

    void offer(String value) {
      offered++;
      if (kept.size() < MOST) {
        kept.add(value);
      } else if (random.nextLong(offered) < MOST) {
        kept.set(random.nextInt(MOST), value);
      }
    }

    String any() {
      return kept.get(random.nextInt(kept.size()));
    }
  }

  void look(Flow flow) {
    if (flows++ == 0) {
      uuidHigh = flow.uuidHigh();
      first = flow.timeNanos();
    }
    last = flow.timeNanos();
    if (!flow.extras().traceId().isEmpty()) {
      traceIds.offer(flow.extras().traceId());
    }
    if (flow.extras().l7() instanceof L7(_, _, L7.Dns dns) && dns.query().startsWith("host-")) {
      hosts.offer(dns.query().substring(0, dns.query().indexOf('.')));
    }
  }

  long flows() {
    return flows;
  }

  long first() {
    return first;
  }

  long last() {
    return last;
  }

  long uuidHigh() {
    return uuidHigh;
  }

  long uuidLow() {
    return FlowId.low(random.nextLong(flows));
  }

  String traceId() {
    return traceIds.any();
  }

  /** First label of a name that was asked of DNS. */
  String host() {
    return hosts.any();
  }

  /** A sequence number in the newer nine tenths. */
  long place() {
    return random.nextLong(flows / 10, flows) + 1;
  }

  /** When a stretch of so many nanoseconds could begin. */
  long start(long nanos) {
    return Math.max(first, random.nextLong(first, last) - nanos);
  }

  /** One of the quarter that talks least, in its namespace. */
  String rarePod() {
    int quarter = SyntheticCluster.PODS / 4;
    SyntheticCluster.Pod pod =
        cluster.pods.get(SyntheticCluster.PODS - quarter + random.nextInt(quarter));
    return pod.local().namespace() + "/" + pod.local().podName();
  }

  /** A workload; its pods' names begin with its own. */
  int workload() {
    return random.nextInt(SyntheticCluster.WORKLOADS);
  }
}
