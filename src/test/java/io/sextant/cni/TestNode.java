package io.sextant.cni;

import static io.sextant.datapath.sys.IpCommand.ip;
import static org.assertj.core.api.Assertions.assertThat;

import io.sextant.datapath.sys.NetworkNamespace;
import io.sextant.flow.Cidr;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** A namespace that plays the node, with an agent's socket, and pods' namespaces beside it. */
final class TestNode implements AutoCloseable {
  private static final List<Cidr> RANGES =
      List.of(Cidr.parse("10.42.0.0/28"), Cidr.parse("fd42::/64"));

  private static int created;

  private final String prefix = "sxc-" + ProcessHandle.current().pid() + "-" + created++;
  private final Path directory;
  private final List<String> namespaces = new ArrayList<>();
  private final NetworkNamespace node;
  final TestRegistry registry;
  private CniServer server;

  TestNode(Path directory, TestRegistry registry) throws IOException {
    this.directory = directory;
    this.registry = registry;
    add("node");
    node = NetworkNamespace.open(name("node"));
    ip("-n", name("node"), "link", "set", "lo", "up");
    // A node has addresses; what it sends to pods needs one.
    ip("-n", name("node"), "address", "add", "192.0.2.1/32", "dev", "lo");
    ip("-n", name("node"), "address", "add", "2001:db8::1/128", "dev", "lo");
    try {
      server = start(registry);
    } catch (IOException | RuntimeException e) {
      node.close();
      delete("node");
      throw e;
    }
  }

  private CniServer start(TestRegistry registry) throws IOException {
    CniSettings settings = new CniSettings(socket(), book(), RANGES, 1400);
    return node.<CniServer, IOException>call(() -> CniServer.start(settings, registry));
  }

  /** As after the agent was killed in the middle of an ADD: all is made, nothing answered. */
  TestRegistry killInTheMiddleOfAnAdd(String pod) throws Exception {
    server.close();
    AttachmentBook book = new AttachmentBook(book(), new AddressPool("pods", RANGES));
    Attachment cut = book.open(TestAttachments.id(pod), TestAttachments.pod(pod), path(pod));
    try (NodeWiring wiring =
        new NodeWiring(
            node.<NetworkNamespace, IOException>call(NetworkNamespace::ofThread), 1400)) {
      wiring.create(cut);
      assertThat(leftovers()).isNotEmpty();
    }
    TestRegistry empty = new TestRegistry();
    server = start(empty);
    return empty;
  }

  private Path book() {
    return directory.resolve("book");
  }

  /** As after a stop of the agent, with a registry that knows nothing. */
  TestRegistry restart() throws IOException {
    server.close();
    TestRegistry empty = new TestRegistry();
    server = start(empty);
    return empty;
  }

  Path socket() {
    return directory.resolve("cni.sock");
  }

  NetworkNamespace namespace() {
    return node;
  }

  /** Makes a pod's namespace. */
  String add(String pod) throws IOException {
    ip("netns", "add", name(pod));
    namespaces.add(name(pod));
    return path(pod);
  }

  void delete(String pod) throws IOException {
    ip("netns", "delete", name(pod));
    namespaces.remove(name(pod));
  }

  String path(String pod) {
    return "/run/netns/" + name(pod);
  }

  String name(String pod) {
    return prefix + "-" + pod;
  }

  /** A call by the plug-in's code, in this process. */
  CniAnswer call(String verb, String pod, String configuration) {
    return call(TestAttachments.environment(verb, pod, path(pod)), configuration);
  }

  CniAnswer call(Map<String, String> environment, String configuration) {
    return new CniPlugin(socket()).call(environment, configuration);
  }

  /** Makes a pod's namespace and attaches it. */
  JsonNode added(String pod) throws IOException {
    add(pod);
    return TestAnswers.json(call("ADD", pod, OwnNodeTest.CONFIGURATION));
  }

  /** The plug-in as a process of its own. */
  Process plugin(String verb, String pod, String configuration) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                CniPlugin.class.getName())
            .redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().putAll(TestAttachments.environment(verb, pod, path(pod)));
    builder.environment().put("SEXTANT_CNI_SOCKET", socket().toString());
    Process process = builder.start();
    try (var in = process.getOutputStream()) {
      in.write(configuration.getBytes(StandardCharsets.UTF_8));
    }
    return process;
  }

  /** What the node has of pods: devices, routes and neighbours; empty when nothing is left. */
  List<String> leftovers() throws IOException {
    List<String> lines = new ArrayList<>();
    lines.addAll(ip("-n", name("node"), "-o", "link", "show", "type", "veth"));
    lines.addAll(ip("-n", name("node"), "-o", "route"));
    lines.addAll(ip("-n", name("node"), "-o", "neigh", "show", "nud", "permanent"));
    return lines;
  }

  /** Neither here, nor in the first registry, nor in the pod. */
  void nothingIsLeft(String pod) throws IOException {
    assertThat(leftovers()).isEmpty();
    assertThat(registry.pods()).isEmpty();
    assertThat(ip("-n", name(pod), "-o", "link", "show", "type", "veth")).isEmpty();
  }

  /** From inside a pod; raw sockets of Java, so that no ping need be installed. */
  void ping(String from, String to) throws IOException {
    try (NetworkNamespace pod = NetworkNamespace.open(name(from))) {
      boolean answered =
          pod.<Boolean, IOException>call(() -> InetAddress.ofLiteral(to).isReachable(3000));
      assertThat(answered).as("%s reaches %s", from, to).isTrue();
    }
  }

  static String link(String namespace, String device) throws IOException {
    return String.join(" ", ip("-n", namespace, "-d", "-o", "link", "show", device));
  }

  @Override
  public void close() throws IOException {
    server.close();
    node.close();
    for (String name : List.copyOf(namespaces)) {
      ip("netns", "delete", name);
    }
  }
}
