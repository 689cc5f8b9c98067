package io.sextant.serve.grpc;

/**
 * Walks over the fields of a message on the wire. For messages that {@link WireWriter} wrote: it
 * knows their two wire types and does not expect broken ones.
 */
final class WireCursor {
  private final byte[] bytes;
  private final int to;
  private int tagAt;
  private int tagEnd;
  private int number;
  private int valueAt;
  private int end;

  WireCursor(byte[] bytes, int from, int to) {
    this.bytes = bytes;
    this.to = to;
    this.end = from;
  }

  boolean next() {
    if (end >= to) {
      return false;
    }
    tagAt = end;
    int at = end;
    int tag = 0;
    for (int shift = 0; ; shift += 7) {
      byte b = bytes[at++];
      tag |= (b & 0x7f) << shift;
      if (b >= 0) {
        break;
      }
    }
    tagEnd = at;
    number = tag >>> 3;
    readValue(tag & 7, at);
    return true;
  }

  int number() {
    return number;
  }

  int tagAt() {
    return tagAt;
  }

  int tagLength() {
    return tagEnd - tagAt;
  }

  /** Where a message or text begins, after its length. */
  int valueAt() {
    return valueAt;
  }

  /** After the field. */
  int end() {
    return end;
  }

  private void readValue(int type, int from) {
    int at = from;
    int value = 0;
    for (int shift = 0; ; shift += 7) {
      byte b = bytes[at++];
      value |= (b & 0x7f) << shift;
      if (b >= 0) {
        break;
      }
    }
    valueAt = at;
    end =
        switch (type) {
          case 0 -> at;
          case 2 -> at + value;
          default ->
              throw new IllegalStateException("wire type " + type + " was not written by us");
        };
  }
}
