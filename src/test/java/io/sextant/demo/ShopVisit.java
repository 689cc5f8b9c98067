package io.sextant.demo;

import java.io.IOException;
import java.time.Duration;

/** Lets tests outside this package speak as the shop's workloads. */
public final class ShopVisit {
  private ShopVisit() {}

  /** Checkout charges at the payment gateway, as its policy allows; gives the HTTP status. */
  public static int checkoutCharges(Demo demo) throws IOException {
    return demo.shop().worker(ShopPlan.CHECKOUT).ask(ShopPlan.GATEWAY, "POST", "/charge").status();
  }

  /** Reviews dials the ledger's database, which policy denies. */
  public static void reviewsDialsLedgerDatabase(Demo demo) throws IOException {
    demo.shop().worker(ShopPlan.REVIEWS).dial(ShopPlan.LEDGER_DB, Duration.ofMillis(500));
  }
}
