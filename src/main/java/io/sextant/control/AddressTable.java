package io.sextant.control;

import io.sextant.flow.IpAddress;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The narrowest range that holds an address: one table per length, asked from long to short. */
final class AddressTable {
  private static final int SINGLE = 128;
  private static final int V4_OFFSET = 96;

  private final int[] lengths;
  private final List<Table<AddressEntry>> tables;

  AddressTable(Collection<AddressEntry> entries) {
    this.lengths =
        entries.stream()
            .mapToInt(entry -> -entry.prefix().bits())
            .distinct()
            .sorted()
            .map(length -> -length)
            .toArray();
    this.tables =
        java.util.Arrays.stream(lengths).mapToObj(length -> table(entries, length)).toList();
  }

  /** Null when no range holds the address. */
  @Nullable AddressEntry narrowest(long high, long low) {
    boolean v4 = IpAddress.isV4(high, low);
    for (int i = 0; i < lengths.length; i++) {
      int length = lengths[i];
      if (v4 && length < V4_OFFSET) {
        return null;
      }
      AddressEntry entry = tables.get(i).get(high & maskHigh(length), low & maskLow(length), 0);
      if (entry != null) {
        return entry;
      }
    }
    return null;
  }

  /** The entry of exactly this address, or null. */
  @Nullable AddressEntry single(long high, long low) {
    return lengths.length > 0 && lengths[0] == SINGLE ? tables.getFirst().get(high, low, 0) : null;
  }

  private static Table<AddressEntry> table(Collection<AddressEntry> entries, int length) {
    List<AddressEntry> ofLength =
        entries.stream().filter(entry -> entry.prefix().bits() == length).toList();
    return new Table<>(
        ofLength.size(),
        table -> {
          for (AddressEntry entry : ofLength) {
            IpAddress address = entry.prefix().address();
            table.put(address.high(), address.low(), 0, entry);
          }
        });
  }

  private static long maskHigh(int length) {
    return length >= 64 ? -1L : mask(length);
  }

  private static long maskLow(int length) {
    return length <= 64 ? 0 : mask(length - 64);
  }

  private static long mask(int bits) {
    return bits == 0 ? 0 : -1L << (64 - bits);
  }
}
