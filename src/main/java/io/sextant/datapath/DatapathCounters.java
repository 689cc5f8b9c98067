package io.sextant.datapath;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.sextant.datapath.sys.BpfMap;
import io.sextant.datapath.sys.SystemCallException;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;

/** What the programs count, without loss; all numbers only grow while the datapath is installed. */
public final class DatapathCounters {
  private static final VarHandle PACKETS = Layouts.field(Layouts.TRAFFIC, "packets");
  private static final VarHandle BYTES = Layouts.field(Layouts.TRAFFIC, "bytes");
  private static final int REASON_BITS = 8;

  private final BpfMap metrics;
  private final BpfMap emits;

  DatapathCounters(BpfMap metrics, BpfMap emits) {
    this.metrics = metrics;
    this.emits = emits;
  }

  /**
   * Packets with one fate, over all CPUs.
   *
   * @param reason drop reason as in events, 0 for forwarded
   */
  public record Traffic(int reason, Direction direction, long packets, long bytes) {}

  /**
   * Events that the programs of one CPU tried to emit.
   *
   * @param errno 0: in the ring; 28 ENOSPC: ring full; 2 ENOENT: nobody reads that CPU
   */
  public record Emits(int cpu, int errno, long count) {}

  /** Those that are not zero. */
  public List<Traffic> traffic() throws SystemCallException {
    List<Traffic> all = new ArrayList<>();
    metrics.forEach((key, perCpu) -> {
      Traffic traffic = sum(key.get(JAVA_INT, 0), perCpu);
      if (traffic.packets() > 0) {
        all.add(traffic);
      }
    });
    return all;
  }

  /** Those that are not zero. */
  public List<Emits> emits() throws SystemCallException {
    List<Emits> all = new ArrayList<>();
    emits.forEach((key, perCpu) -> {
      int errno = key.get(JAVA_INT, 0);
      for (int cpu = 0; cpu < perCpu.byteSize() / Long.BYTES; cpu++) {
        long count = perCpu.getAtIndex(JAVA_LONG, cpu);
        if (count > 0) {
          all.add(new Emits(cpu, errno, count));
        }
      }
    });
    return all;
  }

  /** Events that no ring took, over all CPUs and errors. */
  public long failedEmits() throws SystemCallException {
    return emits().stream().filter(e -> e.errno() != 0).mapToLong(Emits::count).sum();
  }

  private static Traffic sum(int key, MemorySegment perCpu) {
    long packets = 0;
    long bytes = 0;
    for (long at = 0; at < perCpu.byteSize(); at += Layouts.TRAFFIC.byteSize()) {
      packets += (long) PACKETS.get(perCpu, at);
      bytes += (long) BYTES.get(perCpu, at);
    }
    Direction direction = key >> REASON_BITS == 0 ? Direction.INGRESS : Direction.EGRESS;
    return new Traffic(key & 0xff, direction, packets, bytes);
  }
}
