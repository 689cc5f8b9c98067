package io.sextant.agent;

import io.sextant.control.EndpointSpec;
import io.sextant.control.WantedEndpoint;
import io.sextant.datapath.Endpoint;
import io.sextant.datapath.EndpointFlag;
import io.sextant.flow.Identities;
import java.util.EnumSet;
import java.util.Set;

/**
 * An endpoint as the kernel is to have it.
 *
 * @param id 1 to 65,535, unique on the node
 * @param ifindex number of its device
 * @param ruleSetId of its rules, 0 when nothing is enforced
 * @param revision of the intent that the rules are from
 */
record GuardedEndpoint(int id, int ifindex, WantedEndpoint wanted, int ruleSetId, int revision) {

  EndpointSpec spec() {
    return wanted.spec();
  }

  int identity() {
    return wanted.identity().number();
  }

  /** Whether it is held to the rules for those whose labels are not known. */
  boolean waitsForIdentity() {
    return identity() == Identities.INIT;
  }

  GuardedEndpoint under(int otherRuleSetId) {
    return new GuardedEndpoint(id, ifindex, wanted, otherRuleSetId, revision);
  }

  /** The value of the kernel's map. */
  Endpoint toKernel() {
    Set<EndpointFlag> flags = EnumSet.noneOf(EndpointFlag.class);
    if (wanted.rules().enforcesIngress()) {
      flags.add(EndpointFlag.ENFORCE_INGRESS);
    }
    if (wanted.rules().enforcesEgress()) {
      flags.add(EndpointFlag.ENFORCE_EGRESS);
    }
    if (wanted.refusals() == WantedEndpoint.Refusals.AUDIT) {
      flags.add(EndpointFlag.AUDIT);
    }
    return new Endpoint(id, identity(), ruleSetId, revision, flags);
  }
}
