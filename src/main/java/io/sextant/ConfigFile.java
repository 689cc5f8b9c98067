package io.sextant;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.io.FileSystemResource;

/** A file of settings: one {@code sextant:} tree in YAML. */
final class ConfigFile {
  private static final String ROOT = "sextant.";

  private ConfigFile() {}

  /**
   * Reads a file into keys and values.
   *
   * @throws IOException in one line, naming the file and what is wrong with it
   */
  static Map<String, Object> read(Path file) throws IOException {
    if (!Files.isReadable(file) || Files.isDirectory(file)) {
      throw new IOException("--config " + file + ": there is no such file that can be read");
    }
    Map<String, Object> settings = new LinkedHashMap<>();
    try {
      for (PropertySource<?> document :
          new YamlPropertySourceLoader().load(file.toString(), new FileSystemResource(file))) {
        addTo(settings, (EnumerablePropertySource<?>) document, file);
      }
    } catch (RuntimeException e) {
      String problem = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
      throw new IOException("--config " + file + ": it is no YAML: " + problem, e);
    }
    return settings;
  }

  private static void addTo(
      Map<String, Object> settings, EnumerablePropertySource<?> document, Path file)
      throws IOException {
    for (String key : document.getPropertyNames()) {
      if (!key.startsWith(ROOT)) {
        throw new IOException(
            "--config %s: unknown key %s; all keys stand in one sextant: tree"
                .formatted(file, key));
      }
      Object value = document.getProperty(key);
      settings.put(key, value == null ? "" : value);
    }
  }
}
