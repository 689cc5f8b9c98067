package io.sextant.history.ledger;

import io.sextant.flow.LostEvents;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;

/** Entries of the ledger as bytes. */
final class LedgerRecords {
  static final FrameFormat FORMAT = new FrameFormat("sxledger", 1);

  private static final byte LOSS = 1;
  private static final byte COUNTED = 2;
  private static final byte BEGUN = 3;
  private static final byte OVER = 4;

  private LedgerRecords() {}

  static byte[] write(LedgerEntry entry) {
    return switch (entry) {
      case Loss loss -> loss(loss);
      case LedgerEntry.Counted counted -> counted(counted);
      case LedgerEntry.Begun begun -> begun(begun);
      case LedgerEntry.Over over -> run(OVER, over.run(), over.timeNanos());
    };
  }

  /**
   * Reads an entry.
   *
   * @throws IllegalArgumentException when it is none
   */
  static LedgerEntry read(byte[] record) {
    ByteBuffer in = RecordBytes.read(record);
    try {
      byte kind = in.get();
      return switch (kind) {
        case LOSS -> loss(in);
        case COUNTED -> counted(in);
        case BEGUN -> begun(in);
        case OVER -> new LedgerEntry.Over(RecordBytes.text(in), in.getLong());
        default -> throw new IllegalArgumentException("ledger entry of kind " + kind);
      };
    } catch (BufferUnderflowException e) {
      throw new IllegalArgumentException("ledger entry of " + record.length + " bytes", e);
    }
  }

  private static byte[] loss(Loss loss) {
    byte[] node = RecordBytes.utf8(loss.node());
    ByteBuffer out = RecordBytes.of(2 + Integer.BYTES + 6 * Long.BYTES, node);
    out.put(LOSS).put((byte) loss.stage().number()).putInt(loss.cpu());
    out.putLong(loss.sequence()).putLong(loss.lastSequence()).putLong(loss.timeNanos());
    out.putLong(loss.count()).putLong(loss.firstNanos()).putLong(loss.lastNanos());
    RecordBytes.putText(out, node);
    return RecordBytes.bytes(out);
  }

  private static Loss loss(ByteBuffer in) {
    LossStage stage = LossStage.ofNumber(in.get());
    int cpu = in.getInt();
    long sequence = in.getLong();
    long lastSequence = in.getLong();
    long time = in.getLong();
    long count = in.getLong();
    long first = in.getLong();
    long last = in.getLong();
    String node = RecordBytes.text(in);
    return new Loss(sequence, lastSequence, time, node, stage, cpu, count, first, last);
  }

  private static byte[] counted(LedgerEntry.Counted counted) {
    StageCounts counts = counted.counts();
    byte[] run = RecordBytes.utf8(counted.run());
    byte[] node = RecordBytes.utf8(counts.node());
    ByteBuffer out = RecordBytes.of(2 + Integer.BYTES + 5 * Long.BYTES, run, node);
    out.put(COUNTED).put((byte) counts.stage().number()).putLong(counts.timeNanos());
    out.putLong(counts.in()).putLong(counts.out());
    out.putLong(counts.filtered()).putLong(counts.lost());
    RecordBytes.putText(out, run);
    RecordBytes.putText(out, node);
    return RecordBytes.bytes(out.putInt(counts.cpu()));
  }

  private static LedgerEntry.Counted counted(ByteBuffer in) {
    LossStage stage = LossStage.ofNumber(in.get());
    long time = in.getLong();
    long came = in.getLong();
    long out = in.getLong();
    long filtered = in.getLong();
    long lost = in.getLong();
    String run = RecordBytes.text(in);
    String node = RecordBytes.text(in);
    // The first ledgers knew no CPU of counts.
    int cpu = in.hasRemaining() ? in.getInt() : LostEvents.NO_CPU;
    return new LedgerEntry.Counted(
        run, new StageCounts(time, node, stage, cpu, came, out, filtered, lost));
  }

  private static byte[] begun(LedgerEntry.Begun begun) {
    byte[] id = RecordBytes.utf8(begun.run());
    ByteBuffer out = RecordBytes.of(1 + 2 * Long.BYTES, id);
    RecordBytes.putText(out.put(BEGUN), id);
    return RecordBytes.bytes(out.putLong(begun.timeNanos()).putLong(begun.firstSequence()));
  }

  private static LedgerEntry.Begun begun(ByteBuffer in) {
    String run = RecordBytes.text(in);
    long time = in.getLong();
    long first = in.hasRemaining() ? in.getLong() : LedgerEntry.Begun.UNKNOWN;
    return new LedgerEntry.Begun(run, time, first);
  }

  private static byte[] run(byte kind, String run, long timeNanos) {
    byte[] id = RecordBytes.utf8(run);
    ByteBuffer out = RecordBytes.of(1 + Long.BYTES, id);
    out.put(kind);
    RecordBytes.putText(out, id);
    return RecordBytes.bytes(out.putLong(timeNanos));
  }
}
