package io.sextant;

import static io.sextant.datapath.sys.IpCommand.ip;
import static org.assertj.core.api.Assertions.assertThat;

import io.sextant.datapath.sys.BpfFileSystem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * A node on the real kernel: a namespace, a bpf file system, and folders for manifests and state.
 */
final class TestNode implements AutoCloseable {
  final String namespace;
  final Path bpf;
  private final Path folder;
  private final Path manifests;

  TestNode(Path folder, String name) throws IOException {
    this.folder = folder;
    namespace = name + "-" + ProcessHandle.current().pid();
    bpf = Files.createDirectory(folder.resolve("bpf"));
    manifests = Files.createDirectory(folder.resolve("manifests"));
    BpfFileSystem.mount(bpf);
    ip("netns", "add", namespace);
  }

  Settings settings() throws IOException {
    return settings(Map.of());
  }

  /** What its agent is told, some of it other than usual. */
  Settings settings(Map<String, Object> others) throws IOException {
    Map<String, Object> all =
        new HashMap<>(
            Map.of(
                "sextant.policies.folder",
                manifests,
                "sextant.node",
                "quay",
                "sextant.datapath.pins",
                bpf.resolve("pins"),
                "sextant.datapath.state",
                folder.resolve("state"),
                "sextant.datapath.namespace",
                namespace,
                "sextant.datapath.addresses",
                "10.77.0.1"));
    all.putAll(others);
    return Server.settings(all, Map.of());
  }

  /** Puts a manifest there, whole at once. */
  void write(String name, String text) throws IOException {
    Path unfinished = folder.resolve(name);
    Files.writeString(unfinished, text);
    Files.move(
        unfinished,
        manifests.resolve(name),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
  }

  static void await(BooleanSupplier condition) throws InterruptedException {
    Instant end = Instant.now().plus(Duration.ofSeconds(60));
    while (!condition.getAsBoolean()) {
      assertThat(Instant.now()).isBefore(end);
      Thread.sleep(5);
    }
  }

  @Override
  public void close() throws IOException {
    LocalNode.cleanUp(settings());
    ip("netns", "delete", namespace);
    BpfFileSystem.unmount(bpf);
  }
}
