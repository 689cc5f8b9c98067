package io.sextant.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Lines that a thread of its own reads ahead: nothing wakes a thread that reads from a terminal or
 * a pipe, so the one that prints must not be it. That thread closes the reader.
 */
final class LineFeed implements AutoCloseable {
  private static final int MOST_WAITING = 1_024;
  private static final long LOOK_MILLIS = 20;

  private final ArrayBlockingQueue<Item> waiting = new ArrayBlockingQueue<>(MOST_WAITING);

  private final Thread thread;

  private sealed interface Item {
    record Line(String text) implements Item {}

    record End(@Nullable IOException why) implements Item {}
  }

  LineFeed(BufferedReader reader) {
    thread = Thread.ofPlatform().daemon().name("input").start(() -> read(reader));
  }

  /** Takes no more; a thread that waits for a terminal stays until the process ends. */
  @Override
  public void close() {
    thread.interrupt();
  }

  /**
   * The next line, null at the end.
   *
   * @param idle called before waiting
   * @param cancelled whether to wait no longer
   */
  @Nullable String next(Runnable idle, BooleanSupplier cancelled) throws IOException {
    Item item = waiting.poll();
    try {
      if (item == null) {
        idle.run();
      }
      while (item == null && !cancelled.getAsBoolean()) {
        item = waiting.poll(LOOK_MILLIS, TimeUnit.MILLISECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return switch (item) {
      case null -> null;
      case Item.Line line -> line.text();
      case Item.End end -> end(end);
    };
  }

  private static @Nullable String end(Item.End end) throws IOException {
    if (end.why() != null) {
      throw end.why();
    }
    return null;
  }

  private void read(BufferedReader reader) {
    try {
      waiting.put(new Item.End(readAll(reader)));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private @Nullable IOException readAll(BufferedReader reader) throws InterruptedException {
    try (reader) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        waiting.put(new Item.Line(line));
      }
      return null;
    } catch (IOException e) {
      return e;
    }
  }
}
