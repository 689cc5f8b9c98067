package io.sextant.policy;

import io.sextant.flow.Cidr;
import io.sextant.flow.Identities;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Numbers for equal labels and traits, in the order of asking; the reserved ones are there. */
final class TestIdentities {
  private static final int FIRST_CIDR = 0x01000001;

  private record Key(List<String> labels, Traits traits) {}

  private final Map<Key, Identity> byKey = new HashMap<>();
  private final List<Identity> all = new ArrayList<>();
  private int nextPod = Identities.FIRST_ALLOCATED;
  private int nextRange = FIRST_CIDR;

  TestIdentities() {
    for (int number = Identities.HOST; number <= Identities.WORLD_IPV6; number++) {
      all.add(reserved(number));
    }
  }

  static Identity reserved(int number) {
    return new Identity(
        number, List.of("reserved:" + Identities.reservedName(number)), Traits.NONE);
  }

  Identity pod(List<String> labels, Traits traits) {
    return byKey.computeIfAbsent(
        new Key(labels, traits), key -> add(new Identity(nextPod++, labels, traits)));
  }

  Identity range(Cidr range, Traits traits) {
    List<String> labels = List.of("cidr:" + range.toString().replace(':', '-'), "reserved:world");
    return byKey.computeIfAbsent(
        new Key(labels, traits), key -> add(new Identity(nextRange++, labels, traits)));
  }

  List<Identity> all() {
    return List.copyOf(all);
  }

  private Identity add(Identity identity) {
    all.add(identity);
    return identity;
  }
}
