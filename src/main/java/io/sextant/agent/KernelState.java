package io.sextant.agent;

import io.sextant.datapath.AddressPrefix;
import io.sextant.datapath.Datapath;
import io.sextant.datapath.Endpoint;
import io.sextant.datapath.EndpointFlag;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * Endpoints, addresses and programs in the kernel as far as this agent wrote or read them, and the
 * way from there to a target on which every packet is judged as before or as after.
 */
final class KernelState {
  private static final Set<EndpointFlag> ENFORCE_ALL =
      Set.of(EndpointFlag.ENFORCE_INGRESS, EndpointFlag.ENFORCE_EGRESS);

  private final Datapath datapath;
  private final Consumer<String> steps;
  private final Map<Integer, Endpoint> endpoints = new TreeMap<>();
  private final Map<AddressPrefix, Integer> addresses = new HashMap<>();

  /** Devices that the programs are on as they should be. */
  private final Set<Integer> guarded = new TreeSet<>();

  /** Devices that a pin says a program is on. */
  private final Set<Integer> pinned = new TreeSet<>();

  /**
   * @param steps told of each step before it is taken
   */
  KernelState(Datapath datapath, Consumer<String> steps) {
    this.datapath = datapath;
    this.steps = steps;
  }

  /** Reads what the kernel holds. */
  void read() throws IOException {
    Map<Integer, Endpoint> realEndpoints = datapath.endpoints().all();
    Map<AddressPrefix, Integer> realAddresses = datapath.addresses().all();
    Set<Integer> attached = new TreeSet<>(datapath.attached());
    replace(endpoints, realEndpoints);
    replace(addresses, realAddresses);
    pinned.clear();
    pinned.addAll(attached);
    guarded.clear();
    for (int ifindex : attached) {
      if (datapath.isAttached(ifindex)) {
        guarded.add(ifindex);
      }
    }
  }

  private static <K, V> void replace(Map<K, V> all, Map<K, V> by) {
    all.clear();
    all.putAll(by);
  }

  /** What it holds, now and later. */
  Target held() {
    return new Target(endpoints, addresses);
  }

  /** Holds it against a target. */
  List<Reconciliation.Part> compare(Target target) {
    Map<Integer, Boolean> programs = new TreeMap<>();
    target.endpoints().keySet().forEach(ifindex -> programs.put(ifindex, true));
    Map<Integer, Boolean> real = new TreeMap<>();
    pinned.forEach(ifindex -> real.put(ifindex, guarded.contains(ifindex)));
    return List.of(
        Reconciliation.Part.of(
            Reconciliation.Thing.ENDPOINTS, target.endpoints(), Map.copyOf(endpoints)),
        Reconciliation.Part.of(
            Reconciliation.Thing.ADDRESSES, target.addresses(), Map.copyOf(addresses)),
        Reconciliation.Part.of(Reconciliation.Thing.PROGRAMS, programs, real));
  }

  /**
   * Brings the kernel to the target; the rule sets that it names are there. What is wanted already
   * is not touched.
   *
   * @return devices that could not get the programs, and why
   */
  Map<Integer, IOException> bring(Target target) throws IOException {
    if (flip(target) && !target.addresses().equals(addresses)) {
      steps.accept("packets in hand");
      datapath.awaitPackets();
    }
    map(target);
    Map<Integer, IOException> unguarded = attach(target);
    settle(target);
    removeEndpoints(target);
    removeAddresses(target);
    return unguarded;
  }

  /**
   * Refuses everything, until endpoints are flipped to a target: for a change of what identities'
   * numbers mean, when rules and addresses cannot speak of both at once.
   */
  void close() throws IOException {
    for (Map.Entry<Integer, Endpoint> each : Map.copyOf(endpoints).entrySet()) {
      Endpoint open = each.getValue();
      put(
          each.getKey(),
          new Endpoint(Math.max(1, open.id()), open.identity(), 0, open.revision(), ENFORCE_ALL));
    }
    datapath.awaitPackets();
  }

  /** True if a packet may have been judged by what is gone now. */
  private boolean flip(Target target) throws IOException {
    boolean flipped = false;
    for (Map.Entry<Integer, Endpoint> each : target.endpoints().entrySet()) {
      Endpoint before = endpoints.get(each.getKey());
      Endpoint after = each.getValue();
      if (!after.equals(before)) {
        put(each.getKey(), before == null ? after : moving(before, after));
        flipped |= before != null;
      }
    }
    return flipped;
  }

  private static Endpoint moving(Endpoint before, Endpoint after) {
    return before.identity() == after.identity() ? after : after.after(before.identity());
  }

  private void map(Target target) throws IOException {
    Map<AddressPrefix, Integer> changed = new HashMap<>();
    target
        .addresses()
        .forEach((prefix, identity) -> {
          if (!identity.equals(addresses.get(prefix))) {
            changed.put(prefix, identity);
          }
        });
    if (!changed.isEmpty()) {
      steps.accept("addresses");
      datapath.addresses().putAll(changed);
      addresses.putAll(changed);
    }
  }

  private Map<Integer, IOException> attach(Target target) {
    Map<Integer, IOException> failed = new TreeMap<>();
    for (int ifindex : target.endpoints().keySet()) {
      if (!guarded.contains(ifindex)) {
        steps.accept("programs on device " + ifindex);
        try {
          datapath.attach(ifindex);
          guarded.add(ifindex);
          pinned.add(ifindex);
        } catch (IOException e) {
          failed.put(ifindex, e);
        }
      }
    }
    return failed;
  }

  /** Addresses have their new identities: the former ones are nobody's. */
  private void settle(Target target) throws IOException {
    for (Map.Entry<Integer, Endpoint> each : target.endpoints().entrySet()) {
      if (!each.getValue().equals(endpoints.get(each.getKey()))) {
        put(each.getKey(), each.getValue());
      }
    }
  }

  private void put(int ifindex, Endpoint endpoint) throws IOException {
    steps.accept("endpoint of device " + ifindex);
    datapath.endpoints().put(ifindex, endpoint);
    endpoints.put(ifindex, endpoint);
  }

  private void removeEndpoints(Target target) throws IOException {
    Set<Integer> gone = new TreeSet<>(endpoints.keySet());
    gone.addAll(pinned);
    gone.removeAll(target.endpoints().keySet());
    for (int ifindex : gone) {
      steps.accept("programs off device " + ifindex);
      datapath.detach(ifindex);
      guarded.remove(ifindex);
      pinned.remove(ifindex);
      steps.accept("no endpoint of device " + ifindex);
      datapath.endpoints().remove(ifindex);
      endpoints.remove(ifindex);
      datapath.connections().removeDevice(ifindex);
    }
  }

  private void removeAddresses(Target target) throws IOException {
    for (AddressPrefix prefix : new ArrayList<>(addresses.keySet())) {
      if (!target.addresses().containsKey(prefix)) {
        steps.accept("no address " + prefix);
        datapath.addresses().remove(prefix);
        addresses.remove(prefix);
      }
    }
  }
}
