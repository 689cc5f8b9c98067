package io.sextant.query;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** All fields of the language, for help and completion, and to find one by its name. */
public final class QueryFields {
  /** In the order that help shows them. */
  public static final List<QueryField> ALL = all();

  /** Words that stand before a field of one end, with a dot between. */
  public static final List<String> ENDS = List.of("source", "destination", "client", "server");

  /** What a word without a field stands for. */
  static final QueryField TEXT = find("text");

  static final QueryField ENDPOINT = find("endpoint");

  private static final Map<String, QueryField> BY_NAME = byName();

  private QueryFields() {}

  /** A field of one end or of none. */
  record Found(QueryField field, End end) {}

  /** By its name as it is typed, or null. */
  static @Nullable Found named(String typed) {
    String name = typed.toLowerCase(Locale.ROOT);
    End alone = End.named(name);
    if (alone != null) {
      return new Found(ENDPOINT, alone);
    }
    int dot = name.indexOf('.');
    End end = dot < 0 ? End.EITHER : End.named(name.substring(0, dot));
    QueryField field = BY_NAME.get(name.substring(dot + 1));
    if (field == null || end == null || !(end == End.EITHER || field.sided())) {
      return null;
    }
    return new Found(field, end);
  }

  /** All names that may be typed for fields, those of ends among them. */
  static Stream<String> names() {
    Stream<String> prefixed =
        ALL.stream()
            .filter(QueryField::sided)
            .flatMap(field -> ENDS.stream().map(end -> end + "." + field.name()));
    return Stream.of(BY_NAME.keySet().stream().sorted(), ENDS.stream(), prefixed)
        .flatMap(names -> names);
  }

  private static List<QueryField> all() {
    List<QueryField> all = new ArrayList<>();
    all.addAll(NameFields.ALL);
    all.addAll(NetworkFields.ALL);
    all.addAll(KindFields.ALL);
    all.addAll(MessageFields.ALL);
    return List.copyOf(all);
  }

  private static QueryField find(String name) {
    return ALL.stream().filter(field -> field.name().equals(name)).findFirst().orElseThrow();
  }

  private static Map<String, QueryField> byName() {
    Map<String, QueryField> fields = new HashMap<>();
    for (QueryField field : ALL) {
      Stream.concat(Stream.of(field.name()), field.aliases().stream())
          .forEach(name -> fields.put(name, field));
    }
    return Map.copyOf(fields);
  }
}
