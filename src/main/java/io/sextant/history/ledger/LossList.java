package io.sextant.history.ledger;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Losses in the order of their sequence numbers; of old ones only sums.
 *
 * <pre>
 *   | per minute, or per hour when still too many | per second            | as reported   |
 *                                                   newest KEPT in number
 *                                                                           newest minute
 * </pre>
 *
 * Used under its owner's lock.
 */
final class LossList {
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
  private static final long MINUTE = TimeUnit.MINUTES.toNanos(1);
  private static final long HOUR = TimeUnit.HOURS.toNanos(1);

  private final int kept;
  private List<Loss> losses = new ArrayList<>();
  private int tidyAt;

  private record Bucket(String node, LossStage stage, int cpu, long start) {
    static Bucket of(Loss loss, long width) {
      return new Bucket(
          loss.node(), loss.stage(), loss.cpu(), Math.floorDiv(loss.timeNanos(), width));
    }
  }

  LossList(int kept) {
    this.kept = kept;
    this.tidyAt = kept + kept / 4;
  }

  int size() {
    return losses.size();
  }

  List<Loss> all() {
    return List.copyOf(losses);
  }

  /** Reports of one place and second become one. */
  static List<Loss> perSecond(List<Loss> losses) {
    return together(losses, SECOND);
  }

  void add(Loss loss) {
    losses.add(firstFrom(loss.sequence() + 1), loss);
    if (losses.size() >= tidyAt) {
      tidy();
    }
  }

  /** Those that begin at a sequence number from one up to, but without, another. */
  List<Loss> between(long fromSequence, long toSequence) {
    int from = firstFrom(fromSequence);
    return List.copyOf(losses.subList(from, Math.max(from, firstFrom(toSequence))));
  }

  /** Those with a time from one up to, but without, another. */
  Stream<Loss> during(long sinceNanos, long untilNanos) {
    return during(losses, sinceNanos, untilNanos);
  }

  static Stream<Loss> during(List<Loss> losses, long sinceNanos, long untilNanos) {
    return losses.stream()
        .filter(loss -> loss.timeNanos() >= sinceNanos && loss.timeNanos() < untilNanos);
  }

  /** Above the sequence numbers of all of them. */
  long nextSequence() {
    return losses.stream().mapToLong(Loss::lastSequence).max().orElse(-1) + 1;
  }

  void forget(long beforeNanos) {
    losses.removeIf(loss -> loss.lastNanos() < beforeNanos && loss.timeNanos() < beforeNanos);
  }

  private void tidy() {
    int split = losses.size() - kept;
    List<Loss> older = together(losses.subList(0, split), MINUTE);
    if (older.size() > kept) {
      older = together(older, HOUR);
    }
    List<Loss> newer = losses.subList(split, losses.size());
    long fresh = newer.getLast().timeNanos() - MINUTE;
    int asReported = newer.size();
    while (asReported > 0 && newer.get(asReported - 1).timeNanos() >= fresh) {
      asReported--;
    }
    List<Loss> tidied = new ArrayList<>(older);
    tidied.addAll(together(newer.subList(0, asReported), SECOND));
    tidied.addAll(newer.subList(asReported, newer.size()));
    losses = tidied;
    tidyAt = Math.max(kept, losses.size()) + kept / 4;
  }

  private static List<Loss> together(List<Loss> losses, long width) {
    Map<Bucket, Loss> sums = new LinkedHashMap<>();
    losses.forEach(loss -> sums.merge(Bucket.of(loss, width), loss, Loss::and));
    return new ArrayList<>(sums.values());
  }

  /** Index of the first that begins there or later. */
  private int firstFrom(long sequence) {
    int low = 0;
    int high = losses.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (losses.get(middle).sequence() < sequence) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
