package io.sextant.agent;

import io.sextant.control.AddressEntry;
import io.sextant.control.NodeIntent;
import io.sextant.datapath.Endpoint;
import io.sextant.enrich.PodName;
import io.sextant.flow.Cidr;
import io.sextant.flow.Identities;
import io.sextant.flow.IpAddress;
import io.sextant.policy.Identity;
import io.sextant.policy.Traits;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What an earlier agent left in the kernel, with what its state file says of it.
 *
 * @param lives endpoints that are in both
 * @param inForce what goes on being enforced: all that is in the kernel, and the node's addresses;
 *     when no endpoint is, these addresses only
 */
record Adoption(boolean isAdopted, List<EndpointLife> lives, InForce inForce) {

  static Adoption of(NodeState state, Target held, NodeSpec node) {
    Map<Cidr, AddressEntry> addresses = new LinkedHashMap<>();
    boolean adopted = !held.endpoints().isEmpty();
    List<EndpointLife> lives = adopted ? lives(state, held) : List.of();
    if (adopted) {
      addresses.putAll(addresses(lives, held));
    }
    node.addresses().forEach(own -> addresses.put(Cidr.of(own), host(own)));
    InForce own = InForce.of(NodeIntent.EMPTY, List.of(), addresses);
    InForce inForce =
        new InForce(
            NodeIntent.EMPTY,
            List.of(),
            addresses,
            adopted ? state.identities() : List.of(),
            new Target(Map.copyOf(held.endpoints()), own.target().addresses()));
    return new Adoption(adopted, lives, inForce);
  }

  static AddressEntry host(IpAddress own) {
    return new AddressEntry(Cidr.of(own), Identities.HOST, null);
  }

  private static List<EndpointLife> lives(NodeState state, Target held) {
    Map<Integer, List<String>> labels = new HashMap<>();
    state.identities().forEach(each -> labels.put(each.number(), each.labels()));
    List<EndpointLife> lives = new ArrayList<>();
    for (NodeState.KnownEndpoint known : state.endpoints()) {
      Endpoint endpoint = held.endpoints().get(known.ifindex());
      if (endpoint != null && endpoint.id() == known.id()) {
        int number = endpoint.identity();
        Identity identity =
            new Identity(number, labels.getOrDefault(number, known.labels()), Traits.NONE);
        EndpointLife life = new EndpointLife(known.spec(), identity, EndpointState.RESTORING);
        life.number(known.id(), known.ifindex());
        lives.add(life);
      }
    }
    return lives;
  }

  private static Map<Cidr, AddressEntry> addresses(List<EndpointLife> lives, Target held) {
    Map<Cidr, PodName> pods = new HashMap<>();
    for (EndpointLife life : lives) {
      life.spec().addresses().forEach(each -> pods.put(Cidr.of(each), life.pod()));
    }
    Map<Cidr, AddressEntry> addresses = new LinkedHashMap<>();
    held.addresses()
        .forEach((prefix, identity) -> {
          Cidr range = Cidr.parse(prefix.toString());
          addresses.put(range, new AddressEntry(range, identity, pods.get(range)));
        });
    return addresses;
  }
}
