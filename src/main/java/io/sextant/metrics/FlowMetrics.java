package io.sextant.metrics;

import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.sextant.flow.DropReason;
import io.sextant.flow.EventType;
import io.sextant.flow.Flow;
import io.sextant.flow.FlowType;
import io.sextant.flow.IpVersion;
import io.sextant.flow.L4Protocol;
import io.sextant.flow.L7;
import io.sextant.flow.LostEvents;
import io.sextant.flow.ObservationPoint;
import io.sextant.flow.TcpFlags;
import io.sextant.flow.Verdict;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/**
 * Counts flows as Hubble's handlers {@code flow}, {@code drop} and {@code tcp} do, with one
 * difference: a packet that policy denies is reported twice by the datapath, as a verdict and as a
 * drop, and {@code hubble_drop_total} counts it once.
 *
 * <p>Belongs to the pipeline's thread.
 */
public final class FlowMetrics {
  private static final int VERDICTS = Verdict.values().length;
  private static final int PROTOCOLS = L4Protocol.values().length;
  private static final int FAMILIES = IpVersion.values().length;

  private final Counter flows;
  private final Counter drops;
  private final Counter received;
  private long readersLost;
  private long published;
  private long[] receivedByCpu = new long[0];
  private final SeriesCache flowSeries;
  private final SeriesCache dropSeries;
  private final SeriesCache flagSeries;
  private final Map<LostEvents.Source, CounterDataPoint> lost =
      new EnumMap<>(LostEvents.Source.class);

  public FlowMetrics(PrometheusRegistry registry) {
    flows = Metric.FLOWS_PROCESSED.register(registry);
    drops = Metric.DROPS.register(registry);
    Counter tcpFlags = Metric.TCP_FLAGS.register(registry);
    Counter lostEvents = Metric.LOST_EVENTS.register(registry);
    received = Metric.RECEIVED_EVENTS.register(registry);
    flowSeries =
        new SeriesCache(
            Kind.COUNT * PROTOCOLS * VERDICTS, key -> flows.labelValues(flowLabels(key)));
    dropSeries =
        new SeriesCache(
            256 * PROTOCOLS,
            key ->
                drops.labelValues(
                    DropReason.name(key / PROTOCOLS), protocolOf(key % PROTOCOLS).text()));
    flagSeries =
        new SeriesCache(
            Flag.values().length * FAMILIES,
            key ->
                tcpFlags.labelValues(
                    Flag.values()[key / FAMILIES].text, IpVersion.values()[key % FAMILIES].name()));
    for (LostEvents.Source source : LostEvents.Source.values()) {
      if (source != LostEvents.Source.UNKNOWN_LOST_EVENT_SOURCE) {
        lost.put(source, lostEvents.labelValues(source.name().toLowerCase(Locale.ROOT)));
      }
    }
  }

  /** Counts one flow; allocates only the first time that a series is seen. */
  public void count(Flow flow) {
    if (flow.type() == FlowType.L7) {
      countL7(flow);
      return;
    }
    int protocol = flow.protocol().ordinal();
    flowSeries
        .at((Kind.of(flow) * PROTOCOLS + protocol) * VERDICTS + flow.verdict().number())
        .inc();
    switch (flow.verdict()) {
      case DROPPED -> {
        if (flow.eventType() != EventType.POLICY_VERDICT) {
          dropSeries.at(flow.dropReason() * PROTOCOLS + protocol).inc();
        }
      }
      case FORWARDED, REDIRECTED -> {
        if (flow.hasTcpFlags()) {
          countFlags(flow.tcpFlags(), flow.ipVersion().ordinal());
        }
      }
      default -> {}
    }
  }

  /** Events that a stage lost. */
  public void lost(LostEvents.Source source, long count) {
    CounterDataPoint series = lost.get(source);
    if (series != null) {
      series.inc(count);
    }
  }

  /** What readers of the memory ring have lost so far, all together. */
  public void lostByReaders(long soFar) {
    lost(LostEvents.Source.HUBBLE_RING_BUFFER, soFar - readersLost);
    readersLost = soFar;
  }

  /** Events that were lost on the way to the memory ring, since the start. */
  public long lostSoFar() {
    return lost.entrySet().stream()
        .filter(series -> series.getKey() != LostEvents.Source.HUBBLE_RING_BUFFER)
        .mapToLong(series -> series.getValue().getLongValue())
        .sum();
  }

  /** An event was read on this CPU; shown from the next {@link #publish} on. */
  public void received(int cpu) {
    if (cpu >= receivedByCpu.length) {
      receivedByCpu = Arrays.copyOf(receivedByCpu, cpu + 1);
    }
    receivedByCpu[cpu]++;
  }

  /** Events that were read since the start, and shown; on the thread that counts. */
  public long receivedSoFar() {
    return published;
  }

  /** Shows what was counted since the last time; called once per batch. */
  public void publish() {
    for (int cpu = 0; cpu < receivedByCpu.length; cpu++) {
      if (receivedByCpu[cpu] > 0) {
        received.labelValues(Integer.toString(cpu)).inc(receivedByCpu[cpu]);
        published += receivedByCpu[cpu];
        receivedByCpu[cpu] = 0;
      }
    }
  }

  private void countFlags(int flags, int family) {
    boolean ack = (flags & TcpFlags.ACK) != 0;
    if ((flags & TcpFlags.FIN) != 0) {
      flagSeries.at(Flag.FIN.ordinal() * FAMILIES + family).inc();
    }
    if ((flags & TcpFlags.SYN) != 0) {
      flagSeries.at((ack ? Flag.SYN_ACK : Flag.SYN).ordinal() * FAMILIES + family).inc();
    }
    if ((flags & TcpFlags.RST) != 0) {
      flagSeries.at(Flag.RST.ordinal() * FAMILIES + family).inc();
    }
  }

  private void countL7(Flow flow) {
    L7 l7 = flow.extras().l7();
    String subtype = "";
    String protocol = "Unknown L7";
    if (l7 != null && l7.message() != null) {
      subtype =
          switch (l7.message()) {
            case L7.Dns dns -> "DNS";
            case L7.Http http -> "HTTP";
            case L7.Kafka kafka -> "Kafka";
          };
      protocol = subtype;
    }
    flows.labelValues(protocol, "L7", subtype, flow.verdict().name()).inc();
    if (flow.verdict() == Verdict.DROPPED) {
      drops.labelValues(DropReason.name(flow.dropReason()), protocol).inc();
    }
  }

  private static String[] flowLabels(int key) {
    Verdict verdict = Verdict.values()[key % VERDICTS];
    L4Protocol protocol = protocolOf(key / VERDICTS % PROTOCOLS);
    int kind = key / VERDICTS / PROTOCOLS;
    String protocolText = kind == Kind.SOCKET ? "Unknown flow" : protocol.text();
    return new String[] {protocolText, Kind.type(kind), Kind.subtype(kind), verdict.name()};
  }

  private static L4Protocol protocolOf(int ordinal) {
    return L4Protocol.values()[ordinal];
  }

  /**
   * The kinds of events that have series of their own: one for each trace point, one for each other
   * type.
   */
  private static final class Kind {
    static final int DROP = 256;
    static final int POLICY_VERDICT = 257;
    static final int CAPTURE = 258;
    static final int SOCKET = 259;
    static final int COUNT = 260;

    static int of(Flow flow) {
      return switch (flow.eventType()) {
        case EventType.TRACE -> flow.eventSubType();
        case EventType.DROP -> DROP;
        case EventType.POLICY_VERDICT -> POLICY_VERDICT;
        case EventType.CAPTURE -> CAPTURE;
        default -> SOCKET;
      };
    }

    static String type(int kind) {
      return switch (kind) {
        case DROP -> "Drop";
        case POLICY_VERDICT -> "PolicyVerdict";
        case CAPTURE -> "Capture";
        case SOCKET -> "Unknown";
        default -> "Trace";
      };
    }

    static String subtype(int kind) {
      return switch (kind) {
        case DROP, POLICY_VERDICT, CAPTURE -> "";
        case SOCKET -> Integer.toString(EventType.TRACE_SOCK);
        default -> {
          ObservationPoint point = ObservationPoint.ofNumber(kind);
          yield point == null ? Integer.toString(kind) : point.text();
        }
      };
    }
  }

  private enum Flag {
    FIN("FIN"),
    SYN("SYN"),
    SYN_ACK("SYN-ACK"),
    RST("RST");

    private final String text;

    Flag(String text) {
      this.text = text;
    }
  }
}
