package io.sextant.demo;

import io.sextant.datapath.sys.NetworkNamespace;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;

/** Lets tests outside this package knock at doors as one of the shop's workloads. */
public final class ShopVisit {
  /** Shorter than the second after which a SYN is sent again: an attempt is one packet. */
  private static final int PATIENCE_MILLIS = 600;

  private ShopVisit() {}

  /**
   * One try to connect.
   *
   * @param sourcePort tells its flows from those of the shop's own traffic
   */
  public record Attempt(int sourcePort, boolean connected) {}

  /** Checkout connects to the payment gateway, as its policy allows. */
  public static Attempt checkoutToGateway(Demo demo, String prefix) throws IOException {
    return attempt(demo, prefix, ShopPlan.CHECKOUT, ShopPlan.GATEWAY);
  }

  /** Reviews tries the ledger's database, which policy denies. */
  public static Attempt reviewsToLedgerDatabase(Demo demo, String prefix) throws IOException {
    return attempt(demo, prefix, ShopPlan.REVIEWS, ShopPlan.LEDGER_DB);
  }

  private static Attempt attempt(Demo demo, String prefix, ShopWorkload from, ShopWorkload to)
      throws IOException {
    PodPlan target = pod(demo, to);
    InetAddress address = target.ipv4().toInetAddress();
    String namespace = prefix + "-" + pod(demo, from).namespaceSuffix();
    try (NetworkNamespace home = NetworkNamespace.open(namespace)) {
      return home.call(() -> connect(new InetSocketAddress(address, to.port())));
    }
  }

  private static Attempt connect(InetSocketAddress door) throws IOException {
    try (Socket socket = new Socket()) {
      socket.bind(new InetSocketAddress(0));
      int port = socket.getLocalPort();
      try {
        socket.connect(door, PATIENCE_MILLIS);
        return new Attempt(port, true);
      } catch (SocketTimeoutException e) {
        return new Attempt(port, false);
      }
    }
  }

  private static PodPlan pod(Demo demo, ShopWorkload workload) {
    return demo.shop().pods().stream()
        .filter(pod -> pod.workload().equals(workload))
        .findFirst()
        .orElseThrow();
  }
}
