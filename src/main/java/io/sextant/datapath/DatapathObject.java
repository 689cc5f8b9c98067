package io.sextant.datapath;

import io.sextant.datapath.sys.BpfMap;
import io.sextant.datapath.sys.BpfObject;
import io.sextant.datapath.sys.BpfProgram;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The compiled programs in the jar, and how they come into the kernel with their maps. */
final class DatapathObject {
  private static final String RESOURCE = "/bpf/sextant.bpf.o";
  static final List<String> MAPS =
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
      List<String> fresh = new ArrayList<>();
      for (String name : MAPS) {
        if (!reuse(object, pins, name)) {
          fresh.add(name);
        }
      }
      object.load();
      Loaded loaded = take(object);
      try {
        for (String name : fresh) {
          loaded.map(name).pin(pins.map(name));
        }
        return loaded;
      } catch (IOException | RuntimeException e) {
        loaded.close();
        throw e;
      }
    }
  }

  /** False if nothing is pinned under this name. */
  private static boolean reuse(BpfObject object, PinDirectory pins, String name)
      throws IOException {
    Optional<BpfMap> existing = pins.existing(name);
    if (existing.isEmpty()) {
      return false;
    }
    try (BpfMap map = existing.get()) {
      object.reuse(name, map);
      return true;
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
    try {
      for (String name : MAPS) {
        maps.put(name, object.map(name));
      }
      return new Loaded(takePrograms(object), Map.copyOf(maps));
    } catch (IOException | RuntimeException e) {
      maps.values().forEach(BpfMap::close);
      throw e;
    }
  }

  private static Attachments.Programs takePrograms(BpfObject object) throws IOException {
    BpfProgram fromEndpoint = object.program("from_endpoint");
    try {
      return new Attachments.Programs(fromEndpoint, object.program("to_endpoint"));
    } catch (IOException | RuntimeException e) {
      fromEndpoint.close();
      throw e;
    }
  }
}
