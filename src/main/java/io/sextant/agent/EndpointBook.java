package io.sextant.agent;

import io.sextant.control.WantedEndpoint;
import io.sextant.enrich.PodName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** All endpoints that the agent knows, by their pods, and the numbers that they have. */
final class EndpointBook {
  private static final int LAST_ENDPOINT = 0xffff;

  private final Map<PodName, EndpointLife> lives = new LinkedHashMap<>();

  /** Those whose pod is gone while another has its name, until they are out of the kernel. */
  private final List<EndpointLife> replaced = new ArrayList<>();

  private int lastId;

  int lastId() {
    return lastId;
  }

  Collection<EndpointLife> all() {
    List<EndpointLife> all = new ArrayList<>(lives.values());
    all.addAll(replaced);
    return all;
  }

  @Nullable EndpointLife get(PodName pod) {
    return lives.get(pod);
  }

  void restore(EndpointLife life, int last) {
    lives.put(life.pod(), life);
    lastId = Math.max(lastId, last);
  }

  /**
   * The life of a wanted endpoint, with its number.
   *
   * @param ifindex of its device, which exists
   * @param strangers ids in the kernel that nobody knows, by device; the device's keeps its own
   */
  EndpointLife enter(WantedEndpoint wanted, int ifindex, Map<Integer, Integer> strangers) {
    EndpointLife known = lives.get(wanted.spec().pod());
    if (known != null && known.is(wanted.spec(), ifindex)) {
      return known;
    }
    if (known != null && known.isRealised()) {
      replaced.add(known);
    }
    EndpointLife fresh = begin(wanted);
    int kept = strangers.getOrDefault(ifindex, EndpointLife.NONE);
    boolean free = kept != EndpointLife.NONE && !isTaken(kept);
    fresh.number(free ? kept : nextId(strangers.values()), ifindex);
    return fresh;
  }

  /** The life of one whose device is missing. */
  EndpointLife enterWithoutDevice(WantedEndpoint wanted) {
    EndpointLife known = lives.get(wanted.spec().pod());
    if (known != null && known.isRealised()) {
      replaced.add(known);
      return begin(wanted);
    }
    return known == null ? begin(wanted) : known;
  }

  /** Those of no wanted pod. */
  List<EndpointLife> others(Set<PodName> wanted) {
    return all().stream()
        .filter(life -> replaced.contains(life) || !wanted.contains(life.pod()))
        .toList();
  }

  void remove(EndpointLife life) {
    if (!replaced.remove(life)) {
      lives.remove(life.pod());
    }
  }

  private EndpointLife begin(WantedEndpoint wanted) {
    EndpointLife fresh =
        new EndpointLife(wanted.spec(), wanted.identity(), EndpointState.WAITING_TO_REGENERATE);
    lives.put(fresh.pod(), fresh);
    return fresh;
  }

  private boolean isTaken(int id) {
    return all().stream().anyMatch(life -> life.id() == id);
  }

  private int nextId(Collection<Integer> strangers) {
    Set<Integer> taken = new HashSet<>(strangers);
    all().forEach(life -> taken.add(life.id()));
    if (taken.size() >= LAST_ENDPOINT) {
      throw new IllegalStateException("all %d endpoint ids are taken".formatted(LAST_ENDPOINT));
    }
    do {
      lastId = lastId % LAST_ENDPOINT + 1;
    } while (taken.contains(lastId));
    return lastId;
  }
}
