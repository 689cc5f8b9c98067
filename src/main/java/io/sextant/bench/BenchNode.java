package io.sextant.bench;

import io.sextant.agent.AgentSettings;
import io.sextant.agent.NodeAgent;
import io.sextant.agent.NodeSpec;
import io.sextant.control.ClusterState;
import io.sextant.control.LiveCluster;
import io.sextant.datapath.Datapath;
import io.sextant.datapath.DatapathConfig;
import io.sextant.datapath.sys.BpfFileSystem;
import io.sextant.datapath.sys.NetworkNamespace;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * An agent on the kernel of this machine, in a network namespace with a device for each pod of
 * {@link PolicyCluster}, and a bpf file system of its own. Closing leaves nothing.
 */
final class BenchNode implements AutoCloseable {
  private final String namespace = "sxt-bench-" + ProcessHandle.current().pid();
  private final List<AutoCloseable> opened = new ArrayList<>();
  private final Path folder;
  private final NodeAgent agent;

  private BenchNode() throws IOException {
    folder = Files.createTempDirectory("sextant-bench");
    opened.add(() -> delete(folder));
    try {
      Path bpf = Files.createDirectory(folder.resolve("bpf"));
      BpfFileSystem.mount(bpf);
      opened.add(() -> BpfFileSystem.unmount(bpf));
      ip("", "netns", "add", namespace);
      opened.add(() -> ip("", "netns", "delete", namespace));
      ip(devices(), "-n", namespace, "-batch", "-");
      Datapath datapath =
          Datapath.open(DatapathConfig.defaults().withPinDirectory(bpf.resolve("pins")));
      opened.add(() -> inside(datapath));
      agent =
          NodeAgent.start(
              new NodeSpec("bench", "default", List.of(), namespace),
              AgentSettings.defaults()
                  .withReconcileEvery(Duration.ofMinutes(10))
                  .withStateDirectory(folder),
              datapath,
              new LiveCluster(ClusterState.EMPTY),
              _ -> {});
      opened.add(agent);
    } catch (IOException | RuntimeException e) {
      try {
        close();
      } catch (IOException left) {
        e.addSuppressed(left);
      }
      throw e;
    }
  }

  static BenchNode create() throws IOException {
    return new BenchNode();
  }

  NodeAgent agent() {
    return agent;
  }

  Path folder() {
    return folder;
  }

  @Override
  public void close() throws IOException {
    IOException failure = null;
    while (!opened.isEmpty()) {
      try {
        opened.removeLast().close();
      } catch (Exception e) {
        failure =
            failure == null ? new IOException("bench may have left something: " + e, e) : failure;
      }
    }
    if (failure != null) {
      throw failure;
    }
  }

  private static String devices() {
    StringBuilder lines = new StringBuilder();
    for (int namespace = 0; namespace < PolicyCluster.NAMESPACES; namespace++) {
      for (int app = 0; app < PolicyCluster.LOCAL_APPS; app++) {
        String device = PolicyCluster.device(namespace, app);
        lines.append("link add %s type veth peer name %s-pod\n".formatted(device, device));
      }
    }
    return lines.toString();
  }

  private static void ip(String input, String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of("ip"));
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    try (BufferedWriter in = process.outputWriter(StandardCharsets.US_ASCII)) {
      in.write(input);
    }
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      if (process.waitFor() != 0) {
        throw new IOException("%s: %s".formatted(String.join(" ", command), said.strip()));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  /** On a platform thread of its own, since only such can move between namespaces. */
  private void inside(Datapath datapath) throws IOException {
    FutureTask<String> task =
        new FutureTask<>(() -> {
          try (NetworkNamespace home = NetworkNamespace.open(namespace)) {
            home.enter();
          }
          datapath.uninstall();
          return namespace;
        });
    Thread.ofPlatform().name("bench-namespace").start(task);
    try {
      task.get();
    } catch (ExecutionException e) {
      throw new IOException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private static void delete(Path folder) throws IOException {
    try (var files = Files.walk(folder)) {
      for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
