package io.sextant.agent;

import io.sextant.control.AddressEntry;
import io.sextant.datapath.AddressMap;
import io.sextant.datapath.AddressPrefix;
import io.sextant.flow.Cidr;
import io.sextant.flow.Identities;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Which identity each address has, in the kernel and for those who name flows. */
final class AddressBook {
  private final AddressMap kernel;
  private final ClusterBook book;
  private final Map<Cidr, Integer> known = new HashMap<>();
  private Map<Cidr, Integer> wanted = Map.of();

  AddressBook(AddressMap kernel, ClusterBook book) {
    this.kernel = kernel;
    this.book = book;
  }

  void map(AddressEntry entry) throws IOException {
    kernel.put(prefix(entry.prefix()), entry.identity());
    known.put(entry.prefix(), entry.identity());
    book.address(entry);
  }

  /** From now on the address is what policies call it, or nothing. */
  void unmap(Cidr range) throws IOException {
    Integer named = wanted.get(range);
    if (named != null) {
      map(new AddressEntry(range, named, null));
    } else if (known.containsKey(range)) {
      kernel.remove(prefix(range));
      known.remove(range);
      book.addressGone(range);
    }
  }

  /** Takes out of the kernel what is not from this book. */
  void removeUnknown() throws IOException {
    Set<AddressPrefix> own = new HashSet<>();
    known.keySet().forEach(range -> own.add(prefix(range)));
    for (AddressPrefix found : kernel.all().keySet()) {
      if (!own.contains(found)) {
        kernel.remove(found);
      }
    }
  }

  /**
   * Maps the ranges that policies name, and no others. What is a pod or the node stays it as long
   * as it is there: policies find those by labels, not by address.
   */
  void mapRanges(Map<Cidr, Integer> ranges) throws IOException {
    wanted = Map.copyOf(ranges);
    for (Map.Entry<Cidr, Integer> each : wanted.entrySet()) {
      Integer mapped = known.get(each.getKey());
      if (mapped == null || (Identities.isCidr(mapped) && !mapped.equals(each.getValue()))) {
        map(new AddressEntry(each.getKey(), each.getValue(), null));
      }
    }
    for (Map.Entry<Cidr, Integer> each : Map.copyOf(known).entrySet()) {
      if (Identities.isCidr(each.getValue()) && !wanted.containsKey(each.getKey())) {
        unmap(each.getKey());
      }
    }
  }

  private static AddressPrefix prefix(Cidr range) {
    return new AddressPrefix(range.address().toInetAddress(), range.length());
  }
}
