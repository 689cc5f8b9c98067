package io.sextant.history.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import io.sextant.flow.Flow;
import io.sextant.flow.RandomFlows;
import io.sextant.flow.TestFlows;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A disk may give back anything. */
@NullMarked
class HostileBlockTest {
  private static final int MUTATIONS = 10_000;

  private final Dictionary dictionary = new Dictionary();
  private final Scratch scratch = new Scratch();

  @AfterEach
  void closeScratch() {
    scratch.close();
  }

  @Test
  void changedBytes_giveAnExceptionOfOurs_orAreFoundByTheCheckSum() {
    long seed = 20;
    SplittableRandom random = new SplittableRandom(seed);
    byte[][] blocks = {
      randomBlock(new RandomFlows(seed), 64), blockOfOneSession(new RandomFlows(seed), 64)
    };
    int refused = 0;
    for (int i = 0; i < MUTATIONS; i++) {
      byte[] good = blocks[i % blocks.length];
      byte[] bad = mutated(good, random);
      try {
        Block block = Block.open(MemorySegment.ofArray(bad), 0, dictionary);
        readAll(block);
        assertThat(block.verify()).as("mutation %d of seed %d", i, seed).isEqualTo(same(bad, good));
      } catch (BrokenBlockException e) {
        assertThat(e).hasMessageMatching("(?s)(block|column|details).*");
        refused++;
      } catch (RuntimeException e) {
        fail("mutation %d of seed %d".formatted(i, seed), e);
      }
    }
    assertThat(refused).isBetween(MUTATIONS / 20, MUTATIONS);
  }

  @Test
  void cutBlock_isRefused() {
    byte[] good = randomBlock(new RandomFlows(21), 16);
    for (int length = 0; length < good.length; length++) {
      MemorySegment cut = MemorySegment.ofArray(Arrays.copyOf(good, length));
      assertThatThrownBy(() -> Block.open(cut, 0, dictionary))
          .isInstanceOf(BrokenBlockException.class)
          .hasMessageMatching("block: .*(bytes are left|length).*");
    }
  }

  @Test
  void otherFormat_isNamed() {
    byte[] newer = randomBlock(new RandomFlows(22), 4);
    newer[Layout.AT_FORMAT] = 2;
    assertThatThrownBy(() -> Block.open(MemorySegment.ofArray(newer), 0, dictionary))
        .hasMessage("block: format 2 with a header of 256 bytes; known is format 1 with 256");
    assertThatThrownBy(() -> Block.open(MemorySegment.ofArray(new byte[500]), 0, dictionary))
        .hasMessage("block: begins with 00000000, a block with 31425853");
  }

  @Test
  void block_beforeItsDictionary_isRefused() {
    byte[] good = randomBlock(new RandomFlows(23), 4);
    assertThatThrownBy(() -> Block.open(MemorySegment.ofArray(good), 0, new Dictionary()))
        .isInstanceOf(BrokenBlockException.class)
        .hasMessageContaining("for SOURCE, the dictionary has 0");
  }

  @Test
  void row_thatIsNotThere_isTheCallersMistake() {
    try (BlockBuilder builder = new BlockBuilder(dictionary, 4)) {
      builder.add(1, TestFlows.request());
      int length = builder.encode(0, 1);
      byte[] bytes = Arrays.copyOf(builder.bytes(), length);
      Block block = Block.open(MemorySegment.ofArray(bytes), 0, dictionary);
      assertThatThrownBy(() -> block.flow(1, scratch))
          .isInstanceOf(IndexOutOfBoundsException.class);
    }
  }

  private static boolean same(byte[] left, byte[] right) {
    return Arrays.equals(left, right);
  }

  private byte[] randomBlock(RandomFlows flows, int rows) {
    return block(flows::next, rows);
  }

  /** Whose flows are looked up one by one. */
  private byte[] blockOfOneSession(RandomFlows flows, int rows) {
    return block(flows::nextOfOneSession, rows);
  }

  private byte[] block(Supplier<Flow> flows, int rows) {
    try (BlockBuilder builder = new BlockBuilder(dictionary, rows)) {
      for (int i = 0; i < rows; i++) {
        builder.add(i, flows.get());
      }
      return Arrays.copyOf(builder.bytes(), builder.encode(0, rows));
    }
  }

  /** Some bytes or words changed, more often where a column begins. */
  private byte[] mutated(byte[] good, SplittableRandom random) {
    byte[] bad = good.clone();
    Block block = Block.open(MemorySegment.ofArray(good), 0, dictionary);
    for (int changes = random.nextInt(1, 4); changes > 0; changes--) {
      int at =
          switch (random.nextInt(4)) {
            case 0 -> random.nextInt(Layout.HEADER);
            case 1 ->
                block.columnStart(random.nextInt(Layout.Column.ALL.length)) + random.nextInt(16);
            default -> random.nextInt(good.length);
          };
      int place = Math.min(at, good.length - Integer.BYTES);
      switch (random.nextInt(3)) {
        case 0 -> bad[place] ^= (byte) (1 << random.nextInt(8));
        case 1 -> bad[place] = (byte) random.nextInt();
        default -> ByteWriter.INTS.set(bad, place, random.nextInt() >> random.nextInt(32));
      }
    }
    return bad;
  }

  private void readAll(Block block) {
    int rows = block.rows();
    long[] longs = new long[rows];
    int[] ints = new int[rows];
    int[] codes = new int[rows];
    block.sequences(scratch, longs);
    block.times(scratch, longs);
    block.packetLengths(scratch, ints);
    block.clientPorts(scratch, ints);
    block.serverPorts(scratch, ints);
    for (Part part : Part.values()) {
      int count = block.ids(part, scratch, ints, codes);
      for (int i = 0; i < rows; i++) {
        assertThat(codes[i]).isBetween(0, count - 1);
        assertThat(ints[codes[i]]).isBetween(0, dictionary.count(part) - 1);
      }
      if (part != Part.PLACE) {
        block.mark(part, scratch, new int[] {0, ints[0], ints[count - 1]}, new long[rows]);
      }
    }
    for (int row = 0; row < rows; row++) {
      block.flow(row, scratch);
    }
  }
}
