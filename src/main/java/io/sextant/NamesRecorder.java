package io.sextant;

import io.sextant.control.AddressEntry;
import io.sextant.control.ClusterChanges;
import io.sextant.control.ClusterState;
import io.sextant.control.IdentityEntry;
import io.sextant.control.LiveCluster;
import io.sextant.control.LocalEndpoint;
import io.sextant.flow.Cidr;
import io.sextant.flow.IpAddress;
import io.sextant.history.ledger.Fact;
import io.sextant.history.ledger.FactKind;
import io.sextant.history.ledger.NamesLog;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.ser.std.ToStringSerializer;

/**
 * Keeps what names, addresses and policies mean from now on: each change of the cluster's state as
 * facts, on the thread that made the change, before a packet can meet it. Writes no file itself.
 */
final class NamesRecorder {
  private static final Logger LOG = LoggerFactory.getLogger(NamesRecorder.class);
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .addModule(
              new SimpleModule()
                  .addSerializer(Cidr.class, ToStringSerializer.instance)
                  .addSerializer(IpAddress.class, ToStringSerializer.instance))
          .build();

  /** Where an applied policy has what it says, beside its revision. */
  private static final String CONTENT = "policy";

  private final LiveCluster cluster;
  private final NamesLog names;
  private final InstantSource clock;
  private ClusterState recorded = ClusterState.EMPTY;
  private long refused;

  private NamesRecorder(LiveCluster cluster, NamesLog names, InstantSource clock) {
    this.cluster = cluster;
    this.names = names;
    this.clock = clock;
  }

  /** Records what is known, and all changes from now on. */
  static NamesRecorder start(LiveCluster cluster, NamesLog names, InstantSource clock) {
    NamesRecorder recorder = new NamesRecorder(cluster, names, clock);
    cluster.onChange(recorder::record);
    recorder.record();
    return recorder;
  }

  private synchronized void record() {
    ClusterState now = cluster.get();
    ClusterChanges changes = ClusterChanges.between(recorded, now);
    recorded = now;
    long time = nanos(clock.instant());
    record(
        FactKind.IDENTITY, changes.identities(), NamesRecorder::key, NamesRecorder::identity, time);
    record(FactKind.ADDRESS, changes.addresses(), Cidr::toString, each -> address(each, now), time);
    record(FactKind.ENDPOINT, changes.endpoints(), String::valueOf, NamesRecorder::endpoint, time);
    record(FactKind.POLICY, changes.policies(), String::valueOf, policy -> policy, time);
  }

  private <K, V> void record(
      FactKind kind,
      ClusterChanges.Part<K, V> part,
      Function<K, String> key,
      Function<V, Object> value,
      long time) {
    part.gone().forEach(each -> names.remove(kind, key.apply(each), time));
    part.put().forEach((each, entry) -> put(kind, key.apply(each), value.apply(entry), time));
  }

  /** What cannot be kept must not stop the one who changed the cluster. */
  private void put(FactKind kind, String key, Object value, long time) {
    try {
      String text = JSON.writeValueAsString(value);
      if (kind != FactKind.POLICY || !isKnownPolicy(key, text)) {
        names.put(kind, key, text, time);
      }
    } catch (RuntimeException e) {
      if (refused++ == 0) {
        LOG.warn(
            "a fact about the cluster is not kept, further ones are only counted: {} {}",
            kind,
            key,
            e);
      }
    }
  }

  /**
   * Whether a policy holds as it is already: after a restart it comes again, in another revision of
   * all, and has not changed for that.
   */
  private boolean isKnownPolicy(String key, String applied) {
    return names
        .at(FactKind.POLICY, key, Fact.STILL)
        .filter(known -> content(known.value()).equals(content(applied)))
        .isPresent();
  }

  private static JsonNode content(String applied) {
    return JSON.readTree(applied).path(CONTENT);
  }

  /** Facts that could not be kept. */
  synchronized long refused() {
    return refused;
  }

  /**
   * Ends facts of an earlier run that this one does not know: to be called when the cluster's state
   * is as complete as it gets after a start.
   */
  synchronized void settle() {
    long time = nanos(clock.instant());
    Map<FactKind, Set<String>> known = new LinkedHashMap<>();
    ClusterState now = recorded;
    known.put(FactKind.IDENTITY, keys(now.identities(), each -> key(each.number())));
    known.put(FactKind.ADDRESS, keys(now.addresses(), each -> each.prefix().toString()));
    known.put(FactKind.ENDPOINT, keys(now.endpoints(), each -> String.valueOf(each.id())));
    known.put(FactKind.POLICY, keys(now.policies(), each -> each.key().toString()));
    known.forEach((kind, keys) -> {
      for (Fact fact : names.all(kind, Fact.STILL)) {
        if (!keys.contains(fact.key())) {
          names.remove(kind, fact.key(), time);
        }
      }
    });
  }

  private static <T> Set<String> keys(Iterable<T> entries, Function<T, String> key) {
    Set<String> keys = new HashSet<>();
    entries.forEach(entry -> keys.add(key.apply(entry)));
    return keys;
  }

  private static String key(int number) {
    return Integer.toUnsignedString(number);
  }

  private static Object identity(IdentityEntry entry) {
    return Map.of("labels", entry.labels());
  }

  private static Object address(AddressEntry entry, ClusterState state) {
    Map<String, Object> value = new LinkedHashMap<>();
    value.put("identity", Integer.toUnsignedLong(entry.identity()));
    if (entry.pod() != null) {
      value.put("namespace", entry.pod().namespace());
      value.put("pod", entry.pod().name());
    }
    value.put("node", state.nodeName());
    return value;
  }

  private static Object endpoint(LocalEndpoint entry) {
    Map<String, Object> value = new LinkedHashMap<>();
    if (entry.pod() != null) {
      value.put("namespace", entry.pod().namespace());
      value.put("pod", entry.pod().name());
    }
    value.put("podUid", entry.podUid());
    value.put("identity", Integer.toUnsignedLong(entry.identity()));
    value.put("labels", entry.labels());
    value.put("addresses", entry.addresses());
    if (entry.workload() != null) {
      value.put("workload", entry.workload());
    }
    return value;
  }

  private static long nanos(Instant time) {
    return time.getEpochSecond() * 1_000_000_000L + time.getNano();
  }
}
