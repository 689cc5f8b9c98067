package io.sextant.demo;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/** Calls to one workload over a connection that is kept, and renewed after a while or a failure. */
final class LongCall {
  private static final int CALLS_PER_CONNECTION = 50;

  private final Worker worker;
  private final ShopWorkload other;
  private final int tag;
  private @Nullable SocketChannel channel;
  private @Nullable Frames frames;
  private int calls;

  LongCall(Worker worker, ShopWorkload other, int tag) {
    this.worker = worker;
    this.other = other;
    this.tag = tag;
  }

  /** One call at a time; a failure closes the connection and is the caller's. */
  synchronized String call(String message) throws IOException {
    if (calls++ % CALLS_PER_CONNECTION == 0) {
      hangUp();
    }
    try {
      return connected().call(message);
    } catch (IOException e) {
      hangUp();
      throw e;
    }
  }

  private Frames connected() throws IOException {
    Frames connected = frames;
    if (connected == null) {
      SocketChannel fresh = worker.dial(other, Worker.PATIENCE);
      connected = new Frames(fresh, tag);
      channel = fresh;
      frames = connected;
    }
    return connected;
  }

  private void hangUp() {
    if (channel != null) {
      worker.pod().hangUp(channel);
    }
    channel = null;
    frames = null;
  }
}
