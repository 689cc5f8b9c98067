package io.sextant.agent;

import io.sextant.enrich.PodName;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * The endpoints that a change is about, and how it came out for each: in its life, and in the news.
 * Belongs to the agent's thread.
 */
final class Regeneration {
  private final EndpointBook endpoints;
  private final ClusterBook cluster;
  private final AgentNews news;
  private final InstantSource clock;
  private final List<GuardedEndpoint> changing = new ArrayList<>();

  /** Devices that could not get the programs, and why. */
  private Map<Integer, IOException> unguarded = Map.of();

  Regeneration(EndpointBook endpoints, ClusterBook cluster, AgentNews news, InstantSource clock) {
    this.endpoints = endpoints;
    this.cluster = cluster;
    this.news = news;
    this.clock = clock;
  }

  EndpointLife life(GuardedEndpoint endpoint) {
    EndpointLife life = endpoints.get(endpoint.spec().pod());
    if (life == null) {
      throw new IllegalStateException("no life of " + endpoint.spec().pod());
    }
    return life;
  }

  /** Those of the endpoints that change begin to regenerate. */
  void begin(List<GuardedEndpoint> all, Predicate<GuardedEndpoint> changes) {
    changing.clear();
    all.stream().filter(changes).forEach(changing::add);
    changing.forEach(each -> life(each).regenerating());
  }

  /** The kernel is as wanted, but for these devices. */
  void enforced(Map<Integer, IOException> butFor) {
    unguarded = butFor;
  }

  /** How many devices have no programs. */
  int unguarded() {
    return unguarded.size();
  }

  /** Those that began are ready, or not. */
  void end(Duration took) {
    changing.forEach(each -> end(each, took));
  }

  private void end(GuardedEndpoint endpoint, Duration took) {
    EndpointLife life = life(endpoint);
    boolean first = !life.isRealised() || life.state() == EndpointState.RESTORING;
    IOException failure = unguarded.get(endpoint.ifindex());
    if (failure != null) {
      notReady(life, String.valueOf(failure.getMessage()));
      return;
    }
    life.realised(endpoint, took);
    if (first) {
      news.created(life);
    }
    news.regenerated(life);
  }

  /** A wanted pod has no device. */
  void lost(PodName pod) {
    EndpointLife life = endpoints.get(pod);
    if (life != null && life.state() != EndpointState.NOT_READY) {
      notReady(life, "find network device %s: there is none".formatted(life.spec().device()));
    }
  }

  private void notReady(EndpointLife life, String reason) {
    life.failed(reason, clock.instant());
    life.become(EndpointState.NOT_READY);
    news.notRegenerated(life, reason);
  }

  /** An endpoint is out of the kernel; of others some may have its device. */
  void disconnected(EndpointLife life, List<GuardedEndpoint> others) {
    life.become(EndpointState.DISCONNECTING);
    life.become(EndpointState.DISCONNECTED);
    endpoints.remove(life);
    if (life.id() != EndpointLife.NONE) {
      boolean deviceGone = others.stream().noneMatch(each -> each.ifindex() == life.ifindex());
      cluster.endpointGone(life, deviceGone);
      news.deleted(life);
    }
  }
}
