package io.sextant.policy;

/** When policies judge an endpoint; the modes of Cilium. */
public enum EnforcementMode {
  /** In the directions in which some policy isolates it, or says anything. */
  DEFAULT,
  /** In both directions, as if a policy without rules isolated it. */
  ALWAYS,
  /** Not at all. */
  NEVER
}
