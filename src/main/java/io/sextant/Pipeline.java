package io.sextant;

import io.sextant.datapath.sys.ThreadPriority;
import io.sextant.enrich.Arrival;
import io.sextant.enrich.EventParser;
import io.sextant.flow.AgentEvent;
import io.sextant.flow.Event;
import io.sextant.flow.Flow;
import io.sextant.flow.LostEvents;
import io.sextant.flow.Node;
import io.sextant.metrics.FlowMetrics;
import io.sextant.ring.LossSource;
import io.sextant.ring.SampleConsumer;
import io.sextant.servicemap.ServiceMap;
import io.sextant.store.EventStore;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The middle of the way: raw samples in, named events out to the store, the service map and the
 * counters. All but {@link #tell} belongs to the one thread that a {@link Feed} runs on; that
 * thread is the only writer of what stands behind it.
 */
final class Pipeline implements SampleConsumer {
  private static final Logger LOG = LoggerFactory.getLogger(Pipeline.class);
  private static final int NEWS_BOUND = 4096;
  private static final long COUNT_EVERY_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** Below the rings' threads, far above all who only read: those must never hold it up. */
  private static final int NICE = -10;

  private final EventParser parser;
  private final Arrival arrival;
  private final Node node;
  private final EventStore store;
  private final ServiceMap map;
  private final FlowMetrics metrics;
  private final BootClock clock;
  private final BlockingQueue<AgentEvent> news = new ArrayBlockingQueue<>(NEWS_BOUND);
  private final AtomicLong lostNews = new AtomicLong();
  private final AtomicLong failures = new AtomicLong();
  private final StageBook stages;
  private long failedSamples;
  private long readyEvents;
  private long toldNews;
  private long toldLosses;
  private long newsLostSoFar;
  private long countedNanos = System.nanoTime();
  private volatile boolean fed;
  private volatile @Nullable DnsAnswers answers;

  /**
   * The one thread of a pipeline, started; where the kernel allows, the scheduler prefers it to all
   * readers.
   */
  static Thread start(Runnable work) {
    return Thread.ofPlatform()
        .name("pipeline")
        .start(() -> {
          ThreadPriority.nice(NICE);
          work.run();
        });
  }

  Pipeline(
      EventParser parser,
      Arrival arrival,
      Node node,
      EventStore store,
      ServiceMap map,
      FlowMetrics metrics,
      BootClock clock) {
    this.parser = parser;
    this.arrival = arrival;
    this.node = node;
    this.store = store;
    this.map = map;
    this.metrics = metrics;
    this.clock = clock;
    this.stages = new StageBook(node, store);
  }

  @Override
  public void sample(int cpu, long bootNanos, byte[] buffer, int offset, int length) {
    metrics.received(cpu);
    try {
      keep(cpu, bootNanos, buffer, offset, length);
    } catch (RuntimeException e) {
      failedSamples++;
      failed(e);
    }
  }

  private void keep(int cpu, long bootNanos, byte[] buffer, int offset, int length) {
    arrival.at(cpu, clock.wallNanos(bootNanos), bootNanos);
    @Nullable Event event = parser.parse(buffer, offset, length, arrival);
    if (event != null) {
      put(event);
      if (event instanceof Flow flow && DnsAnswers.isAnswer(flow)) {
        answered(flow, buffer, offset, length);
      }
    }
  }

  private void answered(Flow flow, byte[] buffer, int offset, int length) {
    DnsAnswers taker = answers;
    if (taker != null) {
      taker.take(flow, buffer, offset, length);
    }
  }

  /** DNS answers that endpoints of this node get go there from now on. */
  void giveAnswersTo(DnsAnswers taker) {
    answers = taker;
  }

  /** An event that came ready from elsewhere. */
  void keep(Event event) {
    try {
      put(event);
      readyEvents++;
      if (event instanceof LostEvents lost) {
        metrics.lost(lost.source(), lost.count());
      }
    } catch (RuntimeException e) {
      failed(e);
    }
  }

  private void put(Event event) {
    store.append(event);
    if (event instanceof Flow flow) {
      metrics.count(flow);
      map.add(flow);
    }
  }

  /** A fault of ours must not end the observation: it costs one event, which is counted. */
  private void failed(RuntimeException e) {
    if (failures.getAndIncrement() == 0) {
      LOG.error("an event could not be kept; further ones are only counted", e);
    }
  }

  /** Events that were lost to faults of this program. */
  long failures() {
    return failures.get();
  }

  /** What came into each stage up to the memory, and what became of it. */
  StageBook stages() {
    return stages;
  }

  /** Counts what was done up to now; the pipeline's thread, which does so each second itself. */
  void count() {
    countedNanos = System.nanoTime();
    stages.take(
        clock.wallNanos(countedNanos),
        new StageBook.Sums(
            metrics.receivedSoFar(),
            parser.refusals().total() + failedSamples,
            readyEvents,
            toldNews,
            newsLostSoFar,
            toldLosses));
  }

  /** Whether samples are still being read. */
  void fed(boolean now) {
    fed = now;
  }

  boolean isFed() {
    return fed;
  }

  @Override
  public void lost(int cpu, long bootNanos, LossSource source, long count) {
    lost(cpu, clock.wallNanos(bootNanos), inApi(source), count);
  }

  /**
   * News of the agent, from any thread; never waits. When there is too much of it, it is counted as
   * lost.
   */
  void tell(AgentEvent event) {
    if (!news.offer(event)) {
      lostNews.incrementAndGet();
    }
  }

  /** Called after each batch of samples, and when there were none for a while. */
  void batchDone() {
    for (AgentEvent event = news.poll(); event != null; event = news.poll()) {
      store.append(event);
      toldNews++;
    }
    long lost = lostNews.get();
    if (lost > 0) {
      lostNews.addAndGet(-lost);
      newsLostSoFar += lost;
      lost(
          LostEvents.NO_CPU,
          clock.wallNanos(System.nanoTime()),
          LostEvents.Source.OBSERVER_EVENTS_QUEUE,
          lost);
    }
    metrics.lostByReaders(store.lostByReaders());
    metrics.publish();
    store.wake();
    clock.follow();
    if (System.nanoTime() - countedNanos >= COUNT_EVERY_NANOS) {
      count();
    }
  }

  private void lost(int cpu, long timeNanos, LostEvents.Source source, long count) {
    metrics.lost(source, count);
    store.append(new LostEvents(timeNanos, node, source, count, cpu, 0, 0));
    toldLosses++;
  }

  private static LostEvents.Source inApi(LossSource source) {
    return switch (source) {
      case KERNEL_RING -> LostEvents.Source.PERF_EVENT_RING_BUFFER;
      case READER_QUEUE -> LostEvents.Source.OBSERVER_EVENTS_QUEUE;
    };
  }
}
