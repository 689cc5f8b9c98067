package io.sextant.history.block;

import com.github.luben.zstd.ZstdCompressCtx;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** Rows to the bytes of a block, see {@link Layout}. Reuses all it needs. */
final class BlockWriter implements AutoCloseable {
  static final int STORED = 0;
  static final int COMPRESSED = 1;

  /** Shorter details are not worth a try. */
  private static final int SHORTEST_COMPRESSED = 64;

  private static final int LEVEL = 1;
  private static final int PORTS = 1 << 15;

  private final Rows rows;
  private final ByteWriter details;
  private final ByteWriter out = new ByteWriter(64 * 1024);
  private final ColumnWriter columns = new ColumnWriter(out);
  private final IdWriter ids = new IdWriter();
  private final int[][] partIds = new int[Part.ALL.length][];
  private final int[] partCounts = new int[Part.ALL.length];
  private final long[] ports = new long[PORTS >>> 6];
  private final int[] verdicts = new int[Layout.VERDICTS];
  private final CRC32C crc = new CRC32C();
  private final long[] detailLengths;
  private @Nullable ZstdCompressCtx zstd;
  private int from;
  private int to;

  BlockWriter(Rows rows, ByteWriter details) {
    this.rows = rows;
    this.details = details;
    this.detailLengths = new long[rows.capacity()];
    Arrays.setAll(partIds, _ -> new int[rows.capacity()]);
  }

  byte[] bytes() {
    return out.bytes();
  }

  int idCount(Part part) {
    return partCounts[part.ordinal()];
  }

  int[] ids(Part part) {
    return partIds[part.ordinal()];
  }

  int encode(int first, int end) {
    from = first;
    to = end;
    out.clear();
    out.size(Layout.HEADER);
    Arrays.fill(out.bytes(), 0, Layout.HEADER, (byte) 0);
    ids.collect(rows.idHigh, rows.idLow, from, to);
    for (Layout.Column column : Layout.Column.ALL) {
      out.putInt(Layout.AT_COLUMNS + Integer.BYTES * column.ordinal(), out.size());
      write(column);
    }
    for (int unused = Layout.Column.ALL.length; unused < Layout.COLUMNS; unused++) {
      out.putInt(Layout.AT_COLUMNS + Integer.BYTES * unused, out.size());
    }
    header();
    return out.size();
  }

  private void write(Layout.Column column) {
    switch (column) {
      case SEQUENCE -> columns.rising(rows.sequence, from, to);
      case TIME -> columns.rising(rows.time, from, to);
      case CLOCK -> columns.numbers(rows.clock, from, to);
      case LENGTH -> columns.repeating(rows.length, from, to);
      case CLIENT_PORT -> columns.repeating(rows.client, from, to);
      case SERVER_PORT -> columns.repeating(rows.server, from, to);
      case SOURCE -> part(Part.SOURCE);
      case DESTINATION -> part(Part.DESTINATION);
      case SHAPE -> part(Part.SHAPE);
      case CPU -> columns.repeating(rows.cpu, from, to);
      case DECISION -> part(Part.DECISION);
      case HOP -> part(Part.PLACE);
      case SESSION -> ids.writeSessions(out, columns, to - from);
      case COUNTER -> ids.writeCounters(columns);
      case FOREIGN_ID -> ids.writeForeign(out, rows.idHigh, rows.idLow, from, to);
      case DETAIL_LENGTH -> detailLengths();
      case DETAILS -> details();
    }
  }

  private void part(Part part) {
    Distinct distinct = columns.ids(rows.ids(part), from, to);
    partCounts[part.ordinal()] = distinct.count();
    System.arraycopy(distinct.values(), 0, ids(part), 0, distinct.count());
  }

  private void detailLengths() {
    int count = 0;
    int start = detailStart();
    for (int i = from; i < to; i++) {
      int end = rows.detailEnd[i];
      if (end > start) {
        detailLengths[count++] = (long) end - start;
      }
      start = end;
    }
    columns.numbers(detailLengths, 0, count);
  }

  private int detailStart() {
    return from == 0 ? 0 : rows.detailEnd[from - 1];
  }

  private void details() {
    int start = detailStart();
    int length = rows.detailEnd[to - 1] - start;
    if (length == 0) {
      return;
    }
    int head = out.size();
    out.put(STORED);
    out.putInt(length);
    if (length >= SHORTEST_COMPRESSED) {
      int compressed = compress(start, length);
      if (compressed < length) {
        out.bytes()[head] = COMPRESSED;
        out.size(out.size() + compressed);
        return;
      }
    }
    out.putBytes(details.bytes(), start, length);
  }

  private int compress(int start, int length) {
    ZstdCompressCtx context = zstd;
    if (context == null) {
      context = new ZstdCompressCtx();
      context.setLevel(LEVEL).setChecksum(false).setDictID(false);
      zstd = context;
    }
    int bound = length + (length >>> 8) + 128;
    out.reserve(bound);
    return context.compressByteArray(
        out.bytes(), out.size(), bound, details.bytes(), start, length);
  }

  private void header() {
    long lowest = Long.MAX_VALUE;
    long highest = Long.MIN_VALUE;
    Arrays.fill(verdicts, 0);
    for (int i = from; i < to; i++) {
      lowest = Math.min(lowest, rows.time[i]);
      highest = Math.max(highest, rows.time[i]);
      verdicts[rows.verdict[i]]++;
    }
    out.putInt(0, Layout.MAGIC);
    out.putInt(Layout.AT_FORMAT, Layout.FORMAT | Layout.HEADER << 16);
    out.putInt(Layout.AT_LENGTH, out.size());
    out.putInt(Layout.AT_ROWS, to - from);
    out.putLong(Layout.AT_FIRST_SEQUENCE, rows.sequence[from]);
    out.putLong(Layout.AT_LAST_SEQUENCE, rows.sequence[to - 1]);
    out.putLong(Layout.AT_MIN_TIME, lowest);
    out.putLong(Layout.AT_MAX_TIME, highest);
    for (int i = 0; i < Layout.VERDICTS; i++) {
      out.putInt(Layout.AT_VERDICTS + Integer.BYTES * i, verdicts[i]);
    }
    idHeader();
    for (int i = 0; i < partIds.length; i++) {
      out.putInt(Layout.AT_NEEDED + Integer.BYTES * i, partIds[i][partCounts[i] - 1] + 1);
    }
    checkSum();
  }

  private void idHeader() {
    out.putLong(Layout.AT_SESSION, ids.firstSession());
    out.putLong(Layout.AT_MIN_COUNTER, ids.minCounter());
    out.putLong(Layout.AT_MAX_COUNTER, ids.maxCounter());
    out.putInt(Layout.AT_FOREIGN, ids.foreign());
    out.putInt(Layout.AT_SESSIONS, ids.sessions());
  }

  private void checkSum() {
    crc.reset();
    crc.update(out.bytes(), 0, Layout.AT_CRC);
    crc.update(out.bytes(), Layout.HEADER, out.size() - Layout.HEADER);
    out.putInt(Layout.AT_CRC, (int) crc.getValue());
  }

  void terms(Terms terms) {
    parties(terms);
    part(terms, Terms.Kind.SHAPE, Part.SHAPE);
    places(terms);
    part(terms, Terms.Kind.DECISION, Part.DECISION);
    ports(terms);
    ids.terms(terms);
  }

  /** Both sides' numbers, each once. */
  private void parties(Terms terms) {
    int[] sources = ids(Part.SOURCE);
    int[] destinations = ids(Part.DESTINATION);
    int source = 0;
    int destination = 0;
    while (source < idCount(Part.SOURCE) || destination < idCount(Part.DESTINATION)) {
      int left = source < idCount(Part.SOURCE) ? sources[source] : Integer.MAX_VALUE;
      int right =
          destination < idCount(Part.DESTINATION) ? destinations[destination] : Integer.MAX_VALUE;
      terms.add(Terms.Kind.PARTY, Math.min(left, right));
      source += left <= right ? 1 : 0;
      destination += right <= left ? 1 : 0;
    }
  }

  private void part(Terms terms, Terms.Kind kind, Part part) {
    int[] numbers = ids(part);
    for (int i = 0; i < idCount(part); i++) {
      terms.add(kind, numbers[i]);
    }
  }

  private void places(Terms terms) {
    Distinct places = columns.distinct(rows.place, from, to);
    for (int i = 0; i < places.count(); i++) {
      terms.add(Terms.Kind.PLACE, places.values()[i]);
    }
  }

  private void ports(Terms terms) {
    Arrays.fill(ports, 0);
    for (int i = from; i < to; i++) {
      mark(rows.client[i]);
      mark(rows.server[i]);
    }
    for (int word = 0; word < ports.length; word++) {
      for (long rest = ports[word]; rest != 0; rest &= rest - 1) {
        terms.add(Terms.Kind.PORT, word << 6 | Long.numberOfTrailingZeros(rest));
      }
    }
  }

  private void mark(int port) {
    if (port >>> 15 == 0) {
      ports[port >>> 6] |= 1L << port;
    }
  }

  byte @Nullable [] bloom() {
    return ids.foreign() == 0 ? null : ids.bloom(rows.idHigh, rows.idLow, from, to);
  }

  @Override
  public void close() {
    if (zstd != null) {
      zstd.close();
    }
  }
}
