package io.sextant.agent;

import static io.sextant.agent.EndpointState.DISCONNECTED;
import static io.sextant.agent.EndpointState.DISCONNECTING;
import static io.sextant.agent.EndpointState.NOT_READY;
import static io.sextant.agent.EndpointState.READY;
import static io.sextant.agent.EndpointState.REGENERATING;
import static io.sextant.agent.EndpointState.RESTORING;
import static io.sextant.agent.EndpointState.WAITING_FOR_IDENTITY;
import static io.sextant.agent.EndpointState.WAITING_TO_REGENERATE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sextant.policy.Identity;
import io.sextant.policy.Traits;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The whole table of where an endpoint may go. */
class EndpointStateTest {
  private static final Map<EndpointState, Set<EndpointState>> TABLE =
      Map.of(
          RESTORING, Set.of(WAITING_FOR_IDENTITY, WAITING_TO_REGENERATE, DISCONNECTING),
          WAITING_FOR_IDENTITY, Set.of(WAITING_TO_REGENERATE, DISCONNECTING),
          WAITING_TO_REGENERATE,
              Set.of(REGENERATING, WAITING_FOR_IDENTITY, NOT_READY, DISCONNECTING),
          REGENERATING,
              Set.of(READY, NOT_READY, WAITING_TO_REGENERATE, WAITING_FOR_IDENTITY, DISCONNECTING),
          READY, Set.of(WAITING_FOR_IDENTITY, WAITING_TO_REGENERATE, NOT_READY, DISCONNECTING),
          NOT_READY, Set.of(WAITING_FOR_IDENTITY, WAITING_TO_REGENERATE, DISCONNECTING),
          DISCONNECTING, Set.of(DISCONNECTED),
          DISCONNECTED, Set.of());

  @ParameterizedTest
  @EnumSource(EndpointState.class)
  void mayBecome_isTheTable(EndpointState from) {
    Set<EndpointState> next =
        Stream.of(EndpointState.values()).filter(from::mayBecome).collect(Collectors.toSet());
    assertThat(next).isEqualTo(TABLE.get(from));
  }

  @Test
  void text_isCiliums() {
    assertThat(WAITING_TO_REGENERATE.text()).isEqualTo("waiting-to-regenerate");
  }

  @Test
  void life_goesNoOtherWay() {
    Identity cart = new Identity(256, List.of("k8s:app=cart"), Traits.NONE);
    EndpointLife life = new EndpointLife(TestCluster.pod("cart", 1), cart, RESTORING);
    assertThatThrownBy(() -> life.become(READY))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("RESTORING to READY");
    life.regenerating();
    life.become(READY);
    life.become(READY);
    assertThat(life.state()).isEqualTo(READY);
  }
}
