package io.sextant.datapath;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import io.sextant.datapath.sys.BpfMap;
import io.sextant.datapath.sys.SystemCallException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;

/** The single entry of settings, and the counter behind rule-set ids. */
final class ConfigMap {
  private static final VarHandle INTERVAL = Layouts.field(Layouts.CONFIG, "interval");
  private static final VarHandle AGGREGATION = Layouts.field(Layouts.CONFIG, "aggregation");
  private static final VarHandle TCP_FLAG_MASK = Layouts.field(Layouts.CONFIG, "tcp_flag_mask");
  private static final VarHandle CAPTURE = Layouts.field(Layouts.CONFIG, "capture");
  private static final VarHandle EMIT = Layouts.field(Layouts.CONFIG, "emit");
  private static final VarHandle NEXT_RULE_SET = Layouts.field(Layouts.CONFIG, "next_rule_set");

  /** Four bits of the kernel's word for it are flags. */
  private static final int MOST_RULE_SETS = 1 << 28;

  private final BpfMap map;

  ConfigMap(BpfMap map) {
    this.map = map;
  }

  synchronized void write(EventSettings settings) throws SystemCallException {
    change(config -> {
      INTERVAL.set(config, 0L, settings.interval().toNanos());
      AGGREGATION.set(config, 0L, settings.aggregation().level());
      TCP_FLAG_MASK.set(config, 0L, settings.tcpFlagMask());
      CAPTURE.set(config, 0L, settings.captureBytes());
      EMIT.set(config, 0L, settings.kinds().stream().mapToInt(EventSettings.EventKind::bit).sum());
    });
  }

  /** Takes ids that were never used, and gives the first; 0 is not among them. */
  synchronized int takeRuleSetIds(int count) throws SystemCallException {
    int[] first = new int[1];
    change(config -> {
      first[0] = Math.max(1, (int) NEXT_RULE_SET.get(config, 0L));
      if (first[0] + count > MOST_RULE_SETS) {
        throw new IllegalStateException("no rule set ids left: uninstall and start again");
      }
      NEXT_RULE_SET.set(config, 0L, first[0] + count);
    });
    return first[0];
  }

  @FunctionalInterface
  private interface Change {
    void apply(MemorySegment config);
  }

  private void change(Change change) throws SystemCallException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment key = arena.allocate(JAVA_INT);
      MemorySegment value = arena.allocate(Layouts.CONFIG);
      map.lookup(key, value);
      change.apply(value);
      map.put(key, value);
    }
  }
}
