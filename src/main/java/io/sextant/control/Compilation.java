package io.sextant.control;

import io.sextant.policy.Identity;
import io.sextant.policy.Policy;
import io.sextant.policy.PolicyCompiler;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Keeps the last compiler, since most changes leave the policies as they are. */
final class Compilation {
  private List<Policy> policies = List.of();
  private List<Identity> identities = List.of();
  private @Nullable PolicyCompiler last;

  /** One that knows just these policies and identities. */
  PolicyCompiler compiler(List<Policy> wantedPolicies, List<Identity> wantedIdentities) {
    PolicyCompiler compiler = last;
    if (compiler == null || !wantedPolicies.equals(policies)) {
      compiler = new PolicyCompiler(wantedPolicies, wantedIdentities);
    } else if (!wantedIdentities.equals(identities)) {
      compiler = compiler.with(wantedIdentities);
    }
    policies = wantedPolicies;
    identities = wantedIdentities;
    last = compiler;
    return compiler;
  }
}
