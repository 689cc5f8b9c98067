package io.sextant.ring;

import io.sextant.datapath.AddressPrefix;
import io.sextant.datapath.Datapath;
import io.sextant.datapath.DatapathConfig;
import io.sextant.datapath.DatapathCounters;
import io.sextant.datapath.Endpoint;
import io.sextant.datapath.EventSettings;
import io.sextant.datapath.EventSettings.Aggregation;
import io.sextant.datapath.sys.BpfFileSystem;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Events from the kernel to the consumer's hands: rate, loss, CPU per event.
 *
 * <p>A thread has the program judge one UDP packet again and again by test runs, so that each run
 * emits one trace of 184 bytes; a paced run spreads them over batches of two milliseconds.
 * Argument: seconds of each run.
 */
public final class RingBenchmark {
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
  private static final SampleConsumer NOTHING =
      new SampleConsumer() {
        @Override
        public void sample(int cpu, long bootNanos, byte[] buffer, int offset, int length) {}

        @Override
        public void lost(int cpu, long bootNanos, LossSource source, long count) {}
      };

  private static final long BATCH_NANOS = 2_000_000;

  private final Datapath datapath;
  private final RingReader reader;
  private final Counting counting;
  private final Runnable batchDone;

  private RingBenchmark(
      Datapath datapath, RingReader reader, SampleConsumer behind, Runnable batchDone) {
    this.datapath = datapath;
    this.reader = reader;
    this.counting = new Counting(behind);
    this.batchDone = batchDone;
  }

  public static void main(String[] arguments) throws Exception {
    run(arguments.length > 0 ? Integer.parseInt(arguments[0]) : 5, NOTHING, () -> {});
  }

  /** Measures with something behind the reader; {@code batchDone} is called after each batch. */
  public static void run(int seconds, SampleConsumer behind, Runnable batchDone) throws Exception {
    boolean mounted = Datapath.mountBpfFileSystem();
    Datapath datapath = Datapath.open(config());
    try (RingReader reader = RingReader.open(datapath.events(), RingSettings.defaults())) {
      datapath.endpoints().put(1, Endpoint.open(900, 4_000));
      datapath.addresses().put(AddressPrefix.parse("10.1.0.10"), 4_000);
      datapath.addresses().put(AddressPrefix.parse("10.1.0.20"), 5_000);
      reader.start();
      RingBenchmark benchmark = new RingBenchmark(datapath, reader, behind, batchDone);
      Thread consumer = Thread.ofPlatform().name("consumer").daemon().start(benchmark::consume);
      benchmark.measure("warm-up", 500_000, 2, consumer);
      for (int rate : new int[] {500_000, 1_000_000, 2_000_000, 0}) {
        benchmark.measure(rate == 0 ? "flat out" : rate / 1e6 + " M/s", rate, seconds, consumer);
      }
    } finally {
      datapath.uninstall();
      if (mounted) {
        Datapath.unmountBpfFileSystem();
      }
    }
  }

  private static DatapathConfig config() {
    return new DatapathConfig(
        BpfFileSystem.USUAL.resolve("sxd-bench-" + ProcessHandle.current().pid()),
        new DatapathConfig.Capacity(16, 1_024, 16, 4_096),
        DatapathConfig.AttachMode.AUTO,
        EventSettings.defaults().withAggregation(Aggregation.LOWEST));
  }

  private void measure(String name, int rate, int seconds, Thread consumer)
      throws IOException, InterruptedException {
    long emitted = count(true);
    long failed = count(false);
    long lostInQueue = queueLost();
    long ringCpu = ringCpu();
    long consumerCpu = THREADS.getThreadCpuTime(consumer.threadId());
    long delivered = counting.delivered.get();
    long bytes = counting.bytes.get();
    long start = System.nanoTime();
    produce(rate, seconds);
    long wall = System.nanoTime() - start;
    Thread.sleep(100); // the idle poll is shorter
    long events = count(true) - emitted;
    long lost = count(false) - failed;
    System.out.printf(
        Locale.ROOT,
        "%-10s %,d events/s of %d bytes, %.3f %% lost by the ring, %d by the queue;"
            + " CPU ns/event: ring thread %.0f, consumer %.0f%n",
        name,
        (counting.delivered.get() - delivered) * 1_000_000_000L / wall,
        (counting.bytes.get() - bytes) / Math.max(1, counting.delivered.get() - delivered),
        100.0 * lost / (events + lost),
        queueLost() - lostInQueue,
        (double) (ringCpu() - ringCpu) / events,
        (double) (THREADS.getThreadCpuTime(consumer.threadId()) - consumerCpu) / events);
  }

  private void produce(int rate, int seconds) throws IOException {
    int batch = rate == 0 ? 4_000 : (int) (rate * BATCH_NANOS / 1_000_000_000L);
    byte[] packet = packet();
    long end = System.nanoTime() + seconds * 1_000_000_000L;
    long next = System.nanoTime();
    while (next < end) {
      datapath.fromEndpoint().testRun(packet, 1, batch);
      next = rate == 0 ? System.nanoTime() : next + BATCH_NANOS;
      long rest = next - System.nanoTime();
      if (rest > 0) {
        LockSupport.parkNanos(rest);
      }
    }
  }

  private void consume() {
    while (true) {
      if (reader.awaitSamples(1_000_000_000L)) {
        reader.drainTo(counting, 4_096);
        batchDone.run();
      }
    }
  }

  private long count(boolean inRing) throws IOException {
    return datapath.counters().emits().stream()
        .filter(e -> (e.errno() == 0) == inRing)
        .mapToLong(DatapathCounters.Emits::count)
        .sum();
  }

  private long queueLost() {
    return reader.counters().stream().mapToLong(RingCounters::queueLost).sum();
  }

  private static long ringCpu() {
    long cpu = 0;
    for (long id : THREADS.getAllThreadIds()) {
      var info = THREADS.getThreadInfo(id);
      if (info != null && info.getThreadName().startsWith("ring-")) {
        cpu += THREADS.getThreadCpuTime(id);
      }
    }
    return cpu;
  }

  /** A UDP datagram of 142 bytes, so that the capture is a full 128. */
  private static byte[] packet() {
    return ByteBuffer.allocate(142)
        .put(new byte[12])
        .putShort((short) 0x0800)
        .put((byte) 0x45)
        .put((byte) 0)
        .putShort((short) 128)
        .putInt(0)
        .put((byte) 64)
        .put((byte) 17)
        .putShort((short) 0)
        .put(new byte[] {10, 1, 0, 10, 10, 1, 0, 20})
        .putShort((short) 1000)
        .putShort((short) 53)
        .putInt(0)
        .array();
  }

  private static final class Counting implements SampleConsumer {
    final AtomicLong delivered = new AtomicLong();
    final AtomicLong bytes = new AtomicLong();
    private final SampleConsumer behind;

    Counting(SampleConsumer behind) {
      this.behind = behind;
    }

    @Override
    public void sample(int cpu, long bootNanos, byte[] buffer, int offset, int length) {
      delivered.lazySet(delivered.getPlain() + 1);
      bytes.lazySet(bytes.getPlain() + length);
      behind.sample(cpu, bootNanos, buffer, offset, length);
    }

    @Override
    public void lost(int cpu, long bootNanos, LossSource source, long count) {
      behind.lost(cpu, bootNanos, source, count);
    }
  }
}
