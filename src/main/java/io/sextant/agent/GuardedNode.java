package io.sextant.agent;

import io.sextant.control.AddressEntry;
import io.sextant.control.NodeIntent;
import io.sextant.control.WantedEndpoint;
import io.sextant.datapath.Datapath;
import io.sextant.datapath.sys.NetworkDevice;
import io.sextant.enrich.PodName;
import io.sextant.flow.Cidr;
import io.sextant.policy.CompiledPolicy;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The node as it is guarded: what is in force, and the way to the next intent.
 *
 * <pre>
 * checked ─► numbered, state saved ─► rule sets ─► told to the cluster
 *   ─► endpoints, addresses, programs ({@link KernelState}) ─► unused sets go
 * </pre>
 *
 * <p>The state is saved before the kernel learns a number, so that whenever this process ends, the
 * next one knows what the numbers mean. Belongs to the agent's thread.
 */
final class GuardedNode {
  /** Rule sets without endpoints that are kept until the next reconciliation. */
  private static final int MOST_UNUSED = 64;

  private final NodeSpec spec;
  private final Datapath datapath;
  private final ClusterBook cluster;
  private final AgentNews news;
  private final InstantSource clock;
  private final Consumer<String> steps;
  private final RuleBook rules;
  private final KernelState kernel;
  private final EndpointBook endpoints = new EndpointBook();
  private final Regeneration regeneration;
  private final Admission admission;
  private final NodeStateFile stateFile;
  private InForce inForce = InForce.of(NodeIntent.EMPTY, List.of(), Map.of());

  /** Nothing but the kernel knows what is in force: until the first intent it stays as it is. */
  private boolean adopted;

  /** Whether what the kernel's numbers mean is not known. */
  private boolean meaningLost;

  /** Whether the last way back failed, so that the kernel may hold something else. */
  private boolean torn;

  GuardedNode(
      NodeSpec spec,
      AgentSettings settings,
      Datapath datapath,
      ClusterBook cluster,
      AgentNews news,
      InstantSource clock,
      Consumer<String> steps) {
    this.spec = spec;
    this.datapath = datapath;
    this.cluster = cluster;
    this.news = news;
    this.clock = clock;
    this.steps = steps;
    this.regeneration = new Regeneration(endpoints, cluster, news, clock);
    this.rules = new RuleBook(datapath.ruleSets());
    this.kernel = new KernelState(datapath, steps);
    this.admission = new Admission(datapath, settings.mostRules());
    this.stateFile = new NodeStateFile(settings.stateDirectory());
  }

  /** Takes over what is in the kernel, and writes the node's own addresses. */
  void begin() throws IOException {
    kernel.read();
    NodeStateFile.Found found = stateFile.read();
    Adoption adoption = Adoption.of(found.state(), kernel.held(), spec);
    adopted = adoption.isAdopted();
    meaningLost = adopted && found.problem() != null;
    inForce = adoption.inForce();
    rules.restore(found.state());
    adoption.lives().forEach(life -> endpoints.restore(life, found.state().lastEndpoint()));
    show(adoption.lives());
    kernel.bring(inForce.target());
    if (!adopted) {
      rules.dropUnused(List.of());
    }
    news.started();
    if (adopted) {
      tellOfAdoption(found, adoption.lives().size());
    }
  }

  private void show(List<EndpointLife> restored) {
    cluster.node(spec.name());
    cluster.identities(inForce.identities());
    cluster.rules(rules.rules());
    cluster.addresses(inForce.addresses().values());
    for (EndpointLife life : restored) {
      cluster.endpoint(life.id(), life.ifindex(), life.spec(), life.identity().number());
    }
    cluster.publish();
  }

  private void tellOfAdoption(NodeStateFile.Found found, int restored) {
    System.getLogger(NodeAgent.class.getName())
        .log(
            meaningLost ? System.Logger.Level.WARNING : System.Logger.Level.INFO,
            "{0} endpoints of an earlier agent stay in force until the first intent, {1} of them"
                + " known by name{2}",
            inForce.target().endpoints().size(),
            restored,
            found.problem() == null ? "" : ": " + found.problem());
  }

  InForce inForce() {
    return inForce;
  }

  EndpointBook endpoints() {
    return endpoints;
  }

  List<AgentStatus.Fill> fills() {
    Target held = kernel.held();
    return List.of(
        new AgentStatus.Fill("endpoints", held.endpoints().size(), datapath.endpoints().capacity()),
        new AgentStatus.Fill("addresses", held.addresses().size(), datapath.addresses().capacity()),
        new AgentStatus.Fill("rule_sets", rules.size(), datapath.ruleSets().capacity()));
  }

  /** Whether a device came, went, or has another number since the intent was realised. */
  boolean hasOtherDevices() {
    Map<PodName, Integer> known = new HashMap<>();
    inForce.endpoints().forEach(each -> known.put(each.spec().pod(), each.ifindex()));
    return inForce.intent().endpoints().stream()
        .anyMatch(
            each -> indexOf(each) != known.getOrDefault(each.spec().pod(), EndpointLife.NONE));
  }

  /**
   * Realises an intent, or leaves the one before in force.
   *
   * @throws IntentRefusedException when it cannot be realised here; nothing was written
   * @throws IOException when the kernel failed; what was written is taken back
   */
  void realise(NodeIntent intent) throws IOException {
    Admission.checkSense(intent);
    Instant begin = clock.instant();
    InForce next = plan(intent);
    List<CompiledPolicy> policies = intent.endpoints().stream().map(WantedEndpoint::rules).toList();
    List<CompiledPolicy> missing = rules.missing(policies);
    if (rules.size() + missing.size() > datapath.ruleSets().capacity()) {
      sweep();
      missing = rules.missing(policies);
    }
    admission.checkSize(intent, kernel.held(), next.target(), rules.size() + missing.size());
    InForce before = inForce;
    boolean cleanUp = adopted;
    try {
      enact(next, missing);
    } catch (IOException | RuntimeException e) {
      putBack(before, e);
      throw e;
    }
    finish(before, begin, cleanUp);
  }

  /**
   * Drops rule sets that no endpoint has any more. Not part of a change, since it waits for the
   * kernel, and since the next change may want them again.
   */
  void sweep() throws IOException {
    if (!adopted && rules.unused(inForce.endpoints()) > 0) {
      steps.accept("unused rule sets");
      datapath.awaitPackets();
      rules.dropUnused(inForce.endpoints());
    }
  }

  private InForce plan(NodeIntent intent) {
    Map<Integer, Integer> strangers = new HashMap<>();
    kernel.held().endpoints().forEach((ifindex, held) -> strangers.put(ifindex, held.id()));
    endpoints.all().forEach(life -> strangers.remove(life.ifindex()));
    List<GuardedEndpoint> planned = new ArrayList<>();
    for (WantedEndpoint wanted : intent.endpoints()) {
      int ifindex = indexOf(wanted);
      if (ifindex != EndpointLife.NONE) {
        int id = endpoints.enter(wanted, ifindex, strangers).id();
        planned.add(new GuardedEndpoint(id, ifindex, wanted, 0, intent.revision()));
      } else {
        endpoints.enterWithoutDevice(wanted);
      }
    }
    Map<Cidr, AddressEntry> addresses = new LinkedHashMap<>();
    intent.addresses().forEach(entry -> addresses.put(entry.prefix(), entry));
    spec.addresses().forEach(own -> addresses.put(Cidr.of(own), Adoption.host(own)));
    return InForce.of(intent, planned, addresses);
  }

  private static int indexOf(WantedEndpoint wanted) {
    try {
      return NetworkDevice.index(wanted.spec().device());
    } catch (IOException e) {
      return EndpointLife.NONE;
    }
  }

  private void enact(InForce planned, List<CompiledPolicy> missing) throws IOException {
    int revision = planned.intent().revision();
    if (torn) {
      kernel.read();
    }
    rules.number(revision, missing);
    steps.accept("state");
    save(planned);
    steps.accept("rule sets");
    rules.write(revision, missing);
    InForce next = planned.with(rules);
    tell(next);
    Target held = kernel.held();
    regeneration.begin(next.endpoints(), each -> changes(each, held));
    if (meaningLost || next.contradicts(inForce)) {
      kernel.close();
    }
    regeneration.enforced(kernel.bring(next.target()));
    inForce = next;
    adopted = false;
    meaningLost = false;
    torn = false;
  }

  private boolean changes(GuardedEndpoint endpoint, Target held) {
    EndpointLife life = regeneration.life(endpoint);
    return !endpoint.toKernel().equals(held.endpoints().get(endpoint.ifindex()))
        || !life.isRealised()
        || life.state() != EndpointState.READY;
  }

  private void tell(InForce next) {
    cluster.identities(next.identities());
    cluster.rules(rules.rules());
    cluster.addresses(next.addresses().values());
    next.endpoints()
        .forEach(each -> cluster.endpoint(each.id(), each.ifindex(), each.spec(), each.identity()));
    cluster.publish();
  }

  /** Both what is in the kernel and what will be: the next agent finds either. */
  private void save(InForce next) throws IOException {
    stateFile.write(NodeState.of(endpoints, rules, inForce, next));
  }

  private void putBack(InForce before, Exception reason) {
    inForce = before;
    try {
      kernel.read();
      kernel.bring(before.target());
      tell(before);
      cluster.onlyAddresses(before.addresses().keySet());
      cluster.publish();
    } catch (IOException | RuntimeException e) {
      torn = true;
      reason.addSuppressed(e);
    }
  }

  /** The intent is in force: what is no longer wanted goes, and everybody is told. */
  private void finish(InForce before, Instant begin, boolean cleanUp) throws IOException {
    Duration took = Duration.between(begin, clock.instant());
    NodeIntent intent = inForce.intent();
    Set<PodName> wanted = new HashSet<>();
    intent.endpoints().forEach(each -> wanted.add(each.spec().pod()));
    news.addressesChanged(before.addresses(), inForce.addresses());
    endpoints.others(wanted).forEach(life -> regeneration.disconnected(life, inForce.endpoints()));
    regeneration.end(took);
    inForce.endpoints().forEach(each -> wanted.remove(each.spec().pod()));
    wanted.forEach(regeneration::lost);
    if (cleanUp || rules.unused(inForce.endpoints()) > MOST_UNUSED) {
      sweep();
    }
    cluster.rulesGone(rules.retire(intent.revision(), inForce.endpoints()));
    cluster.onlyAddresses(inForce.addresses().keySet());
    cluster.onlyIdentities(inForce.identities());
    cluster.policies(intent.policies(), intent.revision());
    cluster.publish();
    news.policiesChanged(before.intent().policies(), intent.policies(), intent.revision());
  }

  /** Reads the kernel, and holds it against what is in force. */
  Reconciliation compare() throws IOException {
    kernel.read();
    List<Reconciliation.Part> parts = new ArrayList<>(kernel.compare(inForce.target()));
    parts.add(rules.compare());
    Map<String, String> pins = new HashMap<>();
    datapath.lostPins().forEach(name -> pins.put(name, "pinned"));
    parts.add(Reconciliation.Part.of(Reconciliation.Thing.PINS, pins, Map.of()));
    return new Reconciliation(clock.instant(), inForce.intent().revision(), parts);
  }

  /** Brings the kernel back to what is in force. */
  void repair() throws IOException {
    for (String pin : datapath.lostPins()) {
      datapath.pinAgain(pin);
    }
    rules.forgetBroken();
    rules.write(
        inForce.intent().revision(),
        rules.missing(inForce.endpoints().stream().map(each -> each.wanted().rules()).toList()));
    if (!adopted) {
      inForce = inForce.with(rules);
    }
    Instant begin = clock.instant();
    regeneration.begin(
        inForce.endpoints(), each -> regeneration.life(each).state() == EndpointState.NOT_READY);
    regeneration.enforced(kernel.bring(inForce.target()));
    regeneration.end(Duration.between(begin, clock.instant()));
    datapath.addresses().removeForeign();
    if (!adopted) {
      rules.dropUnused(inForce.endpoints());
    }
  }

  /** How many devices still have no programs. */
  int unguarded() {
    return regeneration.unguarded();
  }
}
