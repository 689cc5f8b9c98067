package io.sextant.history.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import io.sextant.flow.Endpoint;
import io.sextant.flow.Flow;
import io.sextant.flow.IpAddress;
import io.sextant.flow.IpVersion;
import io.sextant.flow.L7;
import io.sextant.flow.RandomFlows;
import io.sextant.flow.TestFlows;
import io.sextant.flow.Verdict;
import java.io.ByteArrayOutputStream;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.zip.CRC32C;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

@NullMarked
class DictionaryTest {
  private final Dictionary dictionary = new Dictionary();

  @Test
  void pending_holdsWhatIsNewOnce() {
    try (BlockBuilder builder = new BlockBuilder(dictionary, 10)) {
      assertThat(dictionary.pending().remaining()).isZero();
      builder.add(1, TestFlows.request());
      int first = dictionary.pending().remaining();
      assertThat(first).isPositive();
      assertThat(dictionary.pending().remaining()).isEqualTo(first);
      dictionary.written();
      assertThat(dictionary.pending().remaining()).isZero();
      builder.add(2, TestFlows.request());
      assertThat(dictionary.pending().remaining()).isZero();
      assertThat(dictionary.bytes()).isEqualTo(first);
      builder.add(3, TestFlows.drop());
      assertThat(dictionary.pending().remaining()).isPositive();
    }
  }

  @Test
  void equalValues_ofOtherObjects_haveOneNumber() {
    try (BlockBuilder builder = new BlockBuilder(dictionary, 10)) {
      builder.add(1, withSource(endpoint("a")));
      builder.add(2, withSource(endpoint("a")));
      builder.add(3, withSource(endpoint("b")));
      assertThat(dictionary.count(Part.SOURCE)).isEqualTo(3);
      assertThat(dictionary.count(Part.DESTINATION)).isEqualTo(3);
      assertThat(dictionary.count(Part.SHAPE)).isEqualTo(1);
    }
  }

  @Test
  void log_givesTheSameValues() {
    byte[] log = log(new RandomFlows(5), 300, 7).toByteArray();
    Dictionary.Replayed replayed = Dictionary.read(MemorySegment.ofArray(log));
    assertThat(replayed.goodBytes()).isEqualTo(log.length);
    assertThat(replayed.dictionary().bytes()).isEqualTo(log.length);
    assertThat(replayed.dictionary().size()).isEqualTo(dictionary.size());
    assertSameValues(replayed.dictionary(), dictionary);
  }

  @Test
  void replayedDictionary_knowsItsValues_andGoesOn() {
    byte[] log = log(new RandomFlows(6), 100, 10).toByteArray();
    Dictionary again = Dictionary.read(MemorySegment.ofArray(log)).dictionary();
    RandomFlows same = new RandomFlows(6);
    try (BlockBuilder builder = new BlockBuilder(again, 200)) {
      for (int i = 0; i < 100; i++) {
        builder.add(i, same.next());
      }
      assertThat(again.pending().remaining()).isZero();
      builder.add(100, withSource(endpoint("new")));
      assertThat(again.pending().remaining()).isPositive();
    }
  }

  @Test
  void tornLog_isReadUpToItsLastWholeFrame() {
    List<Integer> ends = new ArrayList<>(List.of(0));
    ByteArrayOutputStream log = log(new RandomFlows(7), 40, 10, ends);
    byte[] whole = log.toByteArray();
    for (int length = 0; length <= whole.length; length++) {
      int cut = length;
      long good = Dictionary.read(MemorySegment.ofArray(Arrays.copyOf(whole, length))).goodBytes();
      int wanted = ends.stream().mapToInt(end -> end).filter(end -> end <= cut).max().orElseThrow();
      assertThat(good).as("cut at %d", length).isEqualTo(wanted);
    }
    byte[] zeros = Arrays.copyOf(whole, whole.length + 4096);
    assertThat(Dictionary.read(MemorySegment.ofArray(zeros)).goodBytes()).isEqualTo(whole.length);
  }

  @Test
  void flippedBits_endTheLogThere() {
    List<Integer> ends = new ArrayList<>(List.of(0));
    byte[] whole = log(new RandomFlows(8), 40, 10, ends).toByteArray();
    SplittableRandom random = new SplittableRandom(8);
    for (int i = 0; i < 2000; i++) {
      byte[] bad = whole.clone();
      int at = random.nextInt(bad.length);
      bad[at] ^= (byte) (1 << random.nextInt(8));
      long good = Dictionary.read(MemorySegment.ofArray(bad)).goodBytes();
      int wanted = ends.stream().mapToInt(end -> end).filter(end -> end <= at).max().orElseThrow();
      assertThat(good).as("changed at %d", at).isEqualTo(wanted);
    }
  }

  @Test
  void wrongContent_underARightCheckSum_isRefused() {
    byte[] whole = log(new RandomFlows(9), 30, 30).toByteArray();
    SplittableRandom random = new SplittableRandom(9);
    int refused = 0;
    for (int i = 0; i < 20_000; i++) {
      byte[] bad = whole.clone();
      for (int changes = random.nextInt(1, 4); changes > 0; changes--) {
        bad[random.nextInt(DictionaryWriter.FRAME_HEAD, bad.length)] = (byte) random.nextInt();
      }
      sign(bad);
      try {
        Dictionary.read(MemorySegment.ofArray(bad));
      } catch (BrokenBlockException e) {
        assertThat(e).hasMessageStartingWith("dictionary, byte ");
        refused++;
      } catch (RuntimeException e) {
        fail("mutation " + i, e);
      }
    }
    assertThat(refused).isGreaterThan(1000);
  }

  @Test
  void entryOfAnUnknownKind_isNamed() {
    byte[] frame = new byte[DictionaryWriter.FRAME_HEAD + 1];
    frame[0] = 1;
    frame[DictionaryWriter.FRAME_HEAD] = 99;
    sign(frame);
    assertThatThrownBy(() -> Dictionary.read(MemorySegment.ofArray(frame)))
        .isInstanceOf(BrokenBlockException.class)
        .hasMessage("dictionary, byte 1: an entry of kind 99");
  }

  @Test
  void sealedDictionary_isReadAsBefore_andTakesNoBuilder() {
    try (BlockBuilder builder = new BlockBuilder(dictionary, 10)) {
      builder.add(1, TestFlows.drop());
    }
    dictionary.seal();
    assertThat(dictionary.party(0).endpoint()).isEqualTo(TestFlows.REVIEWS);
    assertThat(dictionary.count(Part.SOURCE)).isEqualTo(2);
    assertThatThrownBy(() -> new BlockBuilder(dictionary, 10))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("sealed");
  }

  @Test
  void examples_holdOnePartOfAFlow() {
    Flow drop = TestFlows.drop();
    try (BlockBuilder builder = new BlockBuilder(dictionary, 10)) {
      builder.add(1, drop);
    }
    Flow source = dictionary.example(Part.SOURCE, 0);
    assertThat(source.source()).isEqualTo(TestFlows.REVIEWS);
    assertThat(source.sourceAddress()).isEqualTo(drop.sourceAddress());
    assertThat(source.destination()).isEqualTo(Endpoint.UNKNOWN);
    assertThat(source.hasDestinationAddress()).isFalse();
    Flow destination = dictionary.example(Part.DESTINATION, 1);
    assertThat(destination.destination()).isEqualTo(TestFlows.DATABASE);
    assertThat(destination.destinationAddress()).isEqualTo(drop.destinationAddress());
    assertThat(destination.hasSourceAddress()).isFalse();
    Flow shape = dictionary.example(Part.SHAPE, 0);
    assertThat(shape.verdict()).isEqualTo(Verdict.DROPPED);
    assertThat(shape.dropReason()).isEqualTo(drop.dropReason());
    assertThat(shape.tcpFlags()).isEqualTo(drop.tcpFlags());
    assertThat(shape.dropLine()).isEqualTo(137);
    assertThat(shape.ipVersion()).isEqualTo(IpVersion.IPv4);
    assertThat(dictionary.example(Part.PLACE, 0).node()).isEqualTo(TestFlows.NODE);
    assertThat(dictionary.example(Part.DECISION, 0).policies()).isNull();
  }

  @Test
  void shapesOfMessages_haveAnEmptyOne() {
    try (BlockBuilder builder = new BlockBuilder(dictionary, 10)) {
      builder.add(1, TestMessages.http("http://shop/cart/17", 200));
      builder.add(2, TestMessages.dns("api.example.com."));
    }
    assertThat(message(0)).isInstanceOf(L7.Http.class);
    assertThat(message(1)).isInstanceOf(L7.Dns.class);
  }

  @Test
  void readers_seeAllThatIsCounted_whileTheWriterAdds() throws InterruptedException {
    AtomicBoolean done = new AtomicBoolean();
    List<String> wrong = new ArrayList<>();
    Thread reader =
        Thread.ofPlatform()
            .start(() -> {
              while (!done.get()) {
                int count = dictionary.count(Part.SOURCE);
                for (int id = Math.max(0, count - 100); id < count; id++) {
                  if (dictionary.party(id).low() != IpAddress.v4Low(id)) {
                    wrong.add("party " + id + " of " + count);
                  }
                }
              }
            });
    try (BlockBuilder builder = new BlockBuilder(dictionary, 1)) {
      for (int i = 0; i < 50_000; i++) {
        IpAddress address = IpAddress.ofV4(i);
        builder.add(i, new Flow.Builder().ip(IpVersion.IPv4, address, address).build());
        builder.clear();
      }
    }
    done.set(true);
    reader.join();
    assertThat(wrong).isEmpty();
    assertThat(dictionary.count(Part.SOURCE)).isEqualTo(50_000);
  }

  private L7.@Nullable Message message(int shape) {
    return Objects.requireNonNull(dictionary.example(Part.SHAPE, shape).extras().l7()).message();
  }

  private static Flow withSource(Endpoint source) {
    return new Flow.Builder().endpoints(source, Endpoint.UNKNOWN).build();
  }

  private static Endpoint endpoint(String name) {
    return new Endpoint(1, 2, "c", "n", List.of("k8s:app=" + name), name, "", List.of());
  }

  private ByteArrayOutputStream log(RandomFlows flows, int count, int each) {
    return log(flows, count, each, new ArrayList<>());
  }

  /** Adds flows and writes a frame after each few; notes where frames end. */
  private ByteArrayOutputStream log(RandomFlows flows, int count, int each, List<Integer> ends) {
    ByteArrayOutputStream log = new ByteArrayOutputStream();
    try (BlockBuilder builder = new BlockBuilder(dictionary, count)) {
      for (int i = 1; i <= count; i++) {
        builder.add(i, flows.next());
        if (i % each == 0 || i == count) {
          ByteBuffer pending = dictionary.pending();
          log.write(pending.array(), pending.arrayOffset(), pending.remaining());
          dictionary.written();
          ends.add(log.size());
        }
      }
    }
    return log;
  }

  /** Gives the one frame of a log a right check sum. */
  private static void sign(byte[] frame) {
    CRC32C crc = new CRC32C();
    int head = DictionaryWriter.FRAME_HEAD;
    crc.update(frame, head, frame.length - head);
    ByteWriter.INTS.set(frame, Integer.BYTES, (int) crc.getValue());
  }

  private static void assertSameValues(Dictionary left, Dictionary right) {
    for (Part part : Part.values()) {
      assertThat(left.count(part)).isEqualTo(right.count(part));
    }
    for (int id = 0; id < right.count(Part.SOURCE); id++) {
      assertThat(left.party(id)).isEqualTo(right.party(id));
    }
    for (int id = 0; id < right.count(Part.SHAPE); id++) {
      assertThat(left.shape(id)).isEqualTo(right.shape(id));
    }
    for (int id = 0; id < right.count(Part.PLACE); id++) {
      assertThat(left.place(id)).isEqualTo(right.place(id));
    }
    for (int id = 0; id < right.count(Part.DECISION); id++) {
      assertThat(left.decision(id)).isEqualTo(right.decision(id));
    }
    for (int id = 0; id < right.hops.count(); id++) {
      assertThat(left.hop(id)).isEqualTo(right.hop(id));
    }
  }
}
