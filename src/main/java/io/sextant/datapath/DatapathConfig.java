package io.sextant.datapath;

import io.sextant.datapath.sys.BpfFileSystem;
import java.nio.file.Path;

/**
 * Where the datapath keeps itself, how large it is, and what it reports at first.
 *
 * @param pinDirectory inside a bpf file system; no dots in its name
 */
public record DatapathConfig(
    Path pinDirectory, Capacity capacity, AttachMode attachMode, EventSettings events) {

  /** How programs come onto a device. */
  public enum AttachMode {
    /** TCX, or clsact where the kernel has no TCX. */
    AUTO,
    TCX,
    CLSACT
  }

  /** Most entries of each map; a pinned map keeps the size it was made with. */
  public record Capacity(int endpoints, int addresses, int ruleSets, int connections) {
    public Capacity {
      if (endpoints < 1 || addresses < 1 || ruleSets < 1 || connections < 1) {
        throw new IllegalArgumentException(
            "a capacity must be 1 or more: "
                + endpoints
                + " endpoints, "
                + addresses
                + " addresses, "
                + ruleSets
                + " rule sets, "
                + connections
                + " connections");
      }
    }
  }

  public DatapathConfig {
    if (!pinDirectory.isAbsolute() || pinDirectory.toString().contains(".")) {
      throw new IllegalArgumentException(
          "pin directory " + pinDirectory + ": must be absolute and without dots");
    }
  }

  /** Under {@code /sys/fs/bpf/sextant}, for 4,096 endpoints. */
  public static DatapathConfig defaults() {
    return new DatapathConfig(
        BpfFileSystem.USUAL.resolve("sextant"),
        new Capacity(4_096, 524_288, 16_384, 131_072),
        AttachMode.AUTO,
        EventSettings.defaults());
  }

  public DatapathConfig withPinDirectory(Path directory) {
    return new DatapathConfig(directory, capacity, attachMode, events);
  }

  public DatapathConfig withAttachMode(AttachMode mode) {
    return new DatapathConfig(pinDirectory, capacity, mode, events);
  }

  public DatapathConfig withEvents(EventSettings settings) {
    return new DatapathConfig(pinDirectory, capacity, attachMode, settings);
  }
}
