package io.sextant.serve.grpc;

import io.sextant.flow.Node;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.Comparator;
import java.util.Optional;

/**
 * How others reach this server: the address that peers and clients are told, and the name that its
 * certificate is for.
 */
public final class Advertised {
  private static final String DOMAIN = ".hubble-grpc.cilium.io";
  private static final int NOT_LISTENING = 0;

  private final String host;
  private final Optional<String> serverName;
  private volatile int port;

  private Advertised(String host, int port, Optional<String> serverName) {
    this.host = host;
    this.port = port;
    this.serverName = serverName;
  }

  /**
   * In plain text.
   *
   * @param host as in a URL; with a port of its own it is told as it is
   */
  public static Advertised plain(String host) {
    return new Advertised(host, NOT_LISTENING, Optional.empty());
  }

  /**
   * With TLS, under the name that Hubble's certificates are for: {@code
   * node.cluster.hubble-grpc.cilium.io}, dots within node and cluster as dashes.
   */
  public static Advertised withTls(String host, Node node, String cluster) {
    String bare = node.name().substring(node.name().indexOf('/') + 1);
    String name = dashed(bare) + "." + dashed(cluster.isEmpty() ? "default" : cluster) + DOMAIN;
    return new Advertised(host, NOT_LISTENING, Optional.of(name));
  }

  /**
   * The address to tell for a server that listens on this one: itself, or if it stands for all, the
   * machine's first that others may reach, IPv4 before IPv6.
   */
  public static String hostFor(String bind) {
    try {
      InetAddress address = InetAddress.getByName(bind);
      return inUrl(address.isAnyLocalAddress() ? reachable().orElse(address) : address);
    } catch (UnknownHostException e) {
      return bind;
    }
  }

  /** Called when the server listens. */
  void listening(int actualPort) {
    port = actualPort;
  }

  /** Host and port. */
  public String address() {
    return hasPort(host) ? host : host + ":" + port;
  }

  /** What clients verify; empty without TLS. */
  public Optional<String> serverName() {
    return serverName;
  }

  private static boolean hasPort(String host) {
    return host.startsWith("[") ? host.contains("]:") : host.indexOf(':') >= 0;
  }

  private static String dashed(String name) {
    return name.replace('.', '-');
  }

  private static Optional<InetAddress> reachable() {
    try {
      return NetworkInterface.networkInterfaces()
          .flatMap(NetworkInterface::inetAddresses)
          .filter(address -> !address.isLoopbackAddress() && !address.isLinkLocalAddress())
          .min(Comparator.comparing(address -> !(address instanceof Inet4Address)));
    } catch (SocketException e) {
      return Optional.empty();
    }
  }

  private static String inUrl(InetAddress address) {
    String text = address.getHostAddress();
    int scope = text.indexOf('%');
    String bare = scope < 0 ? text : text.substring(0, scope);
    return address instanceof Inet6Address ? "[" + bare + "]" : bare;
  }
}
