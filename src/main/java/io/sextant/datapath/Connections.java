package io.sextant.datapath;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import io.sextant.datapath.sys.BpfMap;
import io.sextant.datapath.sys.SystemCallException;
import java.io.ByteArrayOutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import java.util.function.Predicate;

/** The kernel's connection table. */
public final class Connections {
  private static final VarHandle IFINDEX = Layouts.field(Layouts.CONNECTION_KEY, "ifindex");

  private final BpfMap map;

  Connections(BpfMap map) {
    this.map = map;
  }

  /** Entries now, ended ones that were not yet taken for others included. */
  public int size() throws SystemCallException {
    int[] size = new int[1];
    map.forEach((_, _) -> size[0]++);
    return size[0];
  }

  /** Forgets all: what was open is judged as new, and no packet is a reply. */
  public void clear() throws SystemCallException {
    removeIf(_ -> true);
  }

  /** Forgets those of a device, so that an endpoint after it does not inherit them. */
  public void removeDevice(int ifindex) throws SystemCallException {
    removeIf(key -> (int) IFINDEX.get(key, 0L) == ifindex);
  }

  private void removeIf(Predicate<MemorySegment> wanted) throws SystemCallException {
    ByteArrayOutputStream keys = new ByteArrayOutputStream();
    map.forEach((key, _) -> {
      if (wanted.test(key)) {
        keys.writeBytes(key.toArray(JAVA_BYTE));
      }
    });
    int size = (int) Layouts.CONNECTION_KEY.byteSize();
    byte[] bytes = keys.toByteArray();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment key = arena.allocate(Layouts.CONNECTION_KEY);
      for (int at = 0; at < bytes.length; at += size) {
        MemorySegment.copy(bytes, at, key, JAVA_BYTE, 0, size);
        map.remove(key);
      }
    }
  }
}
