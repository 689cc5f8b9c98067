package io.sextant.datapath;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes "deny wins" true under a look-up that finds the longest prefix only.
 *
 * <p>Per identity and direction the kernel sees one entry, the longest. An allow inside a deny's
 * ports would hide that deny, so it is left out. Between an identity and any identity the kernel
 * compares itself.
 */
final class Precedence {
  private Precedence() {}

  private record Key(int identity, Direction direction, int protocol, int port, int bits) {
    static Key of(RuleEntry entry) {
      return new Key(
          entry.identity(),
          entry.direction(),
          entry.protocol(),
          entry.port(),
          entry.portPrefixLength());
    }

    Key widened(int wider) {
      return new Key(identity, direction, protocol, port & 0xffff << (16 - wider) & 0xffff, wider);
    }

    Key anyProtocol() {
      return new Key(identity, direction, RuleEntry.ANY, 0, 0);
    }
  }

  /**
   * At most one entry per key, a deny before an allow, the first of equals; covered allows gone.
   */
  static List<RuleEntry> settle(List<RuleEntry> entries) {
    Map<Key, RuleEntry> denies = new HashMap<>();
    Map<Key, RuleEntry> allows = new HashMap<>();
    for (RuleEntry entry : entries) {
      (entry.deny() ? denies : allows).putIfAbsent(Key.of(entry), entry);
    }
    List<RuleEntry> settled = new ArrayList<>(denies.values());
    allows.forEach((key, entry) -> {
      if (!covered(key, denies)) {
        settled.add(entry);
      }
    });
    return settled;
  }

  private static boolean covered(Key key, Map<Key, RuleEntry> denies) {
    if (denies.containsKey(key.anyProtocol())) {
      return true;
    }
    for (int bits = 0; bits <= key.bits(); bits++) {
      if (denies.containsKey(key.widened(bits))) {
        return true;
      }
    }
    return false;
  }
}
