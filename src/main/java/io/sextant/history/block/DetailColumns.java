package io.sextant.history.block;

import com.github.luben.zstd.ZstdException;

/** The columns of details: which bytes belong to which row, and the bytes. */
final class DetailColumns {
  private DetailColumns() {}

  static int starts(Block block, Scratch scratch, int[] starts, int[] work) {
    int rows = block.rows();
    int shapes = block.ids(Part.SHAPE, scratch, work, starts);
    for (int i = 0; i < shapes; i++) {
      work[i] = block.dictionary().shape(work[i]).hasDetails() ? 1 : 0;
    }
    int detailed = 0;
    for (int i = 0; i < rows; i++) {
      starts[i] = work[starts[i]];
      detailed += starts[i];
    }
    starts[rows] = 0;
    if (detailed == 0) {
      return 0;
    }
    long[] lengths = scratch.longs(detailed);
    ColumnReader column = block.open(Layout.Column.DETAIL_LENGTH, scratch);
    column.longs(lengths, detailed);
    long at = 0;
    int next = 0;
    for (int i = 0; i <= rows; i++) {
      long length = starts[i] == 0 ? 0 : lengths[next++];
      if (length < 0 || at + length > Layout.MOST_DETAILS) {
        throw column.broken("details of %d bytes after %d".formatted(length, at));
      }
      starts[i] = (int) at;
      at += length;
    }
    return (int) at;
  }

  static byte[] inflate(Block block, Scratch scratch, byte[] room, int size) {
    if (size == 0) {
      return room;
    }
    ColumnReader column = block.open(Layout.Column.DETAILS, scratch);
    int form = column.get();
    int length = column.getInt();
    if (length != size) {
      throw column.broken("%d bytes, the rows have %d".formatted(length, size));
    }
    byte[] into = size <= room.length ? room : new byte[size];
    switch (form) {
      case BlockWriter.STORED -> column.bytes(into, size);
      case BlockWriter.COMPRESSED -> inflate(column, scratch, into, size);
      default -> throw column.broken("details of form " + form);
    }
    return into;
  }

  private static void inflate(ColumnReader column, Scratch scratch, byte[] into, int size) {
    int found;
    try {
      found =
          scratch
              .zstd()
              .decompressByteArray(into, 0, size, column.bytes(), column.at(), column.left());
    } catch (ZstdException e) {
      throw new BrokenBlockException("column DETAILS: " + e.getMessage(), e);
    }
    if (found != size) {
      throw column.broken("%d bytes inflated, %d expected".formatted(found, size));
    }
  }
}
