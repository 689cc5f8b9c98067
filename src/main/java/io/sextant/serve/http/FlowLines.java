package io.sextant.serve.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.sextant.flow.Flow;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/**
 * Flows line by line to a client that sets the pace: a write waits until it takes more. What stands
 * in the buffer is sent when it is full, or after a moment. Belongs to the thread that reads.
 */
final class FlowLines implements FlowReading.Rows {
  private static final int BUFFER_BYTES = 1 << 16;
  private static final long LONGEST_NANOS = Duration.ofMillis(100).toNanos();

  /** The last line of NDJSON; without it the answer is broken off. */
  private record Last(Ending end) {}

  /**
   * How the answer ended.
   *
   * @param rows lines before
   * @param missed events that left the memory before they could be read
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  private record Ending(
      long rows,
      String order,
      boolean cutOff,
      long missed,
      @Nullable String next,
      Completeness completeness) {}

  private final OutputStream out;
  private final FlowFormat format;
  private boolean waiting;
  private long flushedNanos = System.nanoTime();

  /**
   * @param format of the lines: NDJSON or CSV
   */
  FlowLines(OutputStream out, FlowFormat format) {
    this.out = new BufferedOutputStream(out, BUFFER_BYTES);
    this.format = format;
    if (format == FlowFormat.CSV) {
      write(CsvWriter.header());
    }
  }

  @Override
  public void take(long sequence, Flow flow) {
    FlowRow row = FlowRow.of(sequence, flow);
    write(format == FlowFormat.CSV ? CsvWriter.line(row) : Json.of(row) + "\n");
  }

  @Override
  public void pause() {
    if (waiting && System.nanoTime() - flushedNanos > LONGEST_NANOS) {
      flush();
    }
  }

  /**
   * Says how complete it is. A table has no place for that: one that is not given in full is broken
   * off, so that nobody takes it for whole.
   */
  void end(FlowReading.End end, Order order, Completeness completeness) {
    if (format == FlowFormat.CSV) {
      flush();
      if (end.cutOff() || end.missed() > 0) {
        throw new IllegalStateException(
            end.cutOff()
                ? "the table's time was over before its end"
                : "the table misses " + end.missed() + " events that left the memory meanwhile");
      }
      return;
    }
    Cursor next = end.next();
    write(
        Json.of(
                new Last(
                    new Ending(
                        end.rows(),
                        order.text(),
                        end.cutOff(),
                        end.missed(),
                        next == null ? null : next.text(),
                        completeness)))
            + "\n");
    flush();
  }

  private void write(String line) {
    try {
      waiting = true;
      out.write(line.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw gone(e);
    }
  }

  private void flush() {
    try {
      out.flush();
      waiting = false;
      flushedNanos = System.nanoTime();
    } catch (IOException e) {
      throw gone(e);
    }
  }

  private static CancellationException gone(IOException e) {
    CancellationException gone = new CancellationException("the client is gone");
    gone.initCause(new UncheckedIOException(e));
    return gone;
  }
}
