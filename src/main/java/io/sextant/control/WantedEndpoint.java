package io.sextant.control;

import io.sextant.policy.CompiledPolicy;
import io.sextant.policy.Identity;

/**
 * An endpoint as it is to be.
 *
 * @param identity of its labels; init while they are not known
 * @param rules equal for endpoints that may share a rule set
 * @param refusals what becomes of a packet that the rules refuse
 */
public record WantedEndpoint(
    EndpointSpec spec, Identity identity, CompiledPolicy rules, Refusals refusals) {

  /** What a refusal does. */
  public enum Refusals {
    DROP,
    /** Reported, and let pass: Cilium's audit mode. */
    AUDIT
  }
}
