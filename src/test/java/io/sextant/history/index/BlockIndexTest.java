package io.sextant.history.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sextant.history.block.Terms;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BlockIndexTest {
  private static final long SEED = 20_260_801;
  private static final int LENGTH = 100;

  @TempDir Path folder;

  @Test
  void index_withoutCommit_isEmpty() throws IOException {
    try (BlockIndexReader reader = BlockIndexReader.open(folder)) {
      assertThat(reader.blocks()).isZero();
      assertThat(reader.entries()).isEmpty();
      assertThat(reader.select(new Choice.AllOf(List.of())).isEmpty()).isTrue();
      assertThat(reader.bloom(0)).isNull();
    }
  }

  @Test
  void entries_comeBackInOrderOverManySegments() throws IOException {
    try (BlockIndexWriter writer = BlockIndexWriter.open(folder)) {
      for (int block = 0; block < 30; block++) {
        writer.add(entry(block), terms(block), null);
        if (block % 7 == 0) {
          assertThat(writer.commit(() -> {})).isTrue();
        }
      }
      writer.commit(() -> {});
      assertThat(writer.commit(() -> {})).isFalse();
    }
    try (BlockIndexReader reader = BlockIndexReader.open(folder)) {
      assertThat(reader.entries())
          .containsExactlyElementsOf(IntStream.range(0, 30).mapToObj(this::entry).toList());
      assertThat(reader.entries(28)).containsExactly(entry(28), entry(29));
    }
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files.map(Path::toString)).noneMatch(name -> name.endsWith(".cfs"));
    }
  }

  @Test
  void blocksAfterTheCommit_areNotThere() throws IOException {
    try (BlockIndexWriter writer = BlockIndexWriter.open(folder)) {
      writer.add(entry(0), terms(0), null);
      writer.commit(() -> {});
      writer.add(entry(1), terms(1), null);
    }
    try (BlockIndexReader reader = BlockIndexReader.open(folder);
        BlockIndexWriter writer = BlockIndexWriter.open(folder)) {
      assertThat(reader.entries()).containsExactly(entry(0));
      writer.add(entry(1), terms(1), null);
      writer.commit(() -> {});
      try (BlockIndexReader newer = reader.reopen();
          BlockIndexReader same = newer.reopen()) {
        assertThat(reader.blocks()).isEqualTo(1);
        assertThat(newer.blocks()).isEqualTo(2);
        assertThat(same.entries()).containsExactly(entry(0), entry(1));
      }
    }
  }

  @Test
  void log_isForcedBeforeTheCommitNamesItsBlocks() throws IOException {
    try (BlockIndexWriter writer = BlockIndexWriter.open(folder)) {
      writer.add(entry(0), terms(0), null);
      assertThatThrownBy(() ->
              writer.commit(() -> {
                throw new IOException("disk on fire");
              }))
          .hasMessage("disk on fire");
    }
    try (BlockIndexReader reader = BlockIndexReader.open(folder)) {
      assertThat(reader.blocks()).isZero();
    }
  }

  @Test
  void select_isAsAScanOfTheTerms() throws IOException {
    Random random = new Random(SEED);
    List<List<Integer>> numbers = new ArrayList<>();
    try (BlockIndexWriter writer = BlockIndexWriter.open(folder)) {
      for (int block = 0; block < 200; block++) {
        List<Integer> of = random.ints(10, 0, 60).boxed().toList();
        numbers.add(of);
        Terms terms = new Terms();
        of.forEach(number -> terms.add(Terms.Kind.PARTY, number));
        writer.add(entry(block), terms, null);
        if (random.nextInt(40) == 0) {
          writer.commit(() -> {});
        }
      }
      writer.commit(() -> {});
    }
    try (BlockIndexReader reader = BlockIndexReader.open(folder)) {
      for (int round = 0; round < 200; round++) {
        int a = random.nextInt(70);
        int b = random.nextInt(70);
        int c = random.nextInt(70);
        Choice choice =
            new Choice.AllOf(
                List.of(parties(a, b), new Choice.Either(List.of(parties(c), parties(b)))));
        BitSet expected = new BitSet();
        for (int block = 0; block < numbers.size(); block++) {
          List<Integer> of = numbers.get(block);
          if ((of.contains(a) || of.contains(b)) && (of.contains(c) || of.contains(b))) {
            expected.set(block);
          }
        }
        assertThat(reader.select(choice)).as("seed %d, round %d", SEED, round).isEqualTo(expected);
      }
    }
  }

  @Test
  void prefix_meansTextOnly() throws IOException {
    try (BlockIndexWriter writer = BlockIndexWriter.open(folder)) {
      writer.add(entry(0), text("checkout", "cart"), null);
      writer.add(entry(1), text("check"), null);
      writer.add(entry(2), text("chef"), null);
      Terms other = new Terms();
      byte[] word = "check".getBytes(StandardCharsets.UTF_8);
      other.add(Terms.Kind.TRACE_ID, word, 0, word.length);
      writer.add(entry(3), other, null);
      writer.commit(() -> {});
    }
    try (BlockIndexReader reader = BlockIndexReader.open(folder)) {
      assertThat(reader.select(new Choice.Prefix("check")))
          .isEqualTo(BitSet.valueOf(new long[] {3}));
      assertThat(reader.select(new Choice.Prefix("zebra")).isEmpty()).isTrue();
      assertThat(reader.select(Choice.AnyOf.of(text("cart", "chef"))))
          .isEqualTo(BitSet.valueOf(new long[] {5}));
    }
  }

  @Test
  void bloom_standsWithItsBlock() throws IOException {
    try (BlockIndexWriter writer = BlockIndexWriter.open(folder)) {
      writer.add(entry(0), terms(0), new byte[] {1, 2});
      writer.add(entry(1), terms(1), null);
      writer.commit(() -> {});
      writer.add(entry(2), terms(2), new byte[] {3});
      writer.commit(() -> {});
    }
    try (BlockIndexReader reader = BlockIndexReader.open(folder)) {
      assertThat(reader.bloom(0)).containsExactly(1, 2);
      assertThat(reader.bloom(1)).isNull();
      assertThat(reader.bloom(2)).containsExactly(3);
      assertThat(reader.withBloom((bytes, offset, length) -> bytes[offset] == 3))
          .isEqualTo(BitSet.valueOf(new long[] {4}));
    }
  }

  @Test
  void damagedIndex_isToldFromAFailingDisk() throws IOException {
    try (BlockIndexWriter writer = BlockIndexWriter.open(folder)) {
      writer.add(entry(0), terms(0), null);
      writer.commit(() -> {});
    }
    Files.write(folder.resolve("segments_1"), new byte[] {1, 2, 3});
    assertThatThrownBy(() -> BlockIndexReader.open(folder).close())
        .isInstanceOf(IndexBrokenException.class)
        .hasMessageContaining(folder.toString());
    assertThatThrownBy(() -> BlockIndexWriter.open(folder).close())
        .isInstanceOf(IndexBrokenException.class);
  }

  @Test
  void entriesThatDoNotFollowEachOther_areRefused() throws IOException {
    try (BlockIndexWriter writer = BlockIndexWriter.open(folder)) {
      writer.add(entry(0), terms(0), null);
      writer.add(entry(2), terms(2), null);
      writer.commit(() -> {});
    }
    try (BlockIndexReader reader = BlockIndexReader.open(folder)) {
      assertThatThrownBy(reader::entries)
          .isInstanceOf(IndexBrokenException.class)
          .hasMessageContaining("do not follow");
    }
  }

  private BlockEntry entry(int block) {
    return new BlockEntry(
        (long) block * LENGTH, LENGTH, 10, block * 10L, block * 10L + 9, block, block + 5L);
  }

  private static Terms terms(int number) {
    Terms terms = new Terms();
    terms.add(Terms.Kind.PARTY, number);
    return terms;
  }

  private static Choice parties(int... numbers) {
    Terms terms = new Terms();
    for (int number : numbers) {
      terms.add(Terms.Kind.PARTY, number);
    }
    return Choice.AnyOf.of(terms);
  }

  private static Terms text(String... words) {
    Terms terms = new Terms();
    for (String word : words) {
      byte[] utf8 = word.getBytes(StandardCharsets.UTF_8);
      terms.add(Terms.Kind.TEXT, utf8, 0, utf8.length);
    }
    return terms;
  }
}
