package io.sextant.demo;

import static io.sextant.demo.ShopWorkload.Kind.DEPLOYMENT;
import static io.sextant.demo.ShopWorkload.Kind.JOB;
import static io.sextant.demo.ShopWorkload.Kind.STATEFUL_SET;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * The shop on paper.
 *
 * <pre>
 *   visitors ─► frontend ─┬─► catalog                    scanner ─╳─► many ports
 *   (world)               ├─► cart ─► cart-cache         reviews ─╳─► ledger-db
 *                         ├─► reviews                    frontend ─╳─► a tracker outside
 *                         └─► checkout ─┬─► gateway ─► acquirer (world)
 *                                       └─► ledger ─► ledger-db ◄─ settlement (comes and goes)
 *   all ─► coredns, telemetry            node ─► health of all
 * </pre>
 */
final class ShopPlan {
  static final int HTTP = 8080;
  static final int HTTPS = 443;
  static final int STATSD = 8125;

  /** Names of the world outside. */
  static final String ACQUIRER = "api.acquirer.example";

  static final String TRACKER = "pixel.tracker.example";

  static final String SHOP = "shop";
  static final String PAYMENTS = "payments";
  static final String SYSTEM = "kube-system";

  static final ShopWorkload FRONTEND = new ShopWorkload(SHOP, "frontend", DEPLOYMENT, 2, HTTP);
  static final ShopWorkload CATALOG = new ShopWorkload(SHOP, "catalog", DEPLOYMENT, 2, HTTP);
  static final ShopWorkload CART = new ShopWorkload(SHOP, "cart", DEPLOYMENT, 1, HTTP);
  static final ShopWorkload CART_CACHE =
      new ShopWorkload(SHOP, "cart-cache", STATEFUL_SET, 1, 6379);
  static final ShopWorkload CHECKOUT = new ShopWorkload(SHOP, "checkout", DEPLOYMENT, 1, HTTP);
  static final ShopWorkload REVIEWS = new ShopWorkload(SHOP, "reviews", DEPLOYMENT, 1, HTTP);
  static final ShopWorkload GATEWAY = new ShopWorkload(PAYMENTS, "gateway", DEPLOYMENT, 1, 8443);
  static final ShopWorkload LEDGER = new ShopWorkload(PAYMENTS, "ledger", DEPLOYMENT, 1, 50051);
  static final ShopWorkload LEDGER_DB =
      new ShopWorkload(PAYMENTS, "ledger-db", STATEFUL_SET, 1, 5432);
  static final ShopWorkload COREDNS = new ShopWorkload(SYSTEM, "coredns", DEPLOYMENT, 1, HTTP);
  static final ShopWorkload TELEMETRY = new ShopWorkload(SYSTEM, "telemetry", DEPLOYMENT, 1, HTTP);

  /** Lives for seconds only, under a new pod name each time. */
  static final ShopWorkload SETTLEMENT = new ShopWorkload(PAYMENTS, "settlement", JOB, 1, 0);

  /** Those that stay. */
  static final List<ShopWorkload> WORKLOADS =
      List.of(
          COREDNS,
          TELEMETRY,
          LEDGER_DB,
          LEDGER,
          GATEWAY,
          CART_CACHE,
          CART,
          CATALOG,
          REVIEWS,
          CHECKOUT,
          FRONTEND);

  private final RandomGenerator random;
  private int next = Addresses.FIRST_POD;

  ShopPlan(RandomGenerator random) {
    this.random = random;
  }

  /** The pods of all workloads that stay. */
  List<PodPlan> pods() {
    List<PodPlan> pods = new ArrayList<>();
    for (ShopWorkload workload : WORKLOADS) {
      for (int i = 0; i < workload.replicas(); i++) {
        pods.add(pod(workload, i));
      }
    }
    return pods;
  }

  /** One more pod with addresses of its own; numbers come round after many. */
  PodPlan pod(ShopWorkload workload, int ordinal) {
    int number = next;
    next = next == Addresses.LAST_POD ? Addresses.FIRST_POD + 50 : next + 1;
    return new PodPlan(
        number,
        workload,
        workload.podName(ordinal, random),
        Addresses.podV4(number),
        Addresses.podV6(number));
  }
}
