package io.sextant.history.ledger;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * How a {@link FrameFile} looks on disk.
 *
 * @param magic eight letters that say what the records are
 * @param version of the records' layout
 */
record FrameFormat(String magic, int version) {
  static final int LONGEST_PAYLOAD = 4 << 20;

  private static final int MAGIC_LENGTH = 8;
  private static final int HEAD_LENGTH = 16;
  private static final int FRAME_HEAD = 12;

  /** The letters SXF1. */
  private static final int MARKER = 0x31465853;

  FrameFormat {
    if (magic.length() != MAGIC_LENGTH) {
      throw new IllegalArgumentException("magic \"" + magic + "\" has not 8 letters");
    }
  }

  /** A whole file. */
  ByteBuffer file(List<byte[]> payloads) {
    ByteBuffer out = buffer(HEAD_LENGTH + length(payloads));
    out.put(magic.getBytes(StandardCharsets.US_ASCII)).putInt(version);
    out.putInt(check(out, HEAD_LENGTH - Integer.BYTES));
    payloads.forEach(payload -> put(out, payload));
    return out.flip();
  }

  ByteBuffer frames(List<byte[]> payloads) {
    ByteBuffer out = buffer(length(payloads));
    payloads.forEach(payload -> put(out, payload));
    return out.flip();
  }

  /**
   * Finds the records of a file. A record that is not whole ends it, unless there are whole ones
   * behind.
   *
   * @throws IOException when it is of another version
   */
  FrameScan scan(Path file, byte[] bytes) throws IOException {
    if (bytes.length < HEAD_LENGTH) {
      return new FrameScan(List.of(), 0, 0);
    }
    ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    boolean known = isHead(file, in);
    List<byte[]> payloads = new ArrayList<>();
    int end = known ? HEAD_LENGTH : 0;
    int skipped = 0;
    for (int at = nextFrame(in, end); at >= 0; at = nextFrame(in, end)) {
      int length = in.getInt(at + Integer.BYTES);
      byte[] payload = new byte[length];
      in.get(at + FRAME_HEAD, payload);
      payloads.add(payload);
      skipped += at - end;
      end = at + FRAME_HEAD + length;
    }
    return known || !payloads.isEmpty()
        ? new FrameScan(payloads, end, skipped)
        : new FrameScan(List.of(), bytes.length, bytes.length);
  }

  private boolean isHead(Path file, ByteBuffer in) throws IOException {
    byte[] letters = new byte[MAGIC_LENGTH];
    in.get(0, letters);
    String found = new String(letters, StandardCharsets.US_ASCII);
    int checked = HEAD_LENGTH - Integer.BYTES;
    if (!found.equals(magic) || in.getInt(checked) != check(in, checked)) {
      return false;
    }
    int foundVersion = in.getInt(MAGIC_LENGTH);
    if (foundVersion != version) {
      throw new IOException(
          "%s has format %d, this program reads and writes format %d: start the program that wrote it, or move the file away"
              .formatted(file, foundVersion, version));
    }
    return true;
  }

  /** Position of the first whole record from there on, or -1. */
  private static int nextFrame(ByteBuffer in, int from) {
    for (int at = from; at <= in.limit() - FRAME_HEAD; at++) {
      if (in.getInt(at) == MARKER && isWhole(in, at)) {
        return at;
      }
    }
    return -1;
  }

  private static boolean isWhole(ByteBuffer in, int at) {
    int length = in.getInt(at + Integer.BYTES);
    return length >= 0
        && length <= Math.min(LONGEST_PAYLOAD, in.limit() - at - FRAME_HEAD)
        && in.getInt(at + 2 * Integer.BYTES) == frameCheck(in, at, length);
  }

  private static void put(ByteBuffer out, byte[] payload) {
    if (payload.length > LONGEST_PAYLOAD) {
      throw new IllegalArgumentException(
          "a record of " + payload.length + " bytes: at most " + LONGEST_PAYLOAD + " are possible");
    }
    int at = out.position();
    out.putInt(MARKER).putInt(payload.length).putInt(0).put(payload);
    out.putInt(at + 2 * Integer.BYTES, frameCheck(out, at, payload.length));
  }

  private static int frameCheck(ByteBuffer bytes, int at, int length) {
    CRC32C check = new CRC32C();
    check.update(bytes.slice(at + Integer.BYTES, Integer.BYTES));
    check.update(bytes.slice(at + FRAME_HEAD, length));
    return (int) check.getValue();
  }

  private static int check(ByteBuffer bytes, int length) {
    CRC32C check = new CRC32C();
    check.update(bytes.slice(0, length));
    return (int) check.getValue();
  }

  private static int length(List<byte[]> payloads) {
    return Math.toIntExact(payloads.stream().mapToLong(each -> FRAME_HEAD + each.length).sum());
  }

  private static ByteBuffer buffer(int length) {
    return ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
  }
}
