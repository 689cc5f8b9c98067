package io.sextant.policy;

import io.sextant.flow.PolicyRef;
import java.util.List;

/** Why a connection is allowed or denied at one of its ends. */
public sealed interface Reason {
  boolean allows();

  /** Policies do not judge this endpoint: {@link EnforcementMode#NEVER}. */
  record NotEnforced() implements Reason {
    @Override
    public boolean allows() {
      return true;
    }
  }

  /** No policy isolates the endpoint in this direction, and none denies. */
  record Open() implements Reason {
    @Override
    public boolean allows() {
      return true;
    }
  }

  /**
   * Rules allow it, and none denies.
   *
   * @param rules all that do
   */
  record AllowedBy(List<RuleRef> rules) implements Reason {
    public AllowedBy {
      rules = List.copyOf(rules);
    }

    @Override
    public boolean allows() {
      return true;
    }
  }

  /**
   * The endpoint's own node may always come in, as probes do, unless a rule denies it.
   *
   * @param isolating policies that would else have denied it by default
   */
  record OwnNode(List<PolicyRef> isolating) implements Reason {
    public OwnNode {
      isolating = List.copyOf(isolating);
    }

    @Override
    public boolean allows() {
      return true;
    }
  }

  /**
   * Rules deny it; that holds against every allow.
   *
   * @param rules all that do
   */
  record DeniedBy(List<RuleRef> rules) implements Reason {
    public DeniedBy {
      rules = List.copyOf(rules);
    }

    @Override
    public boolean allows() {
      return false;
    }
  }

  /**
   * The endpoint is isolated and no rule allows it.
   *
   * @param isolating the policies that isolate it in this direction; none when only {@link
   *     EnforcementMode#ALWAYS} does
   * @param misses why each rule that allows something does not allow this, the nearest first
   */
  record DefaultDeny(List<PolicyRef> isolating, List<NearMiss> misses) implements Reason {
    public DefaultDeny {
      isolating = List.copyOf(isolating);
      misses = List.copyOf(misses);
    }

    @Override
    public boolean allows() {
      return false;
    }
  }
}
