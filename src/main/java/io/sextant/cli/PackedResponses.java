package io.sextant.cli;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.sextant.proto.observer.GetFlowsResponse;

/** Responses that have to wait do so as bytes, a fraction of their size as objects. */
final class PackedResponses {
  /** So many are kept at most. */
  static final int MOST = 1_000_000;

  private PackedResponses() {}

  static GetFlowsResponse unpack(ByteString packed) {
    try {
      return GetFlowsResponse.parseFrom(packed);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("packed here", e);
    }
  }

  /** What may be kept: a number, and no more memory than there is. */
  static final class Budget {
    private static final long OVERHEAD_BYTES = 120;

    private final String flag;
    private final String advice;
    private final long mostBytes = Runtime.getRuntime().maxMemory() / 10 * 7;
    private long bytes;
    private int number;

    /**
     * @param flag why they are kept
     * @param advice what else to do about it than to give more memory
     */
    Budget(String flag, String advice) {
      this.flag = flag;
      this.advice = advice;
    }

    void take(int size) {
      number++;
      bytes += size + OVERHEAD_BYTES;
      if (number > MOST + 1) {
        throw new CommandFailure(
            flag + ": there are more than " + Count.grouped(MOST) + " flows" + advice);
      }
      if (bytes > mostBytes) {
        throw new CommandFailure(
            flag
                + ": "
                + Count.grouped(number)
                + " flows do not fit into the memory of "
                + (Runtime.getRuntime().maxMemory() >> 20)
                + " MiB"
                + (advice.isEmpty() ? ": " : advice + ", or ")
                + "give more with SEXTANT_JAVA_OPTS=-Xmx2g");
      }
    }

    void give(int size) {
      number--;
      bytes -= size + OVERHEAD_BYTES;
    }
  }
}
