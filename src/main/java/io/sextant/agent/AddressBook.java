package io.sextant.agent;

import io.sextant.control.AddressEntry;
import io.sextant.control.Cidr;
import io.sextant.control.IdentityAllocator;
import io.sextant.datapath.AddressMap;
import io.sextant.datapath.AddressPrefix;
import io.sextant.flow.Identities;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** Which identity each address has, in the kernel and for those who name flows. */
final class AddressBook {
  private final AddressMap kernel;
  private final ClusterBook book;
  private final Map<Cidr, Integer> known = new HashMap<>();

  AddressBook(AddressMap kernel, ClusterBook book) {
    this.kernel = kernel;
    this.book = book;
  }

  void map(AddressEntry entry) throws IOException {
    kernel.put(prefix(entry.prefix()), entry.identity());
    known.put(entry.prefix(), entry.identity());
    book.address(entry);
  }

  void unmap(Cidr range) throws IOException {
    if (known.remove(range) != null) {
      kernel.remove(prefix(range));
      book.addressGone(range);
    }
  }

  /**
   * Maps the ranges that policies name, each to an identity of its own, and no others. What is a
   * pod or the node stays it: policies find those by labels, not by address.
   */
  void mapRanges(Set<Cidr> wanted, IdentityAllocator allocator) throws IOException {
    for (Cidr range : wanted) {
      int identity = allocator.allocate(range).number();
      if (Identities.isCidr(known.getOrDefault(range, identity))) {
        map(new AddressEntry(range, identity, null));
      }
    }
    for (Map.Entry<Cidr, Integer> each : Map.copyOf(known).entrySet()) {
      if (Identities.isCidr(each.getValue()) && !wanted.contains(each.getKey())) {
        unmap(each.getKey());
      }
    }
  }

  private static AddressPrefix prefix(Cidr range) {
    return new AddressPrefix(range.address().toInetAddress(), range.length());
  }
}
