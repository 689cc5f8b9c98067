package io.sextant.manifest;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What the manifests of one file say.
 *
 * @param items the objects without fault, in the order of the file
 * @param errors what is wrong with those that are left out, in the same order
 */
public record Manifests(List<Item> items, List<ManifestError> errors) {
  /** Larger files are refused. */
  public static final int MAX_BYTES = 16 << 20;

  /** An object and where its document begins. */
  public record Item(Location at, ClusterObject object) {}

  public Manifests {
    items = List.copyOf(items);
    errors = List.copyOf(errors);
  }

  /**
   * Reads YAML or JSON, with any number of documents. Never throws for what is in them.
   *
   * @param file its name, for errors
   */
  public static Manifests read(String file, byte[] bytes) {
    if (bytes.length > MAX_BYTES) {
      return tooLarge(file, bytes.length);
    }
    Errors errors = new Errors(file);
    List<Item> items = new ArrayList<>();
    String text = text(bytes, errors);
    ObjectReader reader = new ObjectReader(errors, items::add);
    new Documents(errors, reader::read).read(text);
    return new Manifests(items, errors.found()).withoutDoubles(new HashMap<>());
  }

  /** What could not be read at all. */
  static Manifests unreadable(String file, String problem) {
    Errors errors = new Errors(file);
    errors.add(Place.top(1, 1), problem);
    return new Manifests(List.of(), errors.found());
  }

  /**
   * Leaves out what is there already.
   *
   * @param taken where the objects of other files are; gets those of this one
   */
  public Manifests withoutDoubles(Map<ObjectName, Location> taken) {
    List<Item> first = new ArrayList<>();
    List<ManifestError> all = new ArrayList<>(errors);
    for (Item item : items) {
      Location other = taken.putIfAbsent(item.object().name(), item.at());
      if (other == null) {
        first.add(item);
      } else {
        String problem =
            "%s is already in %s, document %d: give one of them another name or remove it"
                .formatted(item.object().name(), other, other.document());
        all.add(new ManifestError(item.at(), item.object().name(), problem));
      }
    }
    return new Manifests(first, all);
  }

  static Manifests tooLarge(String file, long bytes) {
    return unreadable(file, "%d bytes: up to %d are possible".formatted(bytes, MAX_BYTES));
  }

  private static String text(byte[] bytes, Errors errors) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      String before = new String(bytes, StandardCharsets.UTF_8);
      String good = before.substring(0, Math.max(0, before.indexOf('\uFFFD')));
      int line = (int) good.chars().filter(c -> c == '\n').count() + 1;
      errors.add(Place.top(line, good.length() - good.lastIndexOf('\n')), "not UTF-8");
      return "";
    }
  }
}
