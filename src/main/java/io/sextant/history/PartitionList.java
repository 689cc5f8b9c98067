package io.sextant.history;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** The partitions that are served, the oldest first, and those that wait for their last reader. */
final class PartitionList {
  private final List<Partition> leaving = new CopyOnWriteArrayList<>();
  private volatile List<Partition> served = List.of();

  List<Partition> all() {
    return served;
  }

  synchronized void add(Partition partition) {
    List<Partition> more = new ArrayList<>(served);
    more.add(partition);
    more.sort(Comparator.comparingLong(Partition::id));
    served = List.copyOf(more);
  }

  /** Takes one out of service, and puts another in its place or nothing. */
  synchronized void replace(Partition old, @Nullable Partition by) {
    List<Partition> others = new ArrayList<>(served);
    int place = others.indexOf(old);
    if (place >= 0) {
      if (by == null) {
        others.remove(place);
      } else {
        others.set(place, by);
      }
    }
    served = List.copyOf(others);
    old.retire();
    leaving.add(old);
  }

  /** Partitions out of service that somebody may still read. */
  List<Partition> leaving() {
    return leaving;
  }

  void left(Partition partition) {
    leaving.remove(partition);
  }

  /** All partitions now, each with a use that the caller must end. */
  List<Partition> acquireAll() {
    while (true) {
      List<Partition> now = served;
      List<Partition> acquired = new ArrayList<>(now.size());
      for (Partition partition : now) {
        if (partition.acquire()) {
          acquired.add(partition);
        }
      }
      if (acquired.size() == now.size() && served.equals(now)) {
        return acquired;
      }
      acquired.forEach(Partition::release);
    }
  }

  /** Closes the files of all that nobody reads; nobody writes any more. */
  void closeAll() throws IOException {
    for (Partition partition : served) {
      close(partition);
    }
    for (Partition partition : leaving) {
      close(partition);
    }
  }

  private static void close(Partition partition) throws IOException {
    partition.endWriting();
    partition.closeIfUnused();
  }
}
