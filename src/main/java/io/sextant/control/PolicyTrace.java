package io.sextant.control;

import io.sextant.enrich.PodName;
import io.sextant.flow.Cidr;
import io.sextant.flow.Endpoint;
import io.sextant.flow.Identities;
import io.sextant.flow.IpAddress;
import io.sextant.flow.L4Protocol;
import io.sextant.manifest.ClusterObjects;
import io.sextant.policy.ConnectionDecision;
import io.sextant.policy.EnforcementMode;
import io.sextant.policy.Evaluator;
import io.sextant.policy.Identity;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Says what policies make of a connection between pods or addresses, and why. Any thread. */
public final class PolicyTrace {
  private static final int SUGGESTED = 5;

  private final Evaluator evaluator;
  private final Population population;
  private final Map<Integer, Identity> identities = new HashMap<>();
  private final Map<PodName, Integer> pods = new HashMap<>();

  PolicyTrace(Plan plan) {
    evaluator = new Evaluator(plan.policies());
    population = plan.population();
    plan.last().identities().forEach(each -> identities.put(each.number(), each));
    for (AddressEntry entry : population.addresses().values()) {
      if (entry.pod() != null) {
        pods.put(entry.pod(), entry.identity());
      }
    }
  }

  /**
   * Of objects that no node enforces yet.
   *
   * @throws IllegalStateException when they cannot be: why
   */
  public static PolicyTrace of(PlannerSettings settings, ClusterObjects objects) {
    Planner planner =
        new Planner(settings, new IdentityAllocator(), new AtomicInteger()::incrementAndGet);
    Plan plan = planner.plan(Plan.EMPTY, Wanted.NOTHING.with(objects));
    return new PolicyTrace(plan);
  }

  /**
   * A connection.
   *
   * @param source {@code namespace/pod} or an address, as is the destination
   * @throws UnknownEnd for a pod that is not known
   * @throws IllegalStateException while no policies are in force yet
   */
  public ConnectionDecision decide(
      String source, String destination, L4Protocol protocol, int port) {
    return evaluator.decide(end(source), end(destination), protocol, port);
  }

  /**
   * A connection that was seen. A pod that is gone is judged by its identity of then.
   *
   * @return empty when nothing is known any more of who was at an end
   */
  public Optional<ConnectionDecision> decide(FlowConnection seen) {
    return end(seen.source())
        .flatMap(source ->
            end(seen.destination())
                .map(destination ->
                    evaluator.decide(source, destination, seen.protocol(), seen.port())));
  }

  private Optional<Evaluator.End> end(FlowConnection.End seen) {
    Endpoint endpoint = seen.endpoint();
    PodName name = new PodName(endpoint.namespace(), endpoint.podName());
    Integer now = pods.get(name);
    if (now != null) {
      return Optional.of(end(now, name));
    }
    Identity then = identities.get(endpoint.identity());
    if (then != null && then.isPod()) {
      return Optional.of(new Evaluator.End(then, EnforcementMode.DEFAULT));
    }
    IpAddress address = seen.address();
    return address == null || !endpoint.podName().isEmpty() || identities.isEmpty()
        ? Optional.empty()
        : Optional.of(end(address));
  }

  private Evaluator.End end(IpAddress address) {
    AddressEntry entry = entry(address);
    return end(
        entry == null ? Identities.WORLD : entry.identity(), entry == null ? null : entry.pod());
  }

  private Evaluator.End end(String text) {
    if (identities.isEmpty()) {
      throw new IllegalStateException("no policies are in force yet: ask again in a moment");
    }
    IpAddress address = IpAddress.parseOrNull(text);
    if (address != null) {
      return end(address);
    }
    String[] parts = text.split("/", -1);
    PodName name = parts.length == 2 ? new PodName(parts[0], parts[1]) : null;
    Integer identity = name == null ? null : pods.get(name);
    if (identity == null) {
      throw new UnknownEnd(
          text,
          "a known pod as NAMESPACE/POD%sor an address".formatted(suggestions(pods.keySet())));
    }
    return end(identity, name);
  }

  private Evaluator.End end(int identity, @Nullable PodName pod) {
    Population.Resident resident = pod == null ? null : population.residents().get(pod);
    EnforcementMode mode = resident == null ? EnforcementMode.DEFAULT : resident.mode();
    return new Evaluator.End(
        Objects.requireNonNull(identities.get(identity), "an address without identity"), mode);
  }

  /** The longest range around an address. */
  private @Nullable AddressEntry entry(IpAddress address) {
    for (int length = address.isV4() ? 32 : 128; length >= 0; length--) {
      AddressEntry entry = population.addresses().get(new Cidr(address, length));
      if (entry != null) {
        return entry;
      }
    }
    return null;
  }

  /** An end of a connection that is neither a pod that is known nor an address. */
  public static final class UnknownEnd extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final String end;
    private final String expected;

    private UnknownEnd(String end, String expected) {
      super("\"%s\" is no pod that is known and no address: expected %s".formatted(end, expected));
      this.end = end;
      this.expected = expected;
    }

    /** As it was asked for. */
    public String end() {
      return end;
    }

    /** What would be right. */
    public String expected() {
      return expected;
    }
  }

  private static String suggestions(Collection<PodName> known) {
    if (known.isEmpty()) {
      return " ";
    }
    TreeSet<String> names = new TreeSet<>();
    known.forEach(pod -> names.add(pod.namespace() + "/" + pod.name()));
    return names.stream().limit(SUGGESTED).collect(Collectors.joining(", ", ", such as ", ", "));
  }
}
