package io.sextant.history.ledger;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;

/** Changes of facts as bytes. */
final class FactRecords {
  static final FrameFormat FORMAT = new FrameFormat("sx-names", 1);

  private static final byte FACT = 1;
  private static final byte END = 2;

  private FactRecords() {}

  static byte[] fact(Fact fact) {
    byte[] key = RecordBytes.utf8(fact.key());
    byte[] value = RecordBytes.utf8(fact.value());
    ByteBuffer out = RecordBytes.of(2 + 2 * Long.BYTES, key, value);
    out.put(FACT).put((byte) fact.kind().number());
    out.putLong(fact.fromNanos()).putLong(fact.toNanos());
    RecordBytes.putText(out, key);
    RecordBytes.putText(out, value);
    return RecordBytes.bytes(out);
  }

  static byte[] end(FactKind kind, String key, long timeNanos) {
    byte[] text = RecordBytes.utf8(key);
    ByteBuffer out = RecordBytes.of(2 + Long.BYTES, text);
    out.put(END).put((byte) kind.number()).putLong(timeNanos);
    RecordBytes.putText(out, text);
    return RecordBytes.bytes(out);
  }

  /**
   * Does to a table what a record says.
   *
   * @throws IllegalArgumentException when it is none
   */
  static void apply(byte[] record, FactTable table) {
    ByteBuffer in = RecordBytes.read(record);
    try {
      byte type = in.get();
      FactKind kind = FactKind.ofNumber(in.get());
      long time = in.getLong();
      switch (type) {
        case FACT -> table.put(fact(kind, time, in));
        case END -> table.end(kind, RecordBytes.text(in), time);
        default -> throw new IllegalArgumentException("change of facts of type " + type);
      }
    } catch (BufferUnderflowException e) {
      throw new IllegalArgumentException("change of facts of " + record.length + " bytes", e);
    }
  }

  private static Fact fact(FactKind kind, long from, ByteBuffer in) {
    long to = in.getLong();
    String key = RecordBytes.text(in);
    return new Fact(kind, key, RecordBytes.text(in), from, to);
  }
}
