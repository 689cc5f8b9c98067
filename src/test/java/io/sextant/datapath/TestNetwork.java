package io.sextant.datapath;

import static io.sextant.datapath.sys.IpCommand.ip;

import io.sextant.datapath.sys.NetworkNamespace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Three network namespaces that route: client 10.231.1.2 and fd31:1::2, server 10.231.2.2 and
 * fd31:2::2, and the router between them that holds the host's side of both devices.
 */
final class TestNetwork implements AutoCloseable {
  static final String CLIENT_DEVICE = "sxdc";
  static final String SERVER_DEVICE = "sxds";
  static final String CLIENT = "10.231.1.2";
  static final String SERVER = "10.231.2.2";
  static final String CLIENT6 = "fd31:1::2";
  static final String SERVER6 = "fd31:2::2";

  private static final AtomicInteger NUMBER = new AtomicInteger();

  private final String suffix = ProcessHandle.current().pid() + "-" + NUMBER.incrementAndGet();
  private final List<String> names = new ArrayList<>();
  private final NetworkNamespace router;
  private final NetworkNamespace client;
  private final NetworkNamespace server;

  TestNetwork() throws IOException {
    try {
      router = add("sxdr-");
      client = add("sxdc-");
      server = add("sxds-");
      router.run(TestNetwork::forward);
      connect(client, CLIENT_DEVICE, 1);
      connect(server, SERVER_DEVICE, 2);
    } catch (IOException | RuntimeException | Error e) {
      deleteAll();
      throw e;
    }
  }

  NetworkNamespace router() {
    return router;
  }

  NetworkNamespace client() {
    return client;
  }

  NetworkNamespace server() {
    return server;
  }

  void deleteClientDevice() throws IOException {
    ip("-n", router.name(), "link", "delete", CLIENT_DEVICE);
  }

  @Override
  public void close() throws IOException {
    router.close();
    client.close();
    server.close();
    deleteAll();
  }

  private NetworkNamespace add(String prefix) throws IOException {
    String name = prefix + suffix;
    ip("netns", "add", name);
    names.add(name);
    return NetworkNamespace.open(name);
  }

  private void connect(NetworkNamespace peer, String device, int subnet) throws IOException {
    String r = router.name();
    String p = peer.name();
    ip("-n", r, "link", "add", device, "type", "veth", "peer", "name", "eth0", "netns", p);
    address(r, device, subnet, 1);
    address(p, "eth0", subnet, 2);
    ip("-n", p, "link", "set", "lo", "up");
    ip("-n", p, "route", "add", "default", "via", "10.231." + subnet + ".1");
    ip("-n", p, "-6", "route", "add", "default", "via", "fd31:" + subnet + "::1");
  }

  private static void address(String namespace, String device, int subnet, int host)
      throws IOException {
    String four = "10.231." + subnet + "." + host + "/24";
    String six = "fd31:" + subnet + "::" + host + "/64";
    ip("-n", namespace, "address", "add", four, "dev", device);
    ip("-n", namespace, "-6", "address", "add", six, "dev", device, "nodad");
    ip("-n", namespace, "link", "set", device, "up");
  }

  private static void forward() throws IOException {
    Files.writeString(Path.of("/proc/sys/net/ipv4/ip_forward"), "1");
    Files.writeString(Path.of("/proc/sys/net/ipv6/conf/all/forwarding"), "1");
  }

  private void deleteAll() throws IOException {
    for (String name : names) {
      ip("netns", "delete", name);
    }
  }
}
