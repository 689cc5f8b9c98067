package io.sextant.agent;

import io.sextant.control.EndpointSpec;
import io.sextant.datapath.Endpoint;
import io.sextant.datapath.EndpointFlag;
import io.sextant.policy.CompiledPolicy;
import io.sextant.policy.Identity;
import java.util.EnumSet;
import java.util.Set;

/**
 * An endpoint as it is in the kernel.
 *
 * @param id 1 to 65,535, unique on the node
 * @param ifindex number of its device
 * @param policy what is enforced now
 */
public record GuardedEndpoint(
    int id, int ifindex, EndpointSpec spec, Identity identity, Enforced policy) {

  /**
   * Rules in force.
   *
   * @param ruleSetId their rule set, 0 when nothing is enforced
   */
  record Enforced(CompiledPolicy compiled, int ruleSetId, int revision) {
    static final Enforced NOTHING = new Enforced(CompiledPolicy.OPEN, 0, 0);
  }

  GuardedEndpoint under(Enforced other) {
    return new GuardedEndpoint(id, ifindex, spec, identity, other);
  }

  /** The value of the kernel's map. */
  Endpoint toKernel() {
    Set<EndpointFlag> flags = EnumSet.noneOf(EndpointFlag.class);
    if (policy.compiled().enforcesIngress()) {
      flags.add(EndpointFlag.ENFORCE_INGRESS);
    }
    if (policy.compiled().enforcesEgress()) {
      flags.add(EndpointFlag.ENFORCE_EGRESS);
    }
    return new Endpoint(id, identity.number(), policy.ruleSetId(), policy.revision(), flags);
  }
}
