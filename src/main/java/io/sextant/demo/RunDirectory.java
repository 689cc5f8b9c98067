package io.sextant.demo;

import io.sextant.datapath.Datapath;
import io.sextant.datapath.DatapathConfig;
import io.sextant.datapath.sys.BpfFileSystem;
import io.sextant.datapath.sys.DirectoryLock;
import io.sextant.datapath.sys.NetworkNamespace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What one demo owns on the machine outside of its process, and the lock on it.
 *
 * <pre>
 *   RUN/PREFIX          locked by flock(2) while the demo runs, so a dead demo's lock is free
 *   RUN/PREFIX/bpf      a bpf file system of its own, for the pins
 *   RUN/PREFIX/netns    says that /run/netns was mounted for this demo by ip
 *   /run/netns/PREFIX-… the network namespaces
 * </pre>
 */
final class RunDirectory implements AutoCloseable {
  private static final Path NETNS = Path.of("/run/netns");
  private static final Path MOUNTS = Path.of("/proc/self/mountinfo");

  private final DemoSettings settings;
  private final Path directory;
  private final DirectoryLock lock;

  private RunDirectory(DemoSettings settings, Path directory, DirectoryLock lock) {
    this.settings = settings;
    this.directory = directory;
    this.lock = lock;
  }

  /** Takes the lock, and away what a demo that was killed has left. */
  static RunDirectory take(DemoSettings settings) throws IOException {
    Path directory = settings.runDirectory().resolve(settings.prefix());
    Files.createDirectories(directory);
    Optional<DirectoryLock> lock = DirectoryLock.tryLock(directory);
    if (lock.isEmpty()) {
      throw new IOException(
          "another demo runs (it holds " + directory + "): stop it first, or add --replay");
    }
    RunDirectory taken = new RunDirectory(settings, directory, lock.get());
    try {
      taken.removeLeftovers();
      taken.prepare();
      return taken;
    } catch (IOException | RuntimeException e) {
      Closing.after(e, taken::close);
      throw e;
    }
  }

  /** Where the datapath may pin. */
  DatapathConfig datapath() {
    return DatapathConfig.defaults().withPinDirectory(bpf().resolve("pins"));
  }

  /** Removes all of it and lets the lock go; whatever fails is thrown at the end. */
  @Override
  public void close() throws IOException {
    try {
      removeLeftovers();
      Files.deleteIfExists(directory);
      deleteIfEmpty(settings.runDirectory());
    } finally {
      lock.close();
    }
  }

  private Path bpf() {
    return directory.resolve("bpf");
  }

  private Path netnsMark() {
    return directory.resolve("netns");
  }

  private void prepare() throws IOException {
    Files.createDirectory(bpf());
    BpfFileSystem.mount(bpf());
    if (!isMounted(NETNS)) {
      Files.createFile(netnsMark());
    }
  }

  private void removeLeftovers() throws IOException {
    if (Files.isDirectory(bpf())) {
      if (isMounted(bpf())) {
        uninstall();
        BpfFileSystem.unmount(bpf());
      }
      Files.delete(bpf());
    }
    deleteNamespaces();
    if (Files.exists(netnsMark())) {
      unmountNetns();
      Files.delete(netnsMark());
    }
  }

  /** In the node's namespace when it is still there: filters are found by device numbers of it. */
  private void uninstall() throws IOException {
    String node = settings.prefix() + "-node";
    if (!Files.exists(NETNS.resolve(node))) {
      Datapath.uninstall(datapath());
      return;
    }
    try (NetworkNamespace namespace = NetworkNamespace.open(node)) {
      namespace.call(() -> Datapath.uninstall(datapath()));
    }
  }

  private void deleteNamespaces() throws IOException {
    List<String> names = namespaces();
    if (!names.isEmpty()) {
      IpRoute.batchAsFarAsPossible(names.stream().map(name -> "netns delete " + name).toList());
    }
    List<String> left = namespaces();
    if (!left.isEmpty()) {
      throw new IOException("could not delete network namespaces: ip netns delete " + left);
    }
  }

  private List<String> namespaces() throws IOException {
    if (!Files.isDirectory(NETNS)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(NETNS)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.startsWith(settings.prefix() + "-"))
          .toList();
    }
  }

  /** Only when nobody else keeps namespaces there by now. */
  private static void unmountNetns() throws IOException {
    if (!isMounted(NETNS)) {
      return;
    }
    try (Stream<Path> files = Files.list(NETNS)) {
      if (files.findAny().isPresent()) {
        return;
      }
    }
    BpfFileSystem.unmount(NETNS);
    deleteIfEmpty(NETNS);
  }

  private static boolean isMounted(Path path) throws IOException {
    try (Stream<String> lines = Files.lines(MOUNTS)) {
      return lines.anyMatch(line -> line.split(" ", 6)[4].equals(path.toString()));
    }
  }

  private static void deleteIfEmpty(Path directory) throws IOException {
    try {
      Files.deleteIfExists(directory);
    } catch (java.nio.file.DirectoryNotEmptyException e) {
      // Others are there.
    }
  }
}
