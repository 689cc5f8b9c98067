package io.sextant.manifest;

import io.sextant.manifest.Manifests.Item;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What is in force of the files of a folder. Of an object whose new text is wrong the last good one
 * stays, until its document is gone. Belongs to one thread.
 */
final class FolderState {
  private final Map<String, Manifests> files = new TreeMap<>();

  /** A file has a new content. */
  void put(String file, Manifests read) {
    Manifests before = files.get(file);
    List<Item> items = new ArrayList<>(read.items());
    if (before != null && !read.errors().isEmpty()) {
      items.addAll(kept(before, read));
    }
    files.put(file, new Manifests(items, read.errors()));
  }

  /** A file is gone, and all that was in it. */
  void remove(String file) {
    files.remove(file);
  }

  Set<String> names() {
    return Set.copyOf(files.keySet());
  }

  /** What is in force now; of two objects of one name that of the file whose name is first. */
  ManifestFolder.Snapshot snapshot() {
    Map<ObjectName, Location> taken = new HashMap<>();
    List<ClusterObject> objects = new ArrayList<>();
    List<ManifestError> errors = new ArrayList<>();
    for (Manifests file : files.values()) {
      Manifests own = file.withoutDoubles(taken);
      own.items().forEach(item -> objects.add(item.object()));
      errors.addAll(own.errors());
    }
    return new ManifestFolder.Snapshot(ClusterObjects.of(objects), errors);
  }

  /** Where an error does not say whose it is, it may be that of any object no longer found. */
  private static List<Item> kept(Manifests before, Manifests read) {
    Set<ObjectName> good =
        read.items().stream().map(item -> item.object().name()).collect(Collectors.toSet());
    Set<ObjectName> bad = new HashSet<>();
    boolean anonymous = false;
    for (ManifestError error : read.errors()) {
      ObjectName name = error.object();
      if (name != null) {
        bad.add(name);
      } else {
        anonymous = true;
      }
    }
    List<Item> kept = new ArrayList<>();
    for (Item item : before.items()) {
      ObjectName name = item.object().name();
      if (!good.contains(name) && (anonymous || bad.contains(name))) {
        kept.add(item);
      }
    }
    return kept;
  }
}
