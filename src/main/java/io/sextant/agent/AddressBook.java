package io.sextant.agent;

import io.sextant.control.AddressEntry;
import io.sextant.control.Cidr;
import io.sextant.control.Identity;
import io.sextant.datapath.AddressMap;
import io.sextant.datapath.AddressPrefix;
import io.sextant.flow.Identities;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
   * Maps the ranges that policies name, and no others. What is a pod or the node stays it: policies
   * find those by labels, not by address.
   */
  void mapRanges(List<Identity> wanted) throws IOException {
    Set<Cidr> ranges = new HashSet<>();
    for (Identity identity : wanted) {
      Cidr range = Objects.requireNonNull(identity.range());
      ranges.add(range);
      if (Identities.isCidr(known.getOrDefault(range, identity.number()))) {
        map(new AddressEntry(range, identity.number(), null));
      }
    }
    for (Map.Entry<Cidr, Integer> each : Map.copyOf(known).entrySet()) {
      if (Identities.isCidr(each.getValue()) && !ranges.contains(each.getKey())) {
        unmap(each.getKey());
      }
    }
  }

  private static AddressPrefix prefix(Cidr range) {
    return new AddressPrefix(range.address().toInetAddress(), range.length());
  }
}
