package io.sextant;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The {@code sextant:} tree. Every key stands in the README's table; an unknown key or a bad value
 * stops the start.
 *
 * @param node name of this node; empty means the host's name
 * @param cluster name of the cluster; {@code default} is left out of node names
 * @param bind address that all servers listen on
 * @param insecure whether servers without TLS may listen where other machines reach them
 * @param history flows on the disk
 * @param relay observers that a server of role {@code server} asks
 * @param policies where they come from and how they are enforced
 * @param datapath where it is and how it is looked after
 * @param cni whether and how devices for pods are made
 */
@ConfigurationProperties(value = "sextant", ignoreUnknownFields = false)
public record Settings(
    @DefaultValue("") String node,
    @DefaultValue("default") String cluster,
    @DefaultValue("127.0.0.1") String bind,
    @DefaultValue("false") boolean insecure,
    @DefaultValue Http http,
    @DefaultValue GrpcSettings grpc,
    @DefaultValue Metrics metrics,
    @DefaultValue Memory memory,
    @DefaultValue HistoryOptions history,
    @DefaultValue RelaySettings relay,
    @DefaultValue NodeOptions.Policies policies,
    @DefaultValue NodeOptions.Datapath datapath,
    @DefaultValue NodeOptions.Cni cni) {

  public Settings {
    if (history.isOn() && memory.flows() < HistoryOptions.LEAST_MEMORY) {
      throw new IllegalArgumentException(
          "sextant.memory.flows is %d; with sextant.history.folder it must be at least %d, for what is in no block yet"
              .formatted(memory.flows(), HistoryOptions.LEAST_MEMORY));
    }
    if (!insecure) {
      checkLocal(
          "sextant.bind",
          bind,
          "page, REST and metrics have no TLS, so set sextant.insecure=true if that is meant");
      if (!grpc.bind().isEmpty() && !grpc.tls().files().hasCertificate()) {
        checkLocal(
            "sextant.grpc.bind",
            grpc.bind(),
            "set sextant.grpc.tls.cert-file and key-file, or sextant.insecure=true for plain text");
      }
    }
  }

  /**
   * Pages, REST and streams.
   *
   * @param page whether there are pages beside REST
   */
  public record Http(@DefaultValue("8080") int port, @DefaultValue("true") boolean page) {
    public Http {
      checkPort("sextant.http.port", port);
    }
  }

  /** What Prometheus scrapes. */
  public record Metrics(@DefaultValue("9965") int port) {
    public Metrics {
      checkPort("sextant.metrics.port", port);
    }
  }

  /**
   * The newest flows, kept in memory.
   *
   * @param flows how many
   */
  public record Memory(@DefaultValue("65535") int flows) {
    private static final int MOST = 1 << 24;

    public Memory {
      if (flows < 1 || flows > MOST) {
        throw new IllegalArgumentException(
            "sextant.memory.flows is " + flows + "; it must be between 1 and " + MOST);
      }
    }
  }

  /** The address that Hubble's API listens on. */
  String grpcBind() {
    return grpc.bind().isEmpty() ? bind : grpc.bind();
  }

  /** The node's name as clients see it. */
  public String nodeName() {
    String name = hostName();
    return cluster.isEmpty() || cluster.equals("default") ? name : cluster + "/" + name;
  }

  /** The node's name within its cluster, as pods and nodes name it. */
  public String hostName() {
    if (!node.isEmpty()) {
      return node;
    }
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "localhost";
    }
  }

  private static void checkLocal(String key, String bind, String advice) {
    try {
      if (!InetAddress.getByName(bind).isLoopbackAddress()) {
        throw new IllegalArgumentException(
            key + " is " + bind + ", which other machines may reach: " + advice);
      }
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(
          key + " is \"" + bind + "\", which is no address of this machine; try 127.0.0.1");
    }
  }

  static void checkPort(String key, int port) {
    if (port < 0 || port > 65535) {
      throw new IllegalArgumentException(
          key + " is " + port + "; a port is between 0 (any free one) and 65535");
    }
  }
}
