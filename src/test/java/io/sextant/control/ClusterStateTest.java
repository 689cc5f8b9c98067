package io.sextant.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sextant.decode.DecoderVectors;
import io.sextant.enrich.PodName;
import io.sextant.enrich.PolicyKey;
import io.sextant.flow.Cidr;
import io.sextant.flow.Endpoint;
import io.sextant.flow.IpAddress;
import io.sextant.flow.PolicyAttribution;
import io.sextant.flow.PolicyRef;
import io.sextant.flow.TrafficDirection;
import io.sextant.flow.Workload;
import io.sextant.policy.Origin;
import io.sextant.policy.Policy;
import io.sextant.policy.RuleRef;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ClusterStateTest {
  private static final IpAddress ADDRESS = IpAddress.parse("10.0.0.7");
  private static final LocalEndpoint CART =
      LocalEndpoint.of(7, List.of(ADDRESS), 300, List.of("k8s:b=2", "k8s:a=1"))
          .withPod(new PodName("shop", "cart-0"), "uid", new Workload("cart", "StatefulSet"));
  private static final LocalEndpoint WEB =
      LocalEndpoint.of(8, List.of(IpAddress.parse("10.0.0.8")), 301, List.of("k8s:app=web"));
  private static final PolicyAttribution WHY = attribution("p");
  private static final RuleEntry RULE =
      new RuleEntry(
          -5,
          new Origin(
              WHY,
              List.of(
                  new RuleRef(WHY.policies().getFirst(), WHY.direction(), Policy.Action.DENY, 3))));

  @Test
  void written_readsBackEqual() {
    ClusterState state = DecoderVectors.cluster().toBuilder().endpoint(CART).rule(RULE).build();
    ClusterState again = read(ClusterJsonWriter.write(state));
    assertThat(ClusterJsonWriter.write(again)).isEqualTo(ClusterJsonWriter.write(state));
    assertThat(again.endpoints()).isEqualTo(state.endpoints());
    assertThat(again.identities()).isEqualTo(state.identities());
    assertThat(new ArrayList<>(again.addresses())).isEqualTo(new ArrayList<>(state.addresses()));
    assertThat(new ArrayList<>(again.cgroups())).isEqualTo(new ArrayList<>(state.cgroups()));
    assertThat(again.rules()).containsExactly(RULE);
    assertThat(again.rule(-5)).isEqualTo(WHY);
  }

  @Test
  void json_wrongField_isNamed() {
    assertThatThrownBy(() -> read("{\"endpoints\":[{\"id\":\"x\"}]}"))
        .hasMessage("cluster state: id is \"x\", should be a whole number");
    assertThatThrownBy(() -> read("{\"identities\":7}"))
        .hasMessage("cluster state: identities is 7, should be a list");
    assertThatThrownBy(() -> read("{")).hasMessageStartingWith("cluster state is not JSON");
  }

  @Test
  void withEndpoint_isFoundByAddressAndId() {
    ClusterState state = ClusterState.EMPTY.withEndpoint(CART);
    Endpoint found = state.endpointAt(ADDRESS.high(), ADDRESS.low());
    assertThat(found)
        .isEqualTo(
            new Endpoint(
                7,
                300,
                "",
                "shop",
                List.of("k8s:a=1", "k8s:b=2"),
                "cart-0",
                "uid",
                List.of(new Workload("cart", "StatefulSet"))));
    assertThat(state.endpoint(7)).isSameAs(found);
    assertThat(ClusterState.EMPTY.endpoint(7)).isNull();
  }

  @Test
  void unchangedEndpoint_staysTheSameObject() {
    ClusterState before = ClusterState.EMPTY.withEndpoint(CART);
    ClusterState after = before.withEndpoint(WEB).withEndpoint(CART);
    assertThat(after.endpoint(7)).isSameAs(before.endpoint(7));
    assertThat(after.endpoint(8)).isNotNull();
    ClusterState policyOnly = after.withEndpoint(CART.withPolicy(List.of(entry(1))));
    assertThat(policyOnly.endpoint(7)).isSameAs(before.endpoint(7));
    ClusterState relabelled = after.withEndpoint(CART.withIdentity(302, List.of("k8s:a=9")));
    assertThat(relabelled.endpoint(7)).isNotEqualTo(before.endpoint(7));
  }

  @Test
  void withoutEndpoint_isGoneFromTheNewStateOnly() {
    ClusterState before = ClusterState.EMPTY.withEndpoint(CART).withEndpoint(WEB);
    ClusterState after = before.withoutEndpoint(7);
    assertThat(after.endpoint(7)).isNull();
    assertThat(after.endpointAt(ADDRESS.high(), ADDRESS.low())).isNull();
    assertThat(after.endpoint(8)).isSameAs(before.endpoint(8));
    assertThat(before.endpoint(7)).isNotNull();
  }

  @Test
  void builder_usedAgainAfterBuild_leavesTheBuiltStateAlone() {
    ClusterBuilder builder = ClusterState.builder().endpoint(CART);
    ClusterState first = builder.build();
    ClusterState second = builder.endpoint(WEB).build();
    assertThat(first.endpoints()).containsExactly(CART);
    assertThat(second.endpoints()).containsExactly(CART, WEB);
  }

  @Test
  void policies_entryAllowsAndDenies() {
    ClusterState state = ClusterState.EMPTY.withEndpoint(CART.withPolicy(List.of(entry(44))));
    long key = PolicyKey.of(TrafficDirection.INGRESS, 44, 6, 80);
    PolicyAttribution allowed = Objects.requireNonNull(state.policies(7, key));
    PolicyAttribution denied = Objects.requireNonNull(state.policies(7, PolicyKey.denying(key)));
    assertThat(allowed.allowed()).isTrue();
    assertThat(denied.allowed()).isFalse();
    assertThat(allowed.policies())
        .containsExactly(
            new PolicyRef(
                "CiliumNetworkPolicy",
                "shop",
                "p",
                List.of(
                    "k8s:io.cilium.k8s.policy.name=p",
                    "k8s:io.cilium.k8s.policy.namespace=shop",
                    "k8s:io.cilium.k8s.policy.derived-from=CiliumNetworkPolicy"),
                12));
    assertThat(state.policies(8, key)).isNull();
    assertThat(state.policies(7, PolicyKey.of(TrafficDirection.EGRESS, 44, 6, 80))).isNull();
  }

  @Test
  void identityAt_likeASearchThroughAllPrefixes() {
    long seed = 42;
    SplittableRandom random = new SplittableRandom(seed);
    ClusterBuilder builder = ClusterState.builder();
    List<AddressEntry> entries = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      AddressEntry entry = new AddressEntry(randomRange(random), 1000 + i, null);
      entries.removeIf(other -> other.prefix().equals(entry.prefix()));
      entries.add(entry);
      builder.address(entry);
    }
    ClusterState state = builder.build();
    for (int i = 0; i < 3000; i++) {
      IpAddress address = randomAddress(random);
      int expected =
          entries.stream()
              .filter(entry -> entry.prefix().contains(Cidr.of(address)))
              .max(java.util.Comparator.comparingInt(entry -> entry.prefix().length()))
              .map(AddressEntry::identity)
              .orElse(0);
      assertThat(state.identityAt(address.high(), address.low()))
          .as("%s, seed %d", address, seed)
          .isEqualTo(expected);
    }
  }

  @Test
  void identityAt_anyIpV6_isNotAnyIpV4() {
    ClusterState state =
        ClusterState.builder().address(new AddressEntry(Cidr.parse("::/0"), 10, null)).build();
    assertThat(state.identityAt(ADDRESS.high(), ADDRESS.low())).isZero();
    IpAddress v6 = IpAddress.parse("fd00::1");
    assertThat(state.identityAt(v6.high(), v6.low())).isEqualTo(10);
  }

  @Test
  void podAt_onlyForSingleAddresses() {
    PodName pod = new PodName("ns", "pod");
    ClusterState state =
        ClusterState.builder()
            .address(new AddressEntry(Cidr.parse("10.0.0.0/24"), 5, pod))
            .address(new AddressEntry(Cidr.parse("10.0.1.7"), 6, pod))
            .build();
    IpAddress single = IpAddress.parse("10.0.1.7");
    assertThat(state.podAt(single.high(), single.low())).isEqualTo(pod);
    assertThat(state.podAt(ADDRESS.high(), ADDRESS.low())).isNull();
    assertThat(state.identityAt(ADDRESS.high(), ADDRESS.low())).isEqualTo(5);
  }

  @Test
  void table_holdsWhatAMapHolds() {
    SplittableRandom random = new SplittableRandom(7);
    Map<List<Long>, Integer> map = new java.util.HashMap<>();
    for (int i = 0; i < 2000; i++) {
      map.put(List.of(random.nextLong(3), random.nextLong(40), random.nextLong(20)), i);
    }
    Table<Integer> table =
        new Table<>(
            map.size(),
            filling ->
                map.forEach((key, value) ->
                    filling.put(key.get(0), key.get(1), key.get(2).intValue(), value)));
    for (long a = 0; a < 4; a++) {
      for (long b = 0; b < 41; b++) {
        for (int c = 0; c < 21; c++) {
          assertThat(table.get(a, b, c)).isEqualTo(map.get(List.of(a, b, (long) c)));
        }
      }
    }
  }

  @Test
  void liveCluster_changesAsAWhole() {
    LiveCluster live = new LiveCluster(ClusterState.EMPTY);
    ClusterState before = live.get();
    ClusterState after = live.update(state -> state.withEndpoint(CART));
    assertThat(live.get()).isSameAs(after);
    assertThat(before.endpoints()).isEmpty();
  }

  private static Cidr randomRange(SplittableRandom random) {
    IpAddress address = randomAddress(random);
    return new Cidr(address, random.nextInt(address.isV4() ? 33 : 129));
  }

  /** Addresses close to each other, so that ranges overlap. */
  private static IpAddress randomAddress(SplittableRandom random) {
    int low = random.nextInt(1 << 12);
    return random.nextBoolean()
        ? IpAddress.ofV4(0x0a000000 | low)
        : new IpAddress(0xfd00L << 48 | random.nextInt(4), low);
  }

  private static PolicyEntry entry(int identity) {
    return new PolicyEntry(
        TrafficDirection.INGRESS,
        identity,
        6,
        80,
        List.of(
            List.of(
                "k8s:io.cilium.k8s.policy.name=p",
                "k8s:io.cilium.k8s.policy.namespace=shop",
                "k8s:io.cilium.k8s.policy.derived-from=CiliumNetworkPolicy")),
        12,
        List.of());
  }

  private static PolicyAttribution attribution(String name) {
    PolicyRef ref = new PolicyRef("CiliumNetworkPolicy", "shop", name, List.of("k8s:a=b"), 3);
    return new PolicyAttribution(TrafficDirection.EGRESS, false, List.of(ref), List.of("why"));
  }

  private static ClusterState read(String json) {
    return ClusterJson.read(new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)));
  }
}
