package io.sextant.history.ledger;

import java.util.List;

/**
 * The records of a file.
 *
 * @param payloads of those that are whole, in order
 * @param end position behind the last of them; 0 when not even the file's head is whole
 * @param skipped bytes before it that belong to no record
 */
record FrameScan(List<byte[]> payloads, int end, int skipped) {
  FrameScan {
    payloads = List.copyOf(payloads);
  }

  boolean isDamaged() {
    return skipped > 0;
  }
}
