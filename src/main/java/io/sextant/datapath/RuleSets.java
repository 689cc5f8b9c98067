package io.sextant.datapath;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import io.sextant.datapath.sys.BpfMap;
import io.sextant.datapath.sys.MapType;
import io.sextant.datapath.sys.SystemCallException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;

/**
 * Rule sets by id. Write a set in full, then point endpoints to it: no packet sees a mixture.
 *
 * <p>Creating and dropping wait for a grace period of the kernel, milliseconds; so create several
 * in one call.
 */
public final class RuleSets {
  private static final VarHandle PREFIX_LENGTH = Layouts.field(Layouts.RULE_KEY, "prefixlen");
  private static final VarHandle IDENTITY = Layouts.field(Layouts.RULE_KEY, "identity");
  private static final VarHandle DIRECTION = Layouts.field(Layouts.RULE_KEY, "direction");
  private static final VarHandle PROTOCOL = Layouts.field(Layouts.RULE_KEY, "protocol");
  private static final VarHandle PORT = Layouts.field(Layouts.RULE_KEY, "port");
  private static final VarHandle COOKIE = Layouts.field(Layouts.RULE, "cookie");
  private static final VarHandle DENY = Layouts.field(Layouts.RULE, "deny");
  private static final VarHandle L4_PREFIX = Layouts.field(Layouts.RULE, "l4_prefix");

  /** Bits of the key in front of protocol and port: identity and direction. */
  private static final int PEER_BITS = 40;

  private final BpfMap outer;
  private final EndpointMap endpoints;
  private final ConfigMap config;

  RuleSets(BpfMap outer, EndpointMap endpoints, ConfigMap config) {
    this.outer = outer;
    this.endpoints = endpoints;
    this.config = config;
  }

  public RuleSet create(int revision, List<RuleEntry> entries) throws SystemCallException {
    return createAll(revision, List.of(entries)).getFirst();
  }

  /** Creates one set per list, in that order; on failure none stays. */
  public List<RuleSet> createAll(int revision, List<List<RuleEntry>> sets)
      throws SystemCallException {
    List<BpfMap> inner = new ArrayList<>();
    List<RuleSet> created = new ArrayList<>();
    int firstId = config.takeRuleSetIds(sets.size());
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment ids = arena.allocate(JAVA_INT, sets.size());
      MemorySegment fds = arena.allocate(JAVA_INT, sets.size());
      for (int i = 0; i < sets.size(); i++) {
        List<RuleEntry> settled = Precedence.settle(sets.get(i));
        inner.add(fill(settled));
        created.add(new RuleSet(firstId + i, revision, settled.size()));
        ids.setAtIndex(JAVA_INT, i, firstId + i);
        fds.setAtIndex(JAVA_INT, i, inner.get(i).fd());
      }
      outer.putAll(ids, fds, sets.size());
      return created;
    } catch (SystemCallException e) {
      removeAll(created.stream().mapToInt(RuleSet::id).toArray());
      throw e;
    } finally {
      inner.forEach(BpfMap::close);
    }
  }

  /** False if it was not there. Endpoints that still point to it refuse what they enforce. */
  public boolean drop(int id) throws SystemCallException {
    try (Arena arena = Arena.ofConfined()) {
      return outer.remove(arena.allocateFrom(JAVA_INT, id));
    }
  }

  /** Drops all sets that no endpoint points to, but for those to keep; gives how many. */
  public int dropUnused(Set<Integer> keep) throws SystemCallException {
    Set<Integer> unused = ids();
    unused.removeAll(keep);
    endpoints.all().values().forEach(endpoint -> unused.remove(endpoint.ruleSetId()));
    removeAll(unused.stream().mapToInt(Integer::intValue).toArray());
    return unused.size();
  }

  public Set<Integer> ids() throws SystemCallException {
    Set<Integer> ids = new TreeSet<>();
    outer.forEach((key, _) -> ids.add(key.get(JAVA_INT, 0)));
    return ids;
  }

  /** Most sets. */
  public int capacity() {
    return outer.shape().maxEntries();
  }

  /** How a set in the kernel differs from what was written. */
  public record Difference(int missing, int extra, int altered) {
    public boolean isNone() {
      return missing + extra + altered == 0;
    }
  }

  /** A number that sets of equal entries have in common, and hardly any two others. */
  public static long checksum(List<RuleEntry> entries) {
    long[] sum = new long[1];
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment key = arena.allocate(Layouts.RULE_KEY);
      MemorySegment rule = arena.allocate(Layouts.RULE);
      for (RuleEntry entry : Precedence.settle(entries)) {
        write(entry, key, rule, 0);
        sum[0] += mix(key, rule);
      }
    }
    return sum[0];
  }

  /** The same of a set in the kernel; empty when there is no such set. */
  public OptionalLong checksum(int id) throws SystemCallException {
    long[] sum = new long[1];
    boolean found = forEachRule(id, (key, rule) -> sum[0] += mix(key, rule));
    return found ? OptionalLong.of(sum[0]) : OptionalLong.empty();
  }

  /** The highest cookie in any set, 0 for none. */
  public int highestCookie() throws SystemCallException {
    int[] highest = new int[1];
    for (int id : ids()) {
      forEachRule(id, (_, rule) -> highest[0] = Math.max(highest[0], (int) COOKIE.get(rule, 0L)));
    }
    return highest[0];
  }

  /** Sums are independent of the order, which is the kernel's. */
  private static long mix(MemorySegment key, MemorySegment rule) {
    long hash = key.get(JAVA_LONG_UNALIGNED, 0) * 0x9e3779b97f4a7c15L;
    hash = (hash ^ hash >>> 32 ^ key.get(JAVA_INT_UNALIGNED, 8)) * 0xbf58476d1ce4e5b9L;
    hash = (hash ^ hash >>> 29 ^ rule.get(JAVA_LONG_UNALIGNED, 0)) * 0x94d049bb133111ebL;
    return hash ^ hash >>> 31;
  }

  /** False if there is no such set. */
  private boolean forEachRule(int id, BpfMap.Visitor visitor) throws SystemCallException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment mapId = arena.allocate(JAVA_INT);
      if (!outer.lookup(arena.allocateFrom(JAVA_INT, id), mapId)) {
        return false;
      }
      try (BpfMap inner = BpfMap.openById(mapId.get(JAVA_INT, 0))) {
        inner.forEach(visitor);
      }
      return true;
    }
  }

  /** Compares a set with the entries it was created of; empty when there is no such set. */
  public Optional<Difference> compare(int id, List<RuleEntry> entries) throws SystemCallException {
    Map<String, String> wanted = bytes(Precedence.settle(entries));
    Map<String, String> real = new HashMap<>();
    if (!forEachRule(id, (key, rule) -> real.put(text(key), text(rule)))) {
      return Optional.empty();
    }
    Set<String> both = new HashSet<>(wanted.keySet());
    both.retainAll(real.keySet());
    long altered =
        both.stream().filter(key -> !Objects.equals(real.get(key), wanted.get(key))).count();
    return Optional.of(
        new Difference(
            wanted.size() - both.size(), real.size() - both.size(), Math.toIntExact(altered)));
  }

  /** Keys and rules as the kernel has them: what somebody else wrote may be no rule at all. */
  private static Map<String, String> bytes(List<RuleEntry> entries) {
    Map<String, String> bytes = new HashMap<>();
    try (Arena arena = Arena.ofConfined()) {
      for (RuleEntry entry : entries) {
        MemorySegment key = arena.allocate(Layouts.RULE_KEY);
        MemorySegment rule = arena.allocate(Layouts.RULE);
        write(entry, key, rule, 0);
        bytes.put(text(key), text(rule));
      }
    }
    return bytes;
  }

  private static String text(MemorySegment segment) {
    return HexFormat.of().formatHex(segment.toArray(JAVA_BYTE));
  }

  /** In one system call, which waits for one grace period. */
  private void removeAll(int[] ids) throws SystemCallException {
    try (Arena arena = Arena.ofConfined()) {
      outer.removeAll(arena.allocateFrom(JAVA_INT, ids), ids.length);
    }
  }

  private static BpfMap fill(List<RuleEntry> entries) throws SystemCallException {
    BpfMap inner =
        BpfMap.create(
            new BpfMap.Shape(
                "rule_set",
                MapType.LPM_TRIE,
                (int) Layouts.RULE_KEY.byteSize(),
                (int) Layouts.RULE.byteSize(),
                Math.max(1, entries.size()),
                MapType.NO_PREALLOC));
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment keys = arena.allocate(Layouts.RULE_KEY, Math.max(1, entries.size()));
      MemorySegment rules = arena.allocate(Layouts.RULE, Math.max(1, entries.size()));
      for (int i = 0; i < entries.size(); i++) {
        write(entries.get(i), keys, rules, i);
      }
      inner.putAll(keys, rules, entries.size());
      return inner;
    } catch (SystemCallException e) {
      inner.close();
      throw e;
    }
  }

  private static void write(RuleEntry entry, MemorySegment keys, MemorySegment rules, int index) {
    long key = index * Layouts.RULE_KEY.byteSize();
    PREFIX_LENGTH.set(keys, key, PEER_BITS + entry.l4PrefixLength());
    IDENTITY.set(keys, key, entry.identity());
    DIRECTION.set(keys, key, (byte) entry.direction().number());
    PROTOCOL.set(keys, key, (byte) entry.protocol());
    PORT.set(keys, key, (short) entry.port());
    long rule = index * Layouts.RULE.byteSize();
    COOKIE.set(rules, rule, entry.cookie());
    DENY.set(rules, rule, (byte) (entry.deny() ? 1 : 0));
    L4_PREFIX.set(rules, rule, (byte) entry.l4PrefixLength());
  }
}
