package io.sextant.control;

import io.sextant.policy.Identity;
import io.sextant.policy.Policy;
import java.util.List;

/**
 * All that a node is to be, in one revision. Whole, so that a node that missed some goes on with
 * the last; made by the control plane, realised by the agent.
 *
 * <p>A node realises it in this order, so that every packet is judged as the intent before or as
 * this one: rule sets, endpoints, addresses, and then what is no longer wanted goes. Where an
 * address gets another identity, the rules of this intent and of the one before know both.
 *
 * @param revision grows with every change of policies, identities or endpoints
 * @param addresses of pods, nodes and of the ranges that policies name, each once
 * @param identities all that rules and addresses speak of
 * @param policies in force, for those who name flows
 */
public record NodeIntent(
    int revision,
    List<WantedEndpoint> endpoints,
    List<AddressEntry> addresses,
    List<Identity> identities,
    List<Policy> policies) {

  /** Wants nothing. */
  public static final NodeIntent EMPTY =
      new NodeIntent(0, List.of(), List.of(), List.of(), List.of());

  public NodeIntent {
    endpoints = List.copyOf(endpoints);
    addresses = List.copyOf(addresses);
    identities = List.copyOf(identities);
    policies = List.copyOf(policies);
  }
}
