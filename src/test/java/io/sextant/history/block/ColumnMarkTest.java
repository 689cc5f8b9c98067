package io.sextant.history.block;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows with a number are found whatever bits the column has for each. */
class ColumnMarkTest {
  private static final long SEED = 21;
  private static final int ROWS = 4_099;

  private final ByteWriter out = new ByteWriter(64);
  private final ColumnReader reader = new ColumnReader();

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 8, 9, 16, 17, 31, 33, 64, 100, 250, 500, 1000, 2000, 4000})
  void rowsWithANumber_areMarked(int different) {
    Random random = new Random(SEED + different);
    int[] numbers = random.ints(ROWS, 0, different).map(number -> 7 * number).toArray();
    new ColumnWriter(out).ids(numbers, 0, ROWS);
    for (int round = 0; round < 50; round++) {
      int[] wanted = {numbers[random.nextInt(ROWS)], 7 * random.nextInt(different) + 1};
      long[] marks = new long[(ROWS + 63) / 64];
      Arrays.fill(marks, -1);
      reader
          .open(MemorySegment.ofArray(out.bytes()), 0, out.size(), Layout.Column.SOURCE)
          .mark(wanted, ROWS, 7 * different, marks);
      long[] expected = new long[marks.length];
      for (int row = 0; row < ROWS; row++) {
        expected[row >>> 6] |= numbers[row] == wanted[0] ? 1L << row : 0;
      }
      assertThat(marks).as("%d of %d, seed %d", wanted[0], different, SEED).isEqualTo(expected);
    }
  }
}
