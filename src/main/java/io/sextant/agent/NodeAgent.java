package io.sextant.agent;

import io.sextant.control.AddressEntry;
import io.sextant.control.EndpointSpec;
import io.sextant.control.IdentityAllocator;
import io.sextant.control.LiveCluster;
import io.sextant.datapath.Datapath;
import io.sextant.datapath.sys.NetworkDevice;
import io.sextant.flow.AgentEvent;
import io.sextant.flow.Cidr;
import io.sextant.flow.Identities;
import io.sextant.flow.IpAddress;
import io.sextant.policy.CompiledPolicy;
import io.sextant.policy.Identity;
import io.sextant.policy.Policy;
import io.sextant.policy.PolicyCompiler;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the kernel at what was asked for: endpoints with their rules, addresses with their
 * identities.
 *
 * <p>Everything may be asked for twice and happens once. What fails half-way is taken back and
 * thrown. Closing ends the agent only; the datapath stays as it is.
 *
 * <p>The datapath does not keep what its numbers mean, so an agent that starts on one which an
 * earlier agent left clears it first: from {@link #start} until its pod is added again a device's
 * packets pass unjudged.
 */
public final class NodeAgent implements AutoCloseable {
  private static final int LAST_ENDPOINT = 0xffff;
  private static final int MAX_TOLD = 10_000;

  private final NodeSpec node;
  private final Datapath datapath;
  private final AgentThread thread;
  private final ClusterBook book;
  private final AgentNews news;
  private final IdentityAllocator allocator = new IdentityAllocator();
  private final RuleBook rules;
  private final AddressBook addresses;
  private final Map<Integer, GuardedEndpoint> endpoints = new LinkedHashMap<>();
  private final Set<Told> alreadyTold = ConcurrentHashMap.newKeySet();
  private List<Policy> policies = List.of();
  private int revision = 1;
  private int lastRevision = 1;

  /** Whether the kernel may hold something else than {@link #policies}. */
  private boolean torn;

  private int lastId;

  /** A DNS answer that a pod got. */
  private record Told(IpAddress asker, String name, Set<IpAddress> addresses) {}

  private NodeAgent(
      NodeSpec node, Datapath datapath, AgentThread thread, ClusterBook book, AgentNews news) {
    this.node = node;
    this.datapath = datapath;
    this.thread = thread;
    this.book = book;
    this.news = news;
    this.rules = new RuleBook(datapath.ruleSets());
    this.addresses = new AddressBook(datapath.addresses(), book);
  }

  /**
   * Starts the agent's thread, clears what an earlier agent left in the datapath, and writes the
   * node's own addresses.
   *
   * @param cluster is told of every change before the kernel can report anything that needs it
   * @param news gets what was done, on the agent's thread
   */
  public static NodeAgent start(
      NodeSpec node, Datapath datapath, LiveCluster cluster, Consumer<AgentEvent> news)
      throws IOException {
    AgentThread thread = AgentThread.start(node.networkNamespace());
    NodeAgent agent =
        new NodeAgent(
            node, datapath, thread, new ClusterBook(cluster), new AgentNews(node.name(), news));
    try {
      thread.call(agent::begin);
      return agent;
    } catch (IOException | RuntimeException e) {
      agent.close();
      throw e;
    }
  }

  /** Makes endpoints of pods: identity, addresses, rules, programs. On failure none of them is. */
  public void add(List<EndpointSpec> specs) throws IOException {
    thread.call(() -> addNow(specs));
  }

  /** Forgets a pod; false when it is not known. Its device may be gone already. */
  public boolean remove(String namespace, String podName) throws IOException {
    return thread.call(() -> removeNow(namespace, podName));
  }

  /** Replaces all policies; gives their revision. */
  public int setPolicies(List<Policy> wanted) throws IOException {
    return thread.call(() -> setPoliciesNow(List.copyOf(wanted)));
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

  private boolean learnNow(Told told) {
    for (GuardedEndpoint endpoint : endpoints.values()) {
      if (endpoint.spec().addresses().contains(told.asker)) {
        book.names(endpoint.id(), told.name, told.addresses);
        return alreadyTold.size() < MAX_TOLD && alreadyTold.add(told);
      }
    }
    return false;
  }

  private boolean begin() throws IOException {
    clear();
    book.node(node.name());
    for (IpAddress own : node.addresses()) {
      addresses.map(new AddressEntry(Cidr.of(own), Identities.HOST, null));
    }
    book.identities(allocator.all());
    book.publish();
    news.started();
    return true;
  }

  /** Numbers of an earlier agent would soon mean something else, and nobody can tell them apart. */
  private void clear() throws IOException {
    Set<Integer> devices = new TreeSet<>(datapath.attached());
    devices.addAll(datapath.endpoints().all().keySet());
    for (int ifindex : devices) {
      datapath.detach(ifindex);
      datapath.endpoints().remove(ifindex);
    }
    datapath.connections().clear();
    addresses.removeUnknown();
    datapath.ruleSets().dropUnused(Set.of());
    if (!devices.isEmpty()) {
      System.getLogger(NodeAgent.class.getName())
          .log(
              System.Logger.Level.WARNING,
              "{0} devices of an earlier agent are unguarded until their pods are added again",
              devices.size());
    }
  }

  private boolean addNow(List<EndpointSpec> specs) throws IOException {
    List<GuardedEndpoint> fresh = new ArrayList<>();
    for (EndpointSpec spec : specs) {
      if (find(spec.namespace(), spec.podName()) == null) {
        fresh.add(prepare(spec));
      }
    }
    for (GuardedEndpoint endpoint : fresh) {
      endpoints.put(endpoint.id(), endpoint);
      book.endpoint(endpoint);
    }
    try {
      regenerate();
      for (GuardedEndpoint endpoint : fresh) {
        open(endpoint);
      }
      dropUnused();
      return true;
    } catch (IOException | RuntimeException e) {
      for (GuardedEndpoint endpoint : fresh) {
        takeBack(endpoint, e);
      }
      book.publish();
      throw e;
    }
  }

  private GuardedEndpoint prepare(EndpointSpec spec) throws IOException {
    int ifindex = NetworkDevice.index(spec.device());
    Identity identity = allocator.allocate(spec.labels());
    return new GuardedEndpoint(nextId(), ifindex, spec, identity, GuardedEndpoint.Enforced.NOTHING);
  }

  /** The order matters: what judges a packet is there before the program that asks for it. */
  private void open(GuardedEndpoint endpoint) throws IOException {
    for (IpAddress address : endpoint.spec().addresses()) {
      addresses.map(
          new AddressEntry(Cidr.of(address), endpoint.identity().number(), endpoint.spec().pod()));
      news.addressMapped(Cidr.of(address), endpoint);
    }
    book.publish();
    datapath.attach(endpoint.ifindex());
    news.created(endpoint);
  }

  private boolean removeNow(String namespace, String podName) throws IOException {
    GuardedEndpoint endpoint = find(namespace, podName);
    if (endpoint == null) {
      return false;
    }
    close(endpoint);
    forget(endpoint);
    dropUnused();
    endpoint.spec().addresses().forEach(a -> news.addressUnmapped(Cidr.of(a), endpoint));
    news.deleted(endpoint);
    book.publish();
    return true;
  }

  private void close(GuardedEndpoint endpoint) throws IOException {
    datapath.detach(endpoint.ifindex());
    datapath.endpoints().remove(endpoint.ifindex());
    datapath.connections().removeDevice(endpoint.ifindex());
    for (IpAddress address : endpoint.spec().addresses()) {
      addresses.unmap(Cidr.of(address));
    }
  }

  private void forget(GuardedEndpoint endpoint) {
    endpoints.remove(endpoint.id());
    alreadyTold.removeIf(told -> endpoint.spec().addresses().contains(told.asker));
    book.endpointGone(endpoint);
  }

  private void takeBack(GuardedEndpoint endpoint, Exception reason) {
    try {
      close(endpoint);
    } catch (IOException | RuntimeException e) {
      reason.addSuppressed(e);
    }
    forget(endpoint);
  }

  /** Rules know a range's identity before addresses have it: no packet meets unknown numbers. */
  private int setPoliciesNow(List<Policy> wanted) throws IOException {
    if (wanted.equals(policies) && !torn) {
      return revision;
    }
    List<Policy> before = policies;
    int revisionBefore = revision;
    try {
      torn = true;
      enact(wanted, ++lastRevision);
    } catch (IOException | RuntimeException e) {
      putBack(before, revisionBefore, e);
      throw e;
    }
    news.policiesChanged(before, wanted, revision);
    return revision;
  }

  private void putBack(List<Policy> before, int revisionBefore, Exception reason) {
    try {
      enact(before, revisionBefore);
    } catch (IOException | RuntimeException e) {
      reason.addSuppressed(e);
    }
  }

  private void enact(List<Policy> next, int nextRevision) throws IOException {
    policies = next;
    revision = nextRevision;
    Set<Cidr> named = PolicyCompiler.ranges(next);
    Map<Cidr, Integer> ranges = new LinkedHashMap<>();
    named.forEach(range -> ranges.put(range, allocator.allocate(range, named).number()));
    regenerate();
    addresses.mapRanges(ranges);
    dropUnused();
    book.policies(next, nextRevision);
    book.publish();
    torn = false;
  }

  /** Compiles for all endpoints, and gives new rules to those whose rules changed. */
  private void regenerate() throws IOException {
    PolicyCompiler compiler = new PolicyCompiler(policies, allocator.all());
    Map<GuardedEndpoint, CompiledPolicy> wanted = new LinkedHashMap<>();
    for (GuardedEndpoint endpoint : endpoints.values()) {
      wanted.put(endpoint, compiler.compile(endpoint.identity()));
    }
    rules.write(revision, wanted.values());
    book.identities(allocator.all());
    book.rules(rules.rules());
    book.publish();
    for (Map.Entry<GuardedEndpoint, CompiledPolicy> each : wanted.entrySet()) {
      enforce(each.getKey(), rules.enforced(each.getValue(), revision));
    }
  }

  /** Last, so that until then the rules before can be put in force again without writing any. */
  private void dropUnused() throws IOException {
    rules.dropUnused(endpoints.values());
    book.rulesGone(rules.retire(lastRevision));
  }

  private void enforce(GuardedEndpoint endpoint, GuardedEndpoint.Enforced next) throws IOException {
    if (!next.equals(endpoint.policy())) {
      GuardedEndpoint changed = endpoint.under(next);
      datapath.endpoints().put(changed.ifindex(), changed.toKernel());
      endpoints.put(changed.id(), changed);
      news.regenerated(changed);
    }
  }

  private @Nullable GuardedEndpoint find(String namespace, String podName) {
    return endpoints.values().stream()
        .filter(endpoint -> endpoint.spec().isPod(namespace, podName))
        .findFirst()
        .orElse(null);
  }

  private int nextId() {
    do {
      lastId = lastId % LAST_ENDPOINT + 1;
    } while (endpoints.containsKey(lastId));
    return lastId;
  }
}
