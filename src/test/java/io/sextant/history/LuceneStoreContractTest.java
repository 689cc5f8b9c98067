package io.sextant.history;

import io.sextant.store.EventStore;
import io.sextant.store.EventStoreContract;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.io.TempDir;

/** Most of the story is on the disk only, the end of it in memory only. */
class LuceneStoreContractTest extends EventStoreContract {
  private static final int MEMORY = 1_023;

  @TempDir Path folder;

  @Override
  protected EventStore create(InstantSource clock) {
    try {
      return LuceneStore.open(TestHistories.settings(folder, 1, 1_000), MEMORY, NODE, clock);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The memory is small: history must keep up. */
  @Override
  protected void settle(EventStore store) {
    LuceneStore stored = (LuceneStore) store;
    while (!stored.isCaughtUp()) {
      LockSupport.parkNanos(100_000);
    }
  }
}
