package io.sextant.recording;

/**
 * The file, inside gzip; all numbers big endian.
 *
 * <pre>
 *   "SXREC" 0 | version 2 | node name: length 2, UTF-8 | wall time 8 | boot time 8
 *   then records: kind 1 | length of the payload 4 | payload
 *     sample   cpu 2 | boot time 8 | the sample
 *     loss     cpu 2 | boot time 8 | source 1 | count 8
 *     cluster  boot time 8 | JSON, UTF-8
 *     end      number of samples 8 | number of samples that could not be written 8
 * </pre>
 *
 * Wall and boot time in the header are of one moment, in nanoseconds since 1970 and since the
 * machine's start.
 */
final class RecordingFormat {
  static final byte[] MAGIC = {'S', 'X', 'R', 'E', 'C', 0};
  static final int VERSION = 1;

  static final int SAMPLE = 1;
  static final int LOSS = 2;
  static final int CLUSTER = 3;
  static final int END = 4;

  static final int SAMPLE_HEADER = 10;
  static final int LOSS_LENGTH = 19;
  static final int CLUSTER_HEADER = 8;
  static final int END_LENGTH = 16;

  static final int MAX_NODE_NAME = 253;
  static final int MAX_SAMPLE = 1 << 16;
  static final int MAX_CLUSTER = 1 << 24;

  private RecordingFormat() {}
}
