package io.sextant.datapath;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import io.sextant.datapath.sys.BpfMap;
import io.sextant.datapath.sys.SystemCallException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import java.util.Map;
import java.util.TreeMap;

/** Device number to endpoint. */
public final class EndpointMap {
  private static final VarHandle IDENTITY = Layouts.field(Layouts.ENDPOINT, "identity");
  private static final VarHandle RULE_SET = Layouts.field(Layouts.ENDPOINT, "rule_set");
  private static final VarHandle REVISION = Layouts.field(Layouts.ENDPOINT, "revision");
  private static final VarHandle ID = Layouts.field(Layouts.ENDPOINT, "id");
  private static final VarHandle FLAGS = Layouts.field(Layouts.ENDPOINT, "flags");
  private static final VarHandle FORMER = Layouts.field(Layouts.ENDPOINT, "former");

  private final BpfMap map;

  EndpointMap(BpfMap map) {
    this.map = map;
  }

  /**
   * A packet is judged by the old value or by the new one. From the return on by the new one, but
   * for packets that a program has in hand: see {@link Datapath#awaitPackets}.
   */
  public void put(int ifindex, Endpoint endpoint) throws SystemCallException {
    if (endpoint.id() == 0) {
      throw new IllegalArgumentException("endpoint id 0: must be 1 to 65535");
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment value = arena.allocate(Layouts.ENDPOINT);
      IDENTITY.set(value, 0L, endpoint.identity());
      RULE_SET.set(value, 0L, endpoint.ruleSetId());
      REVISION.set(value, 0L, endpoint.revision());
      ID.set(value, 0L, (short) endpoint.id());
      FLAGS.set(value, 0L, EndpointFlag.pack(endpoint.flags()));
      FORMER.set(value, 0L, endpoint.former());
      map.put(arena.allocateFrom(JAVA_INT, ifindex), value);
    }
  }

  /** The device's packets pass unjudged and unseen from now on; false if it had no endpoint. */
  public boolean remove(int ifindex) throws SystemCallException {
    try (Arena arena = Arena.ofConfined()) {
      return map.remove(arena.allocateFrom(JAVA_INT, ifindex));
    }
  }

  /** All of them, by device number. */
  public Map<Integer, Endpoint> all() throws SystemCallException {
    Map<Integer, Endpoint> all = new TreeMap<>();
    map.forEach((key, value) -> all.put(key.get(JAVA_INT, 0), read(value)));
    return all;
  }

  /** Most entries. */
  public int capacity() {
    return map.shape().maxEntries();
  }

  private static Endpoint read(MemorySegment value) {
    return new Endpoint(
        Short.toUnsignedInt((short) ID.get(value, 0L)),
        (int) IDENTITY.get(value, 0L),
        (int) RULE_SET.get(value, 0L),
        (int) REVISION.get(value, 0L),
        EndpointFlag.unpack((short) FLAGS.get(value, 0L)),
        (int) FORMER.get(value, 0L));
  }
}
