package io.sextant.datapath;

import io.sextant.datapath.sys.BpfFileSystem;
import io.sextant.datapath.sys.BpfMap;
import io.sextant.datapath.sys.DirectoryLock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The pinned state of one datapath, locked while it is open.
 *
 * <pre>
 * base/v2/maps/NAME      maps, adopted by the next start
 *         links/7-ingress   TCX links by device number
 *         clsact/7-egress   the program there, as a mark that a filter was set
 * </pre>
 */
final class PinDirectory implements AutoCloseable {
  /** To be raised with each change of a map's layout. */
  static final String LAYOUT_VERSION = "v2";

  private static final Path CILIUM_EVENTS = BpfFileSystem.USUAL.resolve("tc/globals/cilium_events");

  private final Path base;
  private final Path current;
  private final DirectoryLock lock;

  private PinDirectory(Path base, DirectoryLock lock) {
    this.base = base;
    this.current = base.resolve(LAYOUT_VERSION);
    this.lock = lock;
  }

  /** Creates and locks it; says why not. */
  static PinDirectory open(Path base) throws IOException {
    refuseCilium();
    if (!BpfFileSystem.holds(base)) {
      throw new IOException(
          "no bpf file system at " + base + ": mount -t bpf bpf " + BpfFileSystem.USUAL);
    }
    Files.createDirectories(base);
    Optional<DirectoryLock> lock = DirectoryLock.tryLock(base);
    if (lock.isEmpty()) {
      throw new IOException("another process runs the datapath in " + base + ": stop it first");
    }
    PinDirectory directory = new PinDirectory(base, lock.get());
    try {
      directory.refuseOtherLayouts();
      for (String part : List.of("maps", "links", "clsact")) {
        Files.createDirectories(directory.current.resolve(part));
      }
      return directory;
    } catch (IOException e) {
      directory.close();
      throw e;
    }
  }

  /** Two sets of programs on one node would judge each packet twice. */
  static void refuseCilium() throws IOException {
    if (Files.exists(CILIUM_EVENTS)) {
      throw new IOException(
          "Cilium runs on this node (" + CILIUM_EVENTS + "): read its Hubble socket instead");
    }
  }

  Path links() {
    return current.resolve("links");
  }

  Path clsact() {
    return current.resolve("clsact");
  }

  Path map(String name) {
    return current.resolve("maps").resolve(name);
  }

  Optional<BpfMap> existing(String map) throws IOException {
    Path path = map(map);
    return Files.exists(path) ? Optional.of(BpfMap.openPinned(path)) : Optional.empty();
  }

  /** Whether exactly this map is pinned under this name. */
  boolean holds(String name, BpfMap map) throws IOException {
    Path path = map(name);
    if (!Files.exists(path)) {
      return false;
    }
    try (BpfMap pinned = BpfMap.openPinned(path)) {
      return pinned.id() == map.id();
    }
  }

  /** Pins a map in place of whatever has its name. */
  void pin(String name, BpfMap map) throws IOException {
    Files.createDirectories(map(name).getParent());
    Files.deleteIfExists(map(name));
    map.pin(map(name));
  }

  /** Device numbers of the pins in a directory, whose names begin with them. */
  static List<Integer> devices(Path directory) throws IOException {
    return names(directory).stream()
        .map(name -> Integer.valueOf(name.substring(0, name.indexOf('-'))))
        .distinct()
        .sorted()
        .toList();
  }

  static List<String> names(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> paths = Files.list(directory)) {
      return paths.map(path -> path.getFileName().toString()).sorted().toList();
    }
  }

  /** Unpins all and removes the directory; the caller has detached the programs. */
  void delete() throws IOException {
    List<Path> paths;
    try (Stream<Path> tree = Files.walk(base)) {
      paths = tree.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : paths) {
      Files.delete(path);
    }
  }

  @Override
  public void close() {
    lock.close();
  }

  private void refuseOtherLayouts() throws IOException {
    for (String name : names(base)) {
      if (!name.equals(LAYOUT_VERSION)) {
        throw new IOException(
            base.resolve(name)
                + " is of another version of the datapath: uninstall with that version");
      }
    }
  }
}
