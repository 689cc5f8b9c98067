package io.sextant.history.rollup;

import com.github.luben.zstd.Zstd;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Writes sums as a frame; belongs to one thread. Times are kept to the millisecond.
 *
 * <pre>
 *   level, start of the stretch, last sequence number that was added to it,
 *   sequence number that everything before is written from, length of what follows:
 *   compressed: count of sums; then, each for all sums in the order of their keys:
 *                 step from the number of the key before,
 *                 flows,
 *                 bytes,
 *                 first time after the start, see {@link #width},
 *                 last time after the first, as wide;
 *               count of pods, then by number: step, last time after the start
 * </pre>
 */
final class SumsWriter {
  private static final int LEVEL = 1;
  private static final long MILLI = TimeUnit.MILLISECONDS.toNanos(1);

  private final Bytes body = new Bytes();
  private final Bytes flows = new Bytes();
  private final Bytes bytes = new Bytes();
  private final Bytes firsts = new Bytes();
  private final Bytes lasts = new Bytes();

  /** Bytes of a time within a stretch. */
  static int width(Level level) {
    return level.nanos() / MILLI <= 1 << 16 ? 2 : 3;
  }

  void write(Level level, Cells cells, long through, long replayFrom, Bytes log) {
    body.clear();
    putSums(cells, width(level));
    putPods(cells);
    int frame = Frame.begin(log, Frame.SUMS);
    log.putNumber(level.ordinal());
    log.putSigned(cells.start());
    log.putSigned(through);
    log.putSigned(replayFrom);
    log.putNumber(body.size());
    int at = log.skip((int) Zstd.compressBound(body.size()));
    long length =
        Zstd.compressByteArray(
            log.array(), at, log.size() - at, body.array(), 0, body.size(), LEVEL);
    if (Zstd.isError(length)) {
      throw new IllegalStateException(Zstd.getErrorName(length));
    }
    log.size(at + (int) length);
    Frame.end(log, frame);
  }

  private void putSums(Cells cells, int width) {
    List.of(flows, bytes, firsts, lasts).forEach(Bytes::clear);
    body.putNumber(cells.size());
    int previous = 0;
    for (int key = 0; key < cells.keys(); key++) {
      int row = cells.row(key);
      if (row < 0) {
        continue;
      }
      long first = (cells.first(row) - cells.start()) / MILLI;
      long last = (cells.last(row) - cells.start()) / MILLI;
      body.putNumber(key - previous);
      flows.putNumber(cells.flows(row));
      bytes.putNumber(cells.bytes(row));
      firsts.putFixed((int) first, width);
      lasts.putFixed((int) (last - first), width);
      previous = key;
    }
    List.of(flows, bytes, firsts, lasts)
        .forEach(column -> body.put(column.array(), 0, column.size()));
  }

  private void putPods(Cells cells) {
    int count = 0;
    for (int pod = 0; pod < cells.pods(); pod++) {
      count += cells.podLast(pod) > 0 ? 1 : 0;
    }
    body.putNumber(count);
    int previous = 0;
    for (int pod = 0; pod < cells.pods(); pod++) {
      if (cells.podLast(pod) > 0) {
        body.putNumber(pod - previous);
        body.putNumber((cells.podLast(pod) - cells.start()) / MILLI);
        previous = pod;
      }
    }
  }
}
