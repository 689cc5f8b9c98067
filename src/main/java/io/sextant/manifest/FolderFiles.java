package io.sextant.manifest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The manifests that lie in a folder. Links are followed, so that the folder may be a mounted
 * ConfigMap; names that begin with a dot are not looked at, nor what editors keep beside a file.
 */
final class FolderFiles {
  private static final Set<String> ENDINGS = Set.of(".yaml", ".yml", ".json");

  /**
   * What tells one content of a file from the next.
   *
   * @param file where it really lies, which changes when a link is turned
   */
  record Look(Path file, long modified, long size, Object key) {}

  private FolderFiles() {}

  /** The files by their names, in the order of the names. */
  static Map<String, Look> in(Path folder) throws IOException {
    Map<String, Look> files = new TreeMap<>();
    try (Stream<Path> entries = Files.list(folder)) {
      for (Path entry : (Iterable<Path>) entries::iterator) {
        Look look = isManifest(entry) ? look(entry) : null;
        if (look != null) {
          files.put(String.valueOf(entry.getFileName()), look);
        }
      }
    }
    return files;
  }

  /** Whether the name of a file is that of a manifest. */
  static boolean isManifest(Path file) {
    String name = String.valueOf(file.getFileName());
    int dot = name.lastIndexOf('.');
    return dot > 0 && !name.startsWith(".") && ENDINGS.contains(name.substring(dot));
  }

  /** What is there, or null for no file; it may go away at any time. */
  private static @Nullable Look look(Path entry) {
    try {
      Path real = entry.toRealPath();
      BasicFileAttributes attributes = Files.readAttributes(real, BasicFileAttributes.class);
      Object key = attributes.fileKey();
      return attributes.isRegularFile()
          ? new Look(
              real,
              attributes.lastModifiedTime().to(TimeUnit.NANOSECONDS),
              attributes.size(),
              key == null ? real : key)
          : null;
    } catch (IOException e) {
      return null;
    }
  }
}
