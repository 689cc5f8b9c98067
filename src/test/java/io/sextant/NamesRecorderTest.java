package io.sextant;

import static org.assertj.core.api.Assertions.assertThat;

import io.sextant.control.AddressEntry;
import io.sextant.control.ClusterBuilder;
import io.sextant.control.ClusterState;
import io.sextant.control.LiveCluster;
import io.sextant.control.LocalEndpoint;
import io.sextant.enrich.PodName;
import io.sextant.flow.Cidr;
import io.sextant.flow.IpAddress;
import io.sextant.flow.Workload;
import io.sextant.history.ledger.Fact;
import io.sextant.history.ledger.FactKind;
import io.sextant.history.ledger.NamesLog;
import io.sextant.policy.LabelSelector;
import io.sextant.policy.Policy;
import io.sextant.policy.PortRange;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NamesRecorderTest {
  private static final IpAddress CART = IpAddress.parse("10.0.0.7");
  private static final String RANGE = "10.0.0.7/32";

  @TempDir Path folder;
  private NamesLog names;
  private Instant now = Instant.ofEpochSecond(100);
  private final LiveCluster cluster = new LiveCluster(ClusterState.EMPTY);

  @BeforeEach
  void open() throws IOException {
    names = NamesLog.open(folder);
  }

  @AfterEach
  void close() throws IOException {
    names.close();
  }

  @Test
  void changes_becomeFactsWithTheirTime() {
    NamesRecorder.start(cluster, names, () -> now);
    change(100, b -> b.nodeName("n1").identity(-1, List.of("k8s:app=cart")));
    change(
        200,
        b ->
            b.address(new AddressEntry(Cidr.of(CART), 77, new PodName("shop", "cart-1")))
                .endpoint(
                    LocalEndpoint.of(5, List.of(CART), 77, List.of("k8s:app=cart"))
                        .withPod(
                            new PodName("shop", "cart-1"), "uid", new Workload("cart", "Job"))));
    change(300, b -> b.removeAddress(Cidr.of(CART)).removeEndpoint(5));

    assertThat(names.history(FactKind.IDENTITY, "4294967295"))
        .containsExactly(
            new Fact(
                FactKind.IDENTITY,
                "4294967295",
                "{\"labels\":[\"k8s:app=cart\"]}",
                seconds(100),
                Fact.STILL));
    assertThat(names.history(FactKind.ADDRESS, RANGE))
        .containsExactly(
            new Fact(
                FactKind.ADDRESS,
                RANGE,
                "{\"identity\":77,\"namespace\":\"shop\",\"pod\":\"cart-1\",\"node\":\"n1\"}",
                seconds(200),
                seconds(300)));
    assertThat(names.at(FactKind.ENDPOINT, "5", seconds(250)))
        .map(Fact::value)
        .contains(
            "{\"namespace\":\"shop\",\"pod\":\"cart-1\",\"podUid\":\"uid\",\"identity\":77,"
                + "\"labels\":[\"k8s:app=cart\"],\"addresses\":[\"10.0.0.7\"],"
                + "\"workload\":{\"name\":\"cart\",\"kind\":\"Job\"}}");
    assertThat(names.at(FactKind.ENDPOINT, "5", seconds(300))).isEmpty();
  }

  @Test
  void policy_keepsTheRevisionInWhichItCame() {
    NamesRecorder.start(cluster, names, () -> now);
    change(100, b -> b.policies(List.of(policy("one", 80)), 1));
    change(200, b -> b.policies(List.of(policy("one", 80), policy("two", 443)), 2));
    change(300, b -> b.policies(List.of(policy("one", 81)), 3));

    assertThat(names.history(FactKind.POLICY, "NetworkPolicy/shop/one"))
        .extracting(Fact::fromNanos)
        .containsExactly(seconds(100), seconds(300));
    assertThat(names.all(FactKind.POLICY, seconds(250)))
        .extracting(Fact::key)
        .containsExactly("NetworkPolicy/shop/one", "NetworkPolicy/shop/two");
    assertThat(names.at(FactKind.POLICY, "NetworkPolicy/shop/two", seconds(250)))
        .map(Fact::value)
        .hasValueSatisfying(value ->
            assertThat(value)
                .startsWith("{\"policy\":{\"kind\":\"NetworkPolicy\",\"namespace\":\"shop\",")
                .contains("\"range\":\"10.0.0.0/8\"", "\"first\":443", "\"revision\":2"));
    assertThat(names.all(FactKind.POLICY, seconds(300))).hasSize(1);
  }

  @Test
  void policyThatComesAgainAfterARestart_goesOn_whateverItsRevision() throws IOException {
    NamesRecorder.start(cluster, names, () -> now);
    change(100, b -> b.policies(List.of(policy("one", 80), policy("two", 443)), 7));
    names.close();
    names = NamesLog.open(folder);

    now = Instant.ofEpochSecond(500);
    LiveCluster second = new LiveCluster(ClusterState.EMPTY);
    NamesRecorder recorder = NamesRecorder.start(second, names, () -> now);
    second.update(state ->
        state.toBuilder().policies(List.of(policy("one", 80), policy("two", 444)), 8).build());
    recorder.settle();

    assertThat(names.history(FactKind.POLICY, "NetworkPolicy/shop/one"))
        .singleElement()
        .satisfies(fact -> {
          assertThat(fact.fromNanos()).isEqualTo(seconds(100));
          assertThat(fact.isOpen()).isTrue();
          assertThat(fact.value()).contains("\"revision\":7");
        });
    assertThat(names.history(FactKind.POLICY, "NetworkPolicy/shop/two"))
        .extracting(Fact::fromNanos)
        .containsExactly(seconds(100), seconds(500));
  }

  @Test
  void factsOfAnEarlierRun_goOnUntilItIsSettledThatTheyAreGone() throws IOException {
    NamesRecorder.start(cluster, names, () -> now);
    change(100, b -> b.identity(7, List.of("a")).identity(8, List.of("b")));
    names.close();
    names = NamesLog.open(folder);

    LiveCluster second = new LiveCluster(ClusterState.EMPTY);
    now = Instant.ofEpochSecond(500);
    NamesRecorder recorder = NamesRecorder.start(second, names, () -> now);
    second.update(state -> state.toBuilder().identity(7, List.of("a")).build());
    assertThat(names.all(FactKind.IDENTITY, seconds(500))).hasSize(2);
    now = Instant.ofEpochSecond(560);
    recorder.settle();
    assertThat(names.all(FactKind.IDENTITY, seconds(560)))
        .containsExactly(
            new Fact(FactKind.IDENTITY, "7", "{\"labels\":[\"a\"]}", seconds(100), Fact.STILL));
    assertThat(names.at(FactKind.IDENTITY, "8", seconds(559))).isPresent();
  }

  @Test
  void factThatIsTooLong_isCountedAndStopsNobody() {
    NamesRecorder recorder = NamesRecorder.start(cluster, names, () -> now);
    change(100, b -> b.identity(7, List.of("x".repeat(2 << 20))).identity(8, List.of("b")));
    assertThat(recorder.refused()).isEqualTo(1);
    assertThat(names.all(FactKind.IDENTITY, seconds(100)))
        .extracting(Fact::key)
        .containsExactly("8");
  }

  private void change(long second, Consumer<ClusterBuilder> change) {
    now = Instant.ofEpochSecond(second);
    cluster.update(state -> {
      ClusterBuilder builder = state.toBuilder();
      change.accept(builder);
      return builder.build();
    });
  }

  private static Policy policy(String name, int port) {
    Policy.Range range = Policy.Range.outside(Cidr.parse("10.0.0.0/8"));
    return new Policy(
        "NetworkPolicy",
        "shop",
        name,
        List.of(),
        LabelSelector.ALL,
        Policy.Section.only(Policy.Rule.allow(range, PortRange.tcp(port))),
        Policy.Section.ABSENT);
  }

  private static long seconds(long seconds) {
    return seconds * 1_000_000_000L;
  }
}
