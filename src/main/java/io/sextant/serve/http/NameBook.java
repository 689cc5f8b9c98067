package io.sextant.serve.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonRawValue;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where it can be asked what names, addresses and policies meant at a time. */
public interface NameBook {

  /** What a fact is about; its name in lower case is the parameter's value. */
  enum Kind {
    IDENTITY,
    ADDRESS,
    POLICY,
    ENDPOINT
  }

  /** Nothing is kept. */
  NameBook NONE =
      new NameBook() {
        @Override
        public boolean isKept() {
          return false;
        }

        @Override
        public List<Entry> at(Kind kind, long timeNanos) {
          return List.of();
        }

        @Override
        public List<Entry> history(Kind kind, String key) {
          return List.of();
        }
      };

  /** Whether names are kept at all. */
  boolean isKept();

  /** All that held at a time, by key. */
  List<Entry> at(Kind kind, long timeNanos);

  /** All that ever held for a key, oldest first. */
  List<Entry> history(Kind kind, String key);

  /**
   * What held for a while.
   *
   * @param value JSON
   * @param sinceNanos nanoseconds since the Unix epoch
   * @param untilNanos itself not included, or null while it holds
   */
  record Entry(String key, String value, long sinceNanos, @Nullable Long untilNanos) {
    boolean heldAt(long timeNanos) {
      return sinceNanos <= timeNanos && (untilNanos == null || timeNanos < untilNanos);
    }

    Row row(Kind kind) {
      return new Row(
          kind,
          key,
          FlowRow.time(sinceNanos),
          untilNanos == null ? null : FlowRow.time(untilNanos),
          value);
    }
  }

  /** An entry as REST gives it. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Row(
      Kind kind, String key, String since, @Nullable String until, @JsonRawValue String value) {}
}
