package io.sextant.datapath;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import io.sextant.datapath.sys.BpfMap;
import io.sextant.datapath.sys.SystemCallException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Address prefix to identity; the longest prefix counts, and an unknown address is world, 2. */
public final class AddressMap {
  private static final VarHandle PREFIX_LENGTH = Layouts.field(Layouts.ADDRESS_KEY, "prefixlen");
  private static final VarHandle FAMILY = Layouts.field(Layouts.ADDRESS_KEY, "family");
  private static final long ADDRESS = Layouts.offset(Layouts.ADDRESS_KEY, "address");

  /** Bits of the key in front of the address: family and padding. */
  private static final int FAMILY_BITS = 32;

  private final BpfMap map;

  AddressMap(BpfMap map) {
    this.map = map;
  }

  public void put(AddressPrefix prefix, int identity) throws SystemCallException {
    try (Arena arena = Arena.ofConfined()) {
      map.put(key(arena, prefix), arena.allocateFrom(JAVA_INT, identity));
    }
  }

  /** Writes many in one system call. */
  public void putAll(Map<AddressPrefix, Integer> identities) throws SystemCallException {
    try (Arena arena = Arena.ofConfined()) {
      long keySize = Layouts.ADDRESS_KEY.byteSize();
      MemorySegment keys = arena.allocate(Layouts.ADDRESS_KEY, identities.size());
      MemorySegment values = arena.allocate(JAVA_INT, identities.size());
      int i = 0;
      for (Map.Entry<AddressPrefix, Integer> entry : identities.entrySet()) {
        fill(keys.asSlice(i * keySize, keySize), entry.getKey());
        values.setAtIndex(JAVA_INT, i++, entry.getValue());
      }
      map.putAll(keys, values, i);
    }
  }

  /** False if exactly this prefix was not there. */
  public boolean remove(AddressPrefix prefix) throws SystemCallException {
    try (Arena arena = Arena.ofConfined()) {
      return map.remove(key(arena, prefix));
    }
  }

  public Map<AddressPrefix, Integer> all() throws SystemCallException {
    Map<AddressPrefix, Integer> all = new HashMap<>();
    map.forEach((key, value) -> {
      if (isPrefix(key)) {
        all.put(read(key), value.get(JAVA_INT, 0));
      }
    });
    return all;
  }

  /** Takes out keys that are no prefixes, which nobody may write; gives how many. */
  public int removeForeign() throws SystemCallException {
    List<byte[]> foreign = new ArrayList<>();
    map.forEach((key, _) -> {
      if (!isPrefix(key)) {
        foreign.add(key.toArray(JAVA_BYTE));
      }
    });
    try (Arena arena = Arena.ofConfined()) {
      for (byte[] key : foreign) {
        map.remove(arena.allocateFrom(JAVA_BYTE, key));
      }
    }
    return foreign.size();
  }

  /** Most entries. */
  public int capacity() {
    return map.shape().maxEntries();
  }

  private static boolean isPrefix(MemorySegment key) {
    int bits = (int) PREFIX_LENGTH.get(key, 0L) - FAMILY_BITS;
    return switch ((byte) FAMILY.get(key, 0L)) {
      case 4 -> bits >= 0 && bits <= 32;
      case 6 -> bits >= 0 && bits <= 128;
      default -> false;
    };
  }

  private static MemorySegment key(Arena arena, AddressPrefix prefix) {
    MemorySegment key = arena.allocate(Layouts.ADDRESS_KEY);
    fill(key, prefix);
    return key;
  }

  private static void fill(MemorySegment key, AddressPrefix prefix) {
    byte[] address = prefix.address().getAddress();
    PREFIX_LENGTH.set(key, 0L, FAMILY_BITS + prefix.length());
    FAMILY.set(key, 0L, (byte) prefix.family());
    MemorySegment.copy(MemorySegment.ofArray(address), 0, key, ADDRESS, address.length);
  }

  private static AddressPrefix read(MemorySegment key) {
    byte[] address = new byte[(byte) FAMILY.get(key, 0L) == 4 ? 4 : 16];
    MemorySegment.copy(key, ADDRESS, MemorySegment.ofArray(address), 0, address.length);
    try {
      int length = (int) PREFIX_LENGTH.get(key, 0L) - FAMILY_BITS;
      return new AddressPrefix(InetAddress.getByAddress(address), length);
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e);
    }
  }
}
