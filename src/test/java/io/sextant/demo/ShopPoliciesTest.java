package io.sextant.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.sextant.control.IdentityAllocator;
import io.sextant.flow.Cidr;
import io.sextant.flow.TrafficDirection;
import io.sextant.policy.CompiledPolicy;
import io.sextant.policy.Identity;
import io.sextant.policy.Policy;
import io.sextant.policy.PolicyCompiler;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The picture in {@link ShopPlan}, arrow by arrow, held against the policies. */
class ShopPoliciesTest {
  private final IdentityAllocator allocator = new IdentityAllocator();
  private final List<Policy> policies = ShopPolicies.read().policies();
  private final List<ShopWorkload> workloads =
      java.util.stream.Stream.concat(
              ShopPlan.WORKLOADS.stream(), java.util.stream.Stream.of(ShopPlan.SETTLEMENT))
          .toList();

  ShopPoliciesTest() throws IOException {
    workloads.forEach(this::identity);
    Set<Cidr> ranges = PolicyCompiler.ranges(policies);
    ranges.forEach(range -> allocator.allocate(range, ranges));
  }

  @Test
  void policies_betweenWorkloads_allowTheArrowsOnly() {
    TreeSet<String> arrows = new TreeSet<>();
    for (ShopWorkload from : workloads) {
      for (ShopWorkload to : workloads) {
        if (to.port() != 0 && mayTalk(from, to)) {
          arrows.add(from.name() + " " + to.name());
        }
      }
    }
    assertThat(arrows)
        .containsExactlyInAnyOrder(
            "frontend catalog",
            "frontend cart",
            "frontend reviews",
            "frontend checkout",
            "cart cart-cache",
            "checkout gateway",
            "checkout ledger",
            "ledger ledger-db",
            "settlement ledger-db");
  }

  @Test
  void policies_reviewsToLedgerDatabase_leavesButMayNotEnter() {
    int reviews = identity(ShopPlan.REVIEWS).number();
    int database = identity(ShopPlan.LEDGER_DB).number();
    assertThat(allows(ShopPlan.REVIEWS, TrafficDirection.EGRESS, database, 6, 5432)).isTrue();
    assertThat(allows(ShopPlan.LEDGER_DB, TrafficDirection.INGRESS, reviews, 6, 5432)).isFalse();
  }

  @Test
  void policies_everyWorkload_mayAskDnsAndCount() {
    int dns = identity(ShopPlan.COREDNS).number();
    int telemetry = identity(ShopPlan.TELEMETRY).number();
    for (ShopWorkload workload : workloads) {
      int own = identity(workload).number();
      assertThat(allows(workload, TrafficDirection.EGRESS, dns, 17, 53)).isTrue();
      assertThat(allows(ShopPlan.COREDNS, TrafficDirection.INGRESS, own, 17, 53)).isTrue();
      assertThat(allows(workload, TrafficDirection.EGRESS, telemetry, 17, 8125)).isTrue();
    }
  }

  private boolean mayTalk(ShopWorkload from, ShopWorkload to) {
    return allows(from, TrafficDirection.EGRESS, identity(to).number(), 6, to.port())
        && allows(to, TrafficDirection.INGRESS, identity(from).number(), 6, to.port());
  }

  private boolean allows(
      ShopWorkload subject, TrafficDirection direction, int peer, int protocol, int port) {
    CompiledPolicy compiled =
        new PolicyCompiler(policies, allocator.all())
            .compile(allocator.allocate(subject.labels("default")));
    boolean enforced =
        direction == TrafficDirection.INGRESS
            ? compiled.enforcesIngress()
            : compiled.enforcesEgress();
    List<CompiledPolicy.Entry> hits =
        compiled.entries().stream()
            .filter(e -> e.direction() == direction)
            .filter(e -> e.identity() == 0 || e.identity() == peer)
            .filter(e -> e.protocol() == 0 || e.protocol() == protocol)
            .filter(e -> (e.port() ^ port) >>> (16 - e.portPrefixLength()) == 0)
            .toList();
    return !enforced || (!hits.isEmpty() && hits.stream().noneMatch(CompiledPolicy.Entry::deny));
  }

  private Identity identity(ShopWorkload workload) {
    return allocator.allocate(workload.labels("default"));
  }
}
