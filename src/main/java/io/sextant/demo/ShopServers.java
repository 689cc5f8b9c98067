package io.sextant.demo;

import static io.sextant.demo.ShopPlan.CART;
import static io.sextant.demo.ShopPlan.CART_CACHE;
import static io.sextant.demo.ShopPlan.CATALOG;
import static io.sextant.demo.ShopPlan.CHECKOUT;
import static io.sextant.demo.ShopPlan.GATEWAY;
import static io.sextant.demo.ShopPlan.LEDGER;
import static io.sextant.demo.ShopPlan.LEDGER_DB;
import static io.sextant.demo.ShopPlan.REVIEWS;

import io.sextant.flow.IpAddress;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;

/** What each workload answers, and whom it asks for that. */
final class ShopServers {
  private static final Duration IDLE = Duration.ofSeconds(30);
  private static final String HEALTH = "/healthz";

  private final Cadence cadence;
  private final DnsServer dns;
  private final IpAddress telemetry;

  ShopServers(Cadence cadence, DnsServer dns, IpAddress telemetry) {
    this.cadence = cadence;
    this.dns = dns;
    this.telemetry = telemetry;
  }

  /** Opens a workload's ports. */
  void start(Worker worker) throws IOException {
    switch (worker.workload().name()) {
      case "frontend" -> serveHttp(worker, request -> page(worker));
      case "catalog" ->
          serveHttp(worker, request -> Http.Response.ok("anchor 12.50\nsextant 240.00\n"));
      case "cart" -> serveHttp(worker, request -> cart(worker));
      case "reviews" ->
          serveHttp(worker, request -> Http.Response.ok("holds its course: 5 of 5\n"));
      case "checkout" -> startCheckout(worker);
      case "gateway" -> serveHttp(worker, request -> charge(worker));
      case "ledger" -> startLedger(worker);
      case "ledger-db" -> serve(worker, Frames.serving(Frames.QUERY, query -> "INSERT 0 1"));
      case "cart-cache" -> serve(worker, Frames.serving(Frames.QUERY, key -> "sextant x 1"));
      case "coredns" -> startDns(worker);
      case "telemetry" -> startTelemetry(worker);
      default -> throw new IllegalArgumentException("no server for " + worker.workload().name());
    }
  }

  /** The world's servers: a card acquirer and a tracker, on all of its addresses. */
  static void startWorld(Pod world) throws IOException {
    world.serve(ShopPlan.HTTPS, IDLE, Http.serving(request -> Http.Response.ok("accepted\n")));
  }

  private Http.Response page(Worker worker) throws IOException {
    StringBuilder page = new StringBuilder(worker.ask(CATALOG, "GET", "/products").body());
    page.append(worker.ask(CART, "GET", "/cart/4711").body());
    if (cadence.chance(0.4)) {
      page.append(worker.ask(REVIEWS, "GET", "/reviews/sextant").body());
    }
    if (cadence.chance(0.3)) {
      page.append(worker.ask(CHECKOUT, "POST", "/checkout").body());
    }
    return Http.Response.ok(page.toString());
  }

  private static Http.Response cart(Worker worker) throws IOException {
    SocketChannel channel = worker.dial(CART_CACHE, Worker.PATIENCE);
    try {
      return Http.Response.ok(new Frames(channel, Frames.QUERY).call("cart:4711") + "\n");
    } finally {
      worker.pod().hangUp(channel);
    }
  }

  private static Http.Response charge(Worker worker) throws IOException {
    return Http.call(
        worker.pod(),
        worker.resolve(ShopPlan.ACQUIRER),
        ShopPlan.HTTPS,
        new Http.Request("POST", ShopPlan.ACQUIRER, "/charges"),
        Worker.PATIENCE);
  }

  private void startCheckout(Worker worker) throws IOException {
    LongCall ledger = new LongCall(worker, LEDGER, Frames.GRPC);
    serveHttp(
        worker,
        request -> {
          worker.ask(GATEWAY, "POST", "/charge");
          return Http.Response.ok(ledger.call("ledger.v1.Ledger/Append") + "\n");
        });
  }

  private void startLedger(Worker worker) throws IOException {
    LongCall database = new LongCall(worker, LEDGER_DB, Frames.QUERY);
    serve(
        worker,
        Frames.serving(
            Frames.GRPC,
            message -> database.call("insert into entries values (4711, 24000, 'EUR')")));
  }

  private void startDns(Worker worker) throws IOException {
    dns.serve(worker.pod());
    serveHttp(worker, request -> Http.Response.ok("ready\n"));
  }

  private void startTelemetry(Worker worker) throws IOException {
    DatagramChannel channel = worker.pod().datagrams(ShopPlan.STATSD, Duration.ofSeconds(1));
    worker.pod().run(() -> swallow(worker.pod(), channel));
    serveHttp(worker, request -> Http.Response.ok("ready\n"));
  }

  private static void swallow(Pod pod, DatagramChannel channel) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(1500);
    while (!pod.isClosed()) {
      try {
        channel.receive(buffer.clear());
      } catch (SocketTimeoutException e) {
        // A quiet second.
      }
    }
  }

  private void serveHttp(Worker worker, Http.Handler handler) throws IOException {
    serve(
        worker,
        Http.serving(request -> {
          if (request.path().equals(HEALTH)) {
            return Http.Response.ok("ok\n");
          }
          worker.count("requests", telemetry);
          return handler.respond(request);
        }));
  }

  private static void serve(Worker worker, Pod.Conversation conversation) throws IOException {
    worker.pod().serve(worker.workload().port(), IDLE, conversation);
  }
}
