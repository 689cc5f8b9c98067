package io.sextant.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sextant.control.ClusterState;
import io.sextant.ring.LossSource;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordingTest {
  private static final long SEED = 20_261_124;

  /** In front of the first record: magic, version, length of the name, name, two times. */
  private static final int HEADER_LENGTH = 6 + 2 + 2 + "demo-node".length() + 16;

  @TempDir private Path directory;

  @Test
  void read_givesBackWhatWasWritten() throws IOException {
    List<RecordingEntry> entries = TestRecordings.readAll(TestRecordings.three());
    assertThat(entries).hasSize(4);
    assertThat(((RecordingEntry.Cluster) entries.get(0)).state().endpoints())
        .isEqualTo(TestRecordings.CLUSTER.endpoints());
    RecordingEntry.Sample first = (RecordingEntry.Sample) entries.get(1);
    assertThat(first.cpu()).isZero();
    assertThat(first.bootNanos()).isEqualTo(10_000_000);
    assertThat(first.bytes()).containsExactly(1, 2, 3);
    assertThat(entries.get(2))
        .isEqualTo(new RecordingEntry.Loss(1, 20_000_000, LossSource.KERNEL_RING, 7));
    assertThat(((RecordingEntry.Sample) entries.get(3)).cpu()).isEqualTo(65_535);
  }

  @Test
  void read_header_isWhatWasWritten() throws IOException {
    try (RecordingReader reader = RecordingReader.open("test", TestRecordings.three())) {
      assertThat(reader.header()).isEqualTo(TestRecordings.HEADER);
    }
  }

  @Test
  void write_clusterState_onlyWhenItChanges() throws IOException {
    Path file = directory.resolve("a.sxr");
    AtomicReference<ClusterState> cluster = new AtomicReference<>(TestRecordings.CLUSTER);
    try (RecordingWriter writer =
        RecordingWriter.create(file, TestRecordings.HEADER, cluster::get)) {
      writer.sample(0, 1, new byte[1], 0, 1);
      writer.sample(0, 2, new byte[1], 0, 1);
      cluster.set(ClusterState.EMPTY);
      writer.sample(0, 3, new byte[1], 0, 1);
    }
    try (RecordingReader reader = RecordingReader.open(file)) {
      assertThat(reader.next()).isInstanceOf(RecordingEntry.Cluster.class);
      assertThat(reader.next()).isInstanceOf(RecordingEntry.Sample.class);
      assertThat(reader.next()).isInstanceOf(RecordingEntry.Sample.class);
      assertThat(reader.next()).isInstanceOf(RecordingEntry.Cluster.class);
      assertThat(reader.next()).isInstanceOf(RecordingEntry.Sample.class);
      assertThat(reader.next()).isNull();
    }
  }

  @Test
  void write_diskFull_countsAndTellsAtTheEnd() throws IOException {
    RecordingWriter writer =
        RecordingWriter.to(new FullDisk(), TestRecordings.HEADER, () -> TestRecordings.CLUSTER);
    byte[] noise = new byte[60_000];
    new Random(SEED).nextBytes(noise);
    for (int i = 0; i < 10; i++) {
      writer.sample(0, i, noise, 0, noise.length);
    }
    assertThat(writer.samples()).isEqualTo(10);
    assertThat(writer.unwritten()).isPositive();
    assertThatThrownBy(writer::close).isInstanceOf(IOException.class).hasMessage("disk full");
  }

  @Test
  void read_everyTruncation_isAnErrorWithItsPlace() throws IOException {
    byte[] plain = TestRecordings.unpack(TestRecordings.three());
    for (int length = 0; length < plain.length; length++) {
      byte[] cut = TestRecordings.pack(Arrays.copyOf(plain, length));
      assertThatThrownBy(() -> TestRecordings.readAll(cut))
          .as("cut to " + length)
          .isInstanceOf(RecordingException.class)
          .hasMessageStartingWith("test: ");
    }
    byte[] packed = TestRecordings.three();
    for (int length = 0; length < packed.length; length++) {
      byte[] cut = Arrays.copyOf(packed, length);
      assertThatThrownBy(() -> TestRecordings.readAll(cut))
          .as("packed data cut to " + length)
          .isInstanceOf(RecordingException.class);
    }
  }

  @Test
  void read_anyDamage_endsInRecordsOrAnError() throws IOException {
    byte[] plain = TestRecordings.unpack(TestRecordings.three());
    Random random = new Random(SEED);
    int refused = 0;
    for (int round = 0; round < 3_000; round++) {
      byte[] damaged = plain.clone();
      for (int i = random.nextInt(3); i >= 0; i--) {
        damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
      }
      refused += refuses(TestRecordings.pack(damaged), round);
    }
    assertThat(refused).isGreaterThan(1_000);
    byte[] packed = TestRecordings.three();
    for (int round = 0; round < 3_000; round++) {
      byte[] damaged = packed.clone();
      damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
      refuses(damaged, round);
    }
  }

  @Test
  void read_hugeLength_isRefusedWithoutAllocatingIt() throws IOException {
    byte[] plain = TestRecordings.unpack(TestRecordings.three());
    ByteBuffer.wrap(plain).putInt(HEADER_LENGTH + 1, Integer.MAX_VALUE);
    assertThatThrownBy(() -> TestRecordings.readAll(TestRecordings.pack(plain)))
        .hasMessage(
            "test: a record of kind 3 with 2147483647 bytes (byte 35 of the unpacked data)");
  }

  @Test
  void read_otherFiles_areNamedAsSuch() {
    assertThatThrownBy(() -> RecordingReader.open("photo.jpg", new byte[] {1, 2, 3, 4, 5}))
        .isInstanceOf(RecordingException.class)
        .hasMessage("photo.jpg: not a recording of Sextant, or a cut one");
    assertThatThrownBy(() -> RecordingReader.open("a.gz", TestRecordings.pack(new byte[100])))
        .hasMessage("a.gz: not a recording of Sextant (byte 0 of the unpacked data)");
    assertThatThrownBy(() -> RecordingReader.open(directory.resolve("none.sxr")))
        .hasMessageEndingWith("none.sxr: there is no such file");
  }

  @Test
  void read_newerVersion_saysWhichIsRead() throws IOException {
    byte[] plain = TestRecordings.unpack(TestRecordings.three());
    plain[7] = 9;
    assertThatThrownBy(() -> TestRecordings.readAll(TestRecordings.pack(plain)))
        .hasMessage("test: version 9: this program reads version 1 (byte 0 of the unpacked data)");
  }

  private static int refuses(byte[] packed, int round) {
    try {
      TestRecordings.readAll(packed);
      return 0;
    } catch (RecordingException e) {
      return 1;
    } catch (Exception e) {
      throw new AssertionError("seed " + SEED + ", round " + round, e);
    }
  }

  /** Takes 100 kB. */
  private static final class FullDisk extends OutputStream {
    private int room = 100_000;

    @Override
    public void write(int b) throws IOException {
      if (--room < 0) {
        throw new IOException("disk full");
      }
    }
  }
}
