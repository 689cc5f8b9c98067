package io.sextant.control;

import io.sextant.policy.Identity;
import io.sextant.policy.Policy;
import io.sextant.policy.PolicyCompiler;
import java.util.ArrayList;
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
    List<Identity> added = added(wantedIdentities);
    if (compiler == null || wantedPolicies != policies || added == null) {
      compiler = new PolicyCompiler(wantedPolicies, wantedIdentities);
    } else {
      added.forEach(compiler::add);
    }
    policies = wantedPolicies;
    identities = wantedIdentities;
    last = compiler;
    return compiler;
  }

  /** What came to the identities before; null when some of them are gone. Both are by number. */
  private @Nullable List<Identity> added(List<Identity> wanted) {
    List<Identity> added = new ArrayList<>();
    int known = 0;
    for (Identity identity : wanted) {
      if (known < identities.size() && identities.get(known).equals(identity)) {
        known++;
      } else {
        added.add(identity);
      }
    }
    return known == identities.size() ? added : null;
  }
}
