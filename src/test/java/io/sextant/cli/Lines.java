package io.sextant.cli;

import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** Keeps what is written and tells who waits for it. */
final class Lines extends OutputStream {
  private final StringBuilder text = new StringBuilder();

  @Override
  public void write(int b) {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public synchronized void write(byte[] bytes, int from, int length) {
    text.append(new String(bytes, from, length, StandardCharsets.UTF_8));
    notifyAll();
  }

  synchronized void await(String part) throws InterruptedException {
    while (text.indexOf(part) < 0) {
      wait();
    }
  }

  synchronized String text() {
    return text.toString();
  }
}
