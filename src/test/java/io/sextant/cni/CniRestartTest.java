package io.sextant.cni;

import static io.sextant.cni.TestAnswers.address;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** An agent that comes again takes back what was cut off, and keeps the rest. */
@Tag("kernel")
class CniRestartTest extends OwnNodeTest {
  @Test
  void restart_afterAKillInTheMiddle_takesTheRestAway() throws Exception {
    node.add("cart");
    TestRegistry next = node.killInTheMiddleOfAnAdd("cart");
    node.nothingIsLeft("cart");
    assertThat(next.pods()).isEmpty();
  }

  @Test
  void restart_remembersPods_andForgetsThoseWhoseNamespaceIsGone() throws Exception {
    JsonNode cart = node.added("cart");
    node.added("pay");
    node.delete("pay");
    TestRegistry next = node.restart();
    assertThat(next.pods()).containsExactly("cart");
    node.ping("node", address(cart, 0));
    assertThat(node.leftovers()).noneMatch(line -> line.contains("10.42.0.2"));
    assertThat(address(node.added("next"), 0)).isEqualTo("10.42.0.3");
    assertThat(node.call("DEL", "cart", CONFIGURATION)).isEqualTo(CniAnswer.DONE);
    assertThat(next.pods()).containsExactly("next");
  }

  @Test
  void restart_takesBackAnAddThatWasCutOff() throws Exception {
    registry.gate = new CountDownLatch(1);
    node.add("cart");
    try (ExecutorService runtime = Executors.newSingleThreadExecutor()) {
      Future<CniAnswer> cut = runtime.submit(() -> node.call("ADD", "cart", CONFIGURATION));
      assertThat(registry.asked.await(20, TimeUnit.SECONDS)).isTrue();
      node.restart();
      assertThat(cut.get().exitCode()).isNotZero();
    }
    node.nothingIsLeft("cart");
  }
}
