package io.sextant.serve.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The history of a store in numbers.
 *
 * @param state {@code storing}, {@code full} (the disk is, and nothing is stored until there is
 *     room) or {@code stopped} (another failure; storing is tried again and again)
 * @param message why nothing is stored, or empty
 * @param partitions that are served
 * @param flows in them
 * @param bytes that these take on the disk
 * @param oldest time of the oldest flow, RFC 3339; null when there is none
 * @param lag sequence numbers taken and not durable yet
 * @param daysUntilFull at the growth of the last hour; null while that is not known, 0 while the
 *     disk is full
 * @param freeBytes that may still be written; null while the disk does not say
 * @param notStored flows that are not in history since the start, by reason
 * @param setAside partitions that could not be read
 * @param dropped partitions that were too old or too much since the start
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record HistoryReport(
    String state,
    String message,
    int partitions,
    long flows,
    long bytes,
    double bytesPerFlow,
    @Nullable String oldest,
    long lag,
    @Nullable Double daysUntilFull,
    @Nullable Long freeBytes,
    Map<String, Long> notStored,
    int setAside,
    long dropped) {
  public HistoryReport {
    notStored = Collections.unmodifiableMap(new TreeMap<>(notStored));
  }

  /** As REST gives it, in ASCII so that it fits into a header. */
  public String json() {
    return Json.ascii(this);
  }
}
