package io.sextant.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sextant.datapath.Datapath;
import io.sextant.datapath.DatapathConfig;
import io.sextant.datapath.DatapathCounters.Emits;
import io.sextant.datapath.Endpoint;
import io.sextant.datapath.EventSettings;
import io.sextant.datapath.EventSettings.Aggregation;
import io.sextant.datapath.sys.BpfFileSystem;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The reader on real rings, filled by test runs. */
@Tag("kernel")
class RingReaderTest {
  private static final long PATIENCE_NANOS = 10_000_000_000L;

  /** Passes as unparsable: one event, cheap to emit. */
  private static final byte[] PACKET = new byte[128];

  private boolean mounted;

  @SuppressWarnings("NullAway.Init")
  private Datapath datapath;

  @BeforeEach
  void open() throws IOException {
    mounted = Datapath.mountBpfFileSystem();
    datapath =
        Datapath.open(
            new DatapathConfig(
                BpfFileSystem.USUAL.resolve("sxd-ring-" + ProcessHandle.current().pid()),
                new DatapathConfig.Capacity(16, 16, 16, 1_024),
                DatapathConfig.AttachMode.AUTO,
                EventSettings.defaults().withAggregation(Aggregation.LOWEST)));
    datapath.endpoints().put(1, Endpoint.open(900, 4_000));
  }

  @AfterEach
  void close() throws IOException {
    datapath.uninstall();
    if (mounted) {
      Datapath.unmountBpfFileSystem();
    }
  }

  /** All of them would fit into one ring, for the machine may be busy elsewhere. */
  @Test
  void twoProducers_arriveInTimeOrderWithoutLoss() throws Exception {
    try (RingReader reader = RingReader.open(datapath.events(), RingSettings.defaults())) {
      reader.start();
      Thread[] producers = new Thread[2];
      for (int i = 0; i < producers.length; i++) {
        producers[i] = Thread.ofPlatform().start(() -> emit(16, 500));
      }
      Collected collected = new Collected();
      while (collected.samples < 16_000 && reader.awaitSamples(PATIENCE_NANOS)) {
        reader.drainTo(collected, 1_000);
      }
      for (Thread producer : producers) {
        producer.join();
      }
      assertThat(collected.samples).isEqualTo(16_000);
      assertThat(collected.lost).isEmpty();
      assertThat(collected.disorder).isZero();
      assertThat(emitted()).isEqualTo(16_000);
      assertThat(reader.counters().stream().mapToLong(RingCounters::received).sum())
          .isEqualTo(16_000);
      assertThat(reader.counters().stream().mapToLong(RingCounters::delivered).sum())
          .isEqualTo(16_000);
    }
  }

  /** Two CPUs are needed: one whose ring nobody reads any more, and another. */
  @Test
  void threadEnded_doesNotHoldBackTheOtherRings() throws Exception {
    try (RingReader reader = RingReader.open(datapath.events(), RingSettings.defaults())) {
      assumeTrue(reader.rings().size() > 1, "one CPU only");
      reader.start();
      CpuRing dead = reader.rings().getFirst();
      assertThat(reader.counters()).extracting(RingCounters::ended).containsOnly(false);
      dead.end();
      long deadline = System.nanoTime() + PATIENCE_NANOS;
      while (!dead.hasUnread() || received(reader) == 0) {
        assertThat(System.nanoTime()).as("both CPUs emit").isLessThan(deadline);
        Thread other = Thread.ofPlatform().start(() -> emit(4, 50));
        emit(4, 50);
        other.join();
      }
      Collected collected = new Collected();
      long received = received(reader);
      while (collected.samples < received && reader.awaitSamples(PATIENCE_NANOS)) {
        reader.drainTo(collected, 1_000);
      }
      assertThat(collected.samples).isGreaterThanOrEqualTo(received);
      assertThat(reader.counters()).filteredOn(RingCounters::ended).hasSize(1);
      assertThat(reader.counters().getFirst().ended()).isTrue();
    }
  }

  private static long received(RingReader reader) {
    return reader.counters().stream().mapToLong(RingCounters::received).sum();
  }

  @Test
  void consumerAway_queueFull_isCountedAndTold() throws Exception {
    RingSettings small = new RingSettings(1 << 20, 1 << 18);
    try (RingReader reader = RingReader.open(datapath.events(), small)) {
      reader.start();
      emit(50, 400);
      long received = awaitReceived(reader);
      Collected collected = new Collected();
      while (collected.samples + collected.lostOf(LossSource.READER_QUEUE) < received
          && reader.awaitSamples(PATIENCE_NANOS)) {
        reader.drainTo(collected, 1_000);
      }
      long queueLost = reader.counters().stream().mapToLong(RingCounters::queueLost).sum();
      assertThat(queueLost).isPositive();
      assertThat(collected.lostOf(LossSource.READER_QUEUE)).isEqualTo(queueLost);
      assertThat(collected.samples + queueLost).isEqualTo(received);
    }
  }

  @Test
  void ringFull_kernelsCountIsTold_andProgramsCountIsExact() throws Exception {
    RingSettings tiny = new RingSettings(1 << 13, 1 << 18);
    try (RingReader reader = RingReader.open(datapath.events(), tiny)) {
      reader.start();
      emit(1, 5_000);
      Collected collected = new Collected();
      assertThat(datapath.counters().failedEmits()).isPositive();
      assertThat(datapath.counters().emits())
          .filteredOn(e -> e.errno() != 0)
          .extracting(Emits::errno)
          .containsOnly(28);
      while (collected.lostOf(LossSource.KERNEL_RING) < datapath.counters().failedEmits()) {
        emit(1, 1); // the kernel tells with the next sample, which may find the ring full as well
        assertThat(reader.awaitSamples(PATIENCE_NANOS)).isTrue();
        reader.drainTo(collected, 1_000);
      }
      assertThat(collected.lostOf(LossSource.KERNEL_RING))
          .isEqualTo(datapath.counters().failedEmits());
    }
  }

  @Test
  void closed_programsFindNoReader_andCountIt() throws Exception {
    try (RingReader reader = RingReader.open(datapath.events(), RingSettings.defaults())) {
      reader.start();
    }
    emit(1, 10);
    assertThat(datapath.counters().emits())
        .extracting(Emits::errno, Emits::count)
        .containsExactly(org.assertj.core.groups.Tuple.tuple(2, 10L));
  }

  @Test
  void awaitSamples_nothingComes_endsInTime() throws Exception {
    try (RingReader reader = RingReader.open(datapath.events(), RingSettings.defaults())) {
      reader.start();
      assertThat(reader.awaitSamples(20_000_000)).isFalse();
    }
  }

  private void emit(int batches, int perBatch) {
    try {
      for (int i = 0; i < batches; i++) {
        datapath.fromEndpoint().testRun(PACKET, 1, perBatch);
        Thread.sleep(1); // batches, so that a ring of a megabyte has time to be read
      }
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private long awaitReceived(RingReader reader) throws IOException {
    long emitted = emitted();
    long received = 0;
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    while (received < emitted && System.nanoTime() < deadline) {
      Thread.onSpinWait();
      received = reader.counters().stream().mapToLong(RingCounters::received).sum();
    }
    assertThat(received).isEqualTo(emitted);
    return received;
  }

  private long emitted() throws IOException {
    return datapath.counters().emits().stream()
        .filter(e -> e.errno() == 0)
        .mapToLong(Emits::count)
        .sum();
  }

  private static final class Collected implements SampleConsumer {
    long samples;
    long disorder;
    long last;
    final List<Lost> lost = new ArrayList<>();

    record Lost(LossSource source, long count) {}

    @Override
    public void sample(int cpu, long bootNanos, byte[] buffer, int offset, int length) {
      samples++;
      if (bootNanos < last) {
        disorder++;
      }
      last = bootNanos;
    }

    @Override
    public void lost(int cpu, long bootNanos, LossSource source, long count) {
      lost.add(new Lost(source, count));
    }

    long lostOf(LossSource source) {
      return lost.stream().filter(l -> l.source() == source).mapToLong(Lost::count).sum();
    }
  }
}
