package io.sextant.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sextant.flow.IpAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The shop without a datapath: everybody reaches everybody. */
@Tag("kernel")
class ShopTest {
  private static final Shop.Guard NOBODY =
      new Shop.Guard() {
        @Override
        public void admit(List<PodPlan> pods) {}

        @Override
        public void dismiss(PodPlan pod) {}
      };

  @Test
  void open_everyWorkloadAnswersByName() throws Exception {
    Map<String, List<IpAddress>> named = new ConcurrentHashMap<>();
    try (ShopNetwork network = ShopNetwork.create("sxo-shop-" + ProcessHandle.current().pid());
        Shop shop =
            Shop.build(
                network, 1, NOBODY, (asker, name, addresses) -> named.put(name, addresses))) {
      shop.open();
      Http.Response page = ask(shop, ShopPlan.CATALOG, "/");
      assertThat(page.status()).isEqualTo(200);
      assertThat(ask(shop, ShopPlan.FRONTEND, "/").body()).contains("anchor", "sextant x 1");
      assertThat(ask(shop, ShopPlan.CHECKOUT, "/checkout").body()).isEqualTo("INSERT 0 1\n");
      assertThat(ask(shop, ShopPlan.GATEWAY, "/charge").body()).isEqualTo("accepted\n");
      assertThat(shop.worker(ShopPlan.TELEMETRY).pod().ping(Addresses.NODE_V4, Worker.PATIENCE))
          .isTrue();
      assertThat(named).containsKey("ledger-db.payments.svc.cluster.local");
    }
  }

  @Test
  void settleOnce_guardFails_podGoesAllTheSame() throws Exception {
    Shop.Guard failing =
        new Shop.Guard() {
          @Override
          public void admit(List<PodPlan> pods) {}

          @Override
          public void dismiss(PodPlan pod) {
            throw new IllegalStateException("the guard left");
          }
        };
    String prefix = "sxw-job-" + ProcessHandle.current().pid();
    try (ShopNetwork network = ShopNetwork.create(prefix);
        Shop shop = Shop.build(network, 1, failing, (asker, name, addresses) -> {})) {
      Set<String> before = namespaces(prefix);
      Settlement settlement = new Settlement(new Cadence(new Random(1), 1));
      assertThatThrownBy(() -> shop.settleOnce(settlement, Duration.ofMillis(1)))
          .hasMessage("the guard left");
      assertThat(namespaces(prefix)).isEqualTo(before);
    }
    assertThat(namespaces(prefix)).isEmpty();
  }

  private static Set<String> namespaces(String prefix) throws IOException {
    try (Stream<Path> files = Files.list(Path.of("/run/netns"))) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.startsWith(prefix))
          .collect(Collectors.toSet());
    }
  }

  private static Http.Response ask(Shop shop, ShopWorkload workload, String path)
      throws IOException {
    return shop.worker(ShopPlan.REVIEWS).ask(workload, "GET", path);
  }
}
