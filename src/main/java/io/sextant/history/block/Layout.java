package io.sextant.history.block;

import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * Where things are in a block. All little endian.
 *
 * <pre>
 *    0  magic "SXB1"          u32     88  session of the first own id      i64
 *    4  format                u16     96  lowest counter of own ids        i64
 *    6  length of the header  u16    104  highest counter of own ids       i64
 *    8  length of the block   u32    112  where each column begins     20 u32
 *   12  rows                  u32    192  ids that are not ours            u32
 *   16  first sequence        i64    196  sessions of own ids              u32
 *   24  last sequence         i64    200  values needed of the dictionary, by
 *   32  lowest time           i64         part, hops for PLACE           5 u32
 *   40  highest time          i64    220  zero                           8 u32
 *   48  flows by verdict   10 u32    252  CRC32C of all other bytes        u32
 * </pre>
 *
 * <p>Columns follow, in the order of {@link Column}; each ends where the next begins, unused ones
 * are empty.
 */
final class Layout {
  static final int MAGIC = 0x31425853;
  static final int FORMAT = 1;
  static final int HEADER = 256;

  static final int AT_FORMAT = 4;
  static final int AT_HEADER_LENGTH = 6;
  static final int AT_LENGTH = 8;
  static final int AT_ROWS = 12;
  static final int AT_FIRST_SEQUENCE = 16;
  static final int AT_LAST_SEQUENCE = 24;
  static final int AT_MIN_TIME = 32;
  static final int AT_MAX_TIME = 40;
  static final int AT_VERDICTS = 48;
  static final int AT_SESSION = 88;
  static final int AT_MIN_COUNTER = 96;
  static final int AT_MAX_COUNTER = 104;
  static final int AT_COLUMNS = 112;
  static final int AT_FOREIGN = 192;
  static final int AT_SESSIONS = 196;
  static final int AT_NEEDED = 200;
  static final int AT_CRC = 252;

  static final int VERDICTS = 10;
  static final int COLUMNS = 20;

  /** A block of more rows is none of ours. */
  static final int MOST_ROWS = 1 << 16;

  /** Details of a block's rows together, before they are compressed. */
  static final int MOST_DETAILS = 64 << 20;

  static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private Layout() {}

  /** The columns in the order that they lie in. */
  enum Column {
    SEQUENCE,
    TIME,
    /** Wall clock minus boot clock. */
    CLOCK,
    LENGTH,
    SOURCE,
    DESTINATION,
    /** First port of a request, second of a reply: the side that asked. */
    CLIENT_PORT,
    /** The other one. */
    SERVER_PORT,
    SHAPE,
    CPU,
    DECISION,
    /** Place, and the Ethernet addresses seen there. */
    HOP,
    SESSION,
    COUNTER,
    FOREIGN_ID,
    /** Bytes of details, of the rows that have any. */
    DETAIL_LENGTH,
    DETAILS;

    static final Column[] ALL = values();

    static Column of(Part part) {
      return switch (part) {
        case SOURCE -> SOURCE;
        case DESTINATION -> DESTINATION;
        case SHAPE -> SHAPE;
        case PLACE -> HOP;
        case DECISION -> DECISION;
      };
    }
  }
}
