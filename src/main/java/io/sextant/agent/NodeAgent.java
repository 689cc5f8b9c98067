package io.sextant.agent;

import io.sextant.control.LiveCluster;
import io.sextant.control.NodeIntent;
import io.sextant.control.WantedEndpoint;
import io.sextant.datapath.Datapath;
import io.sextant.flow.AgentEvent;
import io.sextant.flow.IpAddress;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the kernel at what was asked for: endpoints with their rules, addresses with their
 * identities.
 *
 * <p>{@link #realise} brings an intent into force or leaves the one before. From time to time, and
 * after each change, the kernel is compared with what is in force and repaired, and an intent that
 * failed is tried again. Closing ends the agent only; the datapath stays as it is, and the next
 * agent takes it over without a gap.
 */
public final class NodeAgent implements AutoCloseable {
  private static final int MAX_TOLD = 10_000;
  private static final Duration AFTER_CHANGE = Duration.ofSeconds(1);
  private static final System.Logger LOG = System.getLogger(NodeAgent.class.getName());

  private final NodeSpec spec;
  private final AgentSettings settings;
  private final AgentThread thread;
  private final ClusterBook cluster;
  private final AgentNews news;
  private final GuardedNode node;
  private final InstantSource clock;
  private final RetryDelay delay;
  private final Set<Told> alreadyTold = ConcurrentHashMap.newKeySet();
  private final Map<Repair, Long> repairs = new EnumMap<>(Repair.class);
  private NodeIntent wanted = NodeIntent.EMPTY;

  /** Whether the wanted intent failed for a reason that may pass. */
  private boolean retrying;

  private EndpointStatus.@Nullable Failure lastError;
  private @Nullable Instant reconciled;
  private @Nullable Future<?> nextReconciliation;
  private volatile AgentStatus status;

  /** A DNS answer that a pod got. */
  private record Told(IpAddress asker, String name, Set<IpAddress> addresses) {}

  /**
   * What an agent has from outside, apart from the kernel.
   *
   * @param steps told of each step of a change before it is taken
   */
  record Surroundings(InstantSource clock, RandomGenerator random, Consumer<String> steps) {
    static Surroundings real() {
      return new Surroundings(
          InstantSource.system(),
          RandomGenerator.getDefault(),
          step -> LOG.log(System.Logger.Level.DEBUG, "next: {0}", step));
    }
  }

  private NodeAgent(
      NodeSpec spec,
      AgentSettings settings,
      Datapath datapath,
      AgentThread thread,
      ClusterBook cluster,
      AgentNews news,
      Surroundings surroundings) {
    this.spec = spec;
    this.settings = settings;
    this.thread = thread;
    this.cluster = cluster;
    this.news = news;
    this.clock = surroundings.clock();
    this.delay = new RetryDelay(settings.reconcileEvery(), surroundings.random());
    this.node =
        new GuardedNode(
            spec, settings, datapath, cluster, news, surroundings.clock(), surroundings.steps());
    this.status = new AgentStatus(spec.name(), 0, 0, List.of(), Map.of(), List.of(), null, null);
  }

  /**
   * Starts the agent's thread, takes over what an earlier agent left in the datapath, and writes
   * the node's own addresses.
   *
   * @param cluster is told of every change before the kernel can report anything that needs it
   * @param news gets what was done, on the agent's thread
   */
  public static NodeAgent start(
      NodeSpec node,
      AgentSettings settings,
      Datapath datapath,
      LiveCluster cluster,
      Consumer<AgentEvent> news)
      throws IOException {
    return start(node, settings, datapath, cluster, news, Surroundings.real());
  }

  static NodeAgent start(
      NodeSpec node,
      AgentSettings settings,
      Datapath datapath,
      LiveCluster cluster,
      Consumer<AgentEvent> news,
      Surroundings surroundings)
      throws IOException {
    AgentThread thread = AgentThread.start(node.networkNamespace());
    NodeAgent agent =
        new NodeAgent(
            node,
            settings,
            datapath,
            thread,
            new ClusterBook(cluster),
            new AgentNews(node.name(), news),
            surroundings);
    try {
      thread.call(agent::begin);
      return agent;
    } catch (IOException | RuntimeException e) {
      agent.close();
      throw e;
    }
  }

  /**
   * Realises an intent. Endpoints whose device is missing are not ready afterwards, and guarded
   * when it comes; everything else is in force when this returns.
   *
   * @throws IntentRefusedException when it cannot be realised on this node: the one before stays,
   *     and nothing was written
   * @throws IOException when the kernel failed: the one before stays, and this one is tried again
   *     until it or another is in force
   */
  public void realise(NodeIntent intent) throws IOException {
    thread.call(() -> realiseNow(intent));
  }

  /** Compares the kernel with what is in force, and changes nothing. */
  public Reconciliation compare() throws IOException {
    return thread.call(node::compare);
  }

  /** Compares the kernel with what is in force, and repairs it; says what it found. */
  public Reconciliation reconcile() throws IOException {
    return thread.call(this::reconcileNow);
  }

  /** As of the last change or reconciliation; any thread. */
  public AgentStatus status() {
    return status;
  }

  /**
   * Learns that a pod was told addresses for a name, before the pod can use them: the first time
   * the caller waits for the agent, as DNS answers do.
   *
   * @param asker one of the pod's addresses
   */
  public void learn(IpAddress asker, String name, List<IpAddress> addresses) throws IOException {
    Told told = new Told(asker, name, Set.copyOf(addresses));
    if (!alreadyTold.contains(told)) {
      thread.call(() -> learnNow(told));
    }
  }

  @Override
  public void close() {
    thread.close();
  }

  private boolean begin() throws IOException {
    node.begin();
    publish();
    reconcileIn(settings.reconcileEvery());
    return true;
  }

  private boolean learnNow(Told told) {
    for (EndpointLife endpoint : node.endpoints().all()) {
      if (endpoint.spec().addresses().contains(told.asker)) {
        cluster.names(endpoint.id(), told.name, told.addresses);
        return alreadyTold.size() < MAX_TOLD && alreadyTold.add(told);
      }
    }
    return false;
  }

  private boolean realiseNow(NodeIntent intent) throws IOException {
    wanted = intent;
    retrying = false;
    try {
      node.realise(intent);
      lastError = null;
      delay.succeeded();
      forgetNames();
      return true;
    } catch (IntentRefusedException e) {
      refused(e);
      throw e;
    } catch (IOException | RuntimeException e) {
      failed(e);
      throw e;
    } finally {
      publish();
      reconcileIn(min(AFTER_CHANGE, delay.next()));
    }
  }

  /** What gone pods were told is forgotten. */
  private void forgetNames() {
    Set<IpAddress> present = new HashSet<>();
    node.endpoints().all().forEach(life -> present.addAll(life.spec().addresses()));
    alreadyTold.removeIf(told -> !present.contains(told.asker));
  }

  private void refused(IntentRefusedException reason) {
    Instant now = clock.instant();
    lastError = EndpointStatus.Failure.of(lastError, String.valueOf(reason.getMessage()), now);
    for (WantedEndpoint each : wanted.endpoints()) {
      EndpointLife life = node.endpoints().get(each.spec().pod());
      if (life != null) {
        String own = reason.endpoints().get(life.pod());
        life.failed(own == null ? String.valueOf(reason.getMessage()) : own, now);
      }
    }
  }

  private void failed(Exception reason) {
    retrying = true;
    delay.failed();
    Instant now = clock.instant();
    String message = String.valueOf(reason.getMessage());
    lastError = EndpointStatus.Failure.of(lastError, message, now);
    for (EndpointLife life : node.endpoints().all()) {
      if (life.state() == EndpointState.REGENERATING) {
        life.become(EndpointState.WAITING_TO_REGENERATE);
        life.failed(message, now);
        news.notRegenerated(life, message);
      }
    }
  }

  private Reconciliation reconcileNow() throws IOException {
    try {
      Reconciliation found = node.compare();
      if (!found.isEqual()) {
        node.repair();
        count(found);
      }
      node.sweep();
      reconciled = clock.instant();
      if (retrying || node.hasOtherDevices()) {
        realiseNow(wanted);
      } else {
        delay.succeeded();
      }
      return found;
    } finally {
      publish();
      reconcileIn(delay.next());
    }
  }

  /** Logs a kind of repair the first time, and counts all. */
  private void count(Reconciliation found) {
    Map<Repair, Integer> done = new EnumMap<>(Repair.class);
    found.differing().forEach(part -> done.putAll(part.repairs()));
    done.computeIfPresent(
        Repair.PROGRAM_ATTACHED,
        (_, count) -> count > node.unguarded() ? count - node.unguarded() : null);
    if (!repairs.keySet().containsAll(done.keySet())) {
      LOG.log(System.Logger.Level.WARNING, "the kernel was not as wanted, repaired: {0}", done);
    }
    done.forEach((repair, count) -> repairs.merge(repair, (long) count, Long::sum));
  }

  private void reconcileIn(Duration time) {
    if (nextReconciliation != null) {
      nextReconciliation.cancel(false);
    }
    nextReconciliation = thread.later(time, this::reconcileByTimer);
  }

  private void reconcileByTimer() {
    try {
      reconcileNow();
    } catch (IOException | RuntimeException e) {
      if (!retrying) {
        delay.failed();
      }
      if (lastError == null || lastError.count() == 1) {
        LOG.log(System.Logger.Level.WARNING, "reconciliation failed, and is tried again", e);
      }
      if (!retrying) {
        String message = String.valueOf(e.getMessage());
        lastError = EndpointStatus.Failure.of(lastError, message, clock.instant());
      }
      publish();
    }
  }

  private void publish() {
    int revision = wanted.revision();
    for (WantedEndpoint each : wanted.endpoints()) {
      EndpointLife life = node.endpoints().get(each.spec().pod());
      if (life != null) {
        life.wanted(revision);
      }
    }
    status =
        new AgentStatus(
            spec.name(),
            revision,
            node.inForce().intent().revision(),
            node.endpoints().all().stream().map(EndpointLife::status).toList(),
            repairs,
            node.fills(),
            lastError,
            reconciled);
  }

  private static Duration min(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }
}
