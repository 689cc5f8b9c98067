package io.sextant.decode;

/** A message of the datapath's debugging ({@code struct debug_msg}); the subtype is the message. */
public final class DebugMsg extends Notification {
  static final int LENGTH = 20;

  DebugMsg() {}

  /** Number of the endpoint whose program wrote it; 0 for the host's programs. */
  public int source() {
    return u16(2);
  }

  public int hash() {
    return i32(4);
  }

  public int arg1() {
    return i32(8);
  }

  public int arg2() {
    return i32(12);
  }

  public int arg3() {
    return i32(16);
  }
}
