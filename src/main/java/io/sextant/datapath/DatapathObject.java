package io.sextant.datapath;

import io.sextant.datapath.sys.BpfMap;
import io.sextant.datapath.sys.BpfObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The compiled programs in the jar, and how they come into the kernel with their maps. */
final class DatapathObject {
  private static final String RESOURCE = "/bpf/sextant.bpf.o";
  private static final List<String> MAPS =
      List.of(
          "config",
          "endpoints",
          "addresses",
          "rule_sets",
          "connections",
          "fragments",
          "events",
          "metrics",
          "emits");

  private DatapathObject() {}

  /** What is in the kernel after a load. */
  record Loaded(Attachments.Programs programs, Map<String, BpfMap> maps) implements AutoCloseable {
    BpfMap map(String name) {
      BpfMap map = maps.get(name);
      if (map == null) {
        throw new IllegalArgumentException("no map " + name);
      }
      return map;
    }

    @Override
    public void close() {
      programs.close();
      maps.values().forEach(BpfMap::close);
    }
  }

  static byte[] bytes() {
    try (InputStream in = DatapathObject.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IllegalStateException(RESOURCE + " is not in the jar: run src/main/bpf/build");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Loads with new maps that nobody pins: for the probe. */
  static Loaded loadAlone(DatapathConfig.Capacity capacity) throws IOException {
    try (BpfObject object = BpfObject.open(bytes(), "sextant")) {
      size(object, capacity);
      object.load();
      return take(object);
    }
  }

  /** Loads with the pinned maps that are there, and pins the others. */
  static Loaded load(PinDirectory pins, DatapathConfig.Capacity capacity) throws IOException {
    try (BpfObject object = BpfObject.open(bytes(), "sextant")) {
      size(object, capacity);
      for (String name : MAPS) {
        reuse(object, pins, name);
      }
      object.load();
      Loaded loaded = take(object);
      for (String name : MAPS) {
        if (pins.existing(name).isEmpty()) {
          loaded.map(name).pin(pins.map(name));
        }
      }
      return loaded;
    }
  }

  private static void reuse(BpfObject object, PinDirectory pins, String name) throws IOException {
    Optional<BpfMap> existing = pins.existing(name);
    if (existing.isPresent()) {
      try (BpfMap map = existing.get()) {
        object.reuse(name, map);
      }
    }
  }

  private static void size(BpfObject object, DatapathConfig.Capacity capacity) throws IOException {
    object.setMaxEntries("endpoints", capacity.endpoints());
    object.setMaxEntries("addresses", capacity.addresses());
    object.setMaxEntries("rule_sets", capacity.ruleSets());
    object.setMaxEntries("connections", capacity.connections());
  }

  private static Loaded take(BpfObject object) throws IOException {
    Map<String, BpfMap> maps = new HashMap<>();
    for (String name : MAPS) {
      maps.put(name, object.map(name));
    }
    return new Loaded(
        new Attachments.Programs(object.program("from_endpoint"), object.program("to_endpoint")),
        Map.copyOf(maps));
  }
}
