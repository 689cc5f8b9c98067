package io.sextant.history;

import io.sextant.durable.DurableFiles;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What is known of a partition without a look at its blocks; written when it is closed for good.
 *
 * @param flows in its blocks
 * @param blocks number of blocks
 * @param firstSequence of its first flow; of no meaning without blocks
 * @param lastSequence of its last flow
 * @param minTimeNanos wall time of its oldest flow
 * @param maxTimeNanos wall time of its newest flow
 * @param logBytes length of its blocks
 * @param dictionaryBytes length of its dictionary
 * @param verdicts flows by verdict's number
 * @param thinned only dropped flows are left
 */
record PartitionFacts(
    long flows,
    int blocks,
    long firstSequence,
    long lastSequence,
    long minTimeNanos,
    long maxTimeNanos,
    long logBytes,
    long dictionaryBytes,
    List<Long> verdicts,
    boolean thinned) {
  private static final String CHECK = "check";

  PartitionFacts {
    verdicts = List.copyOf(verdicts);
  }

  /** Writes it durably; whoever finds the file finds all of it. */
  void write(Path file) throws IOException {
    Map<String, String> lines = new TreeMap<>();
    lines.put("flows", Long.toString(flows));
    lines.put("blocks", Integer.toString(blocks));
    lines.put("first-sequence", Long.toString(firstSequence));
    lines.put("last-sequence", Long.toString(lastSequence));
    lines.put("min-time-nanos", Long.toString(minTimeNanos));
    lines.put("max-time-nanos", Long.toString(maxTimeNanos));
    lines.put("log-bytes", Long.toString(logBytes));
    lines.put("dictionary-bytes", Long.toString(dictionaryBytes));
    lines.put("verdicts", verdicts.stream().map(String::valueOf).collect(Collectors.joining(" ")));
    lines.put("thinned", Boolean.toString(thinned));
    String text =
        lines.entrySet().stream()
            .map(line -> line.getKey() + "=" + line.getValue() + "\n")
            .collect(Collectors.joining());
    String checked = text + CHECK + "=" + Integer.toHexString(text.hashCode()) + "\n";
    DurableFiles.write(file, checked.getBytes(StandardCharsets.UTF_8));
  }

  static PartitionFacts read(Path file) throws IOException {
    try {
      return parse(Files.readString(file));
    } catch (CharacterCodingException | IllegalArgumentException e) {
      throw new HistoryException(file + " is damaged: " + e.getMessage());
    }
  }

  private static PartitionFacts parse(String text) {
    Map<String, String> lines = new TreeMap<>();
    for (String line : text.split("\n", -1)) {
      int equals = line.indexOf('=');
      if (equals > 0) {
        lines.put(line.substring(0, equals), line.substring(equals + 1));
      }
    }
    int end = text.indexOf(CHECK + "=");
    String sum = end < 0 ? "" : Integer.toHexString(text.substring(0, end).hashCode());
    if (end < 0 || !sum.equals(lines.get(CHECK))) {
      throw new IllegalArgumentException("its check sum is wrong");
    }
    return new PartitionFacts(
        number(lines, "flows"),
        Math.toIntExact(number(lines, "blocks")),
        number(lines, "first-sequence"),
        number(lines, "last-sequence"),
        number(lines, "min-time-nanos"),
        number(lines, "max-time-nanos"),
        number(lines, "log-bytes"),
        number(lines, "dictionary-bytes"),
        numbers(lines.getOrDefault("verdicts", "")),
        Boolean.parseBoolean(lines.get("thinned")));
  }

  private static long number(Map<String, String> lines, String key) {
    String value = lines.get(key);
    if (value == null) {
      throw new IllegalArgumentException(key + " is missing");
    }
    return Long.parseLong(value);
  }

  private static List<Long> numbers(String text) {
    return text.isEmpty()
        ? List.of()
        : Arrays.stream(text.split(" ", -1)).map(Long::valueOf).toList();
  }
}
