package io.sextant.serve.grpc;

import io.grpc.Drainable;
import io.grpc.KnownLength;
import io.grpc.MethodDescriptor;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * A response as it goes on the wire. A stream has a few of them and takes them in turn: gRPC's
 * framer has the bytes before {@code onNext} comes back.
 */
final class WireResponse extends InputStream implements Drainable, KnownLength {
  private static final int FIRST_CAPACITY = 1024;

  /** Gives gRPC the bytes as they are; clients of ours do not come through here. */
  static final MethodDescriptor.Marshaller<WireResponse> MARSHALLER =
      new MethodDescriptor.Marshaller<>() {
        @Override
        public InputStream stream(WireResponse response) {
          return response;
        }

        @Override
        public WireResponse parse(InputStream stream) {
          throw new UnsupportedOperationException("responses are only ever written");
        }
      };

  private byte[] buffer = new byte[FIRST_CAPACITY];
  private int at;
  private int end;

  /** Makes room for a response of this length and gives where it is to be written, from 0 on. */
  byte[] reserve(int length) {
    if (buffer.length < length) {
      buffer = new byte[2 * length];
    }
    at = 0;
    end = length;
    return buffer;
  }

  /** Ends the response earlier than was reserved for it. */
  WireResponse cut(int length) {
    end = length;
    return this;
  }

  WireResponse copyOf(byte[] bytes, int from, int length) {
    System.arraycopy(bytes, from, reserve(length), 0, length);
    return this;
  }

  @Override
  public int available() {
    return end - at;
  }

  @Override
  public int drainTo(OutputStream target) throws IOException {
    int length = end - at;
    target.write(buffer, at, length);
    at = end;
    return length;
  }

  @Override
  public int read() {
    return at == end ? -1 : buffer[at++] & 0xff;
  }

  @Override
  public int read(byte[] target, int from, int most) {
    if (at == end) {
      return -1;
    }
    int length = Math.min(most, end - at);
    System.arraycopy(buffer, at, target, from, length);
    at += length;
    return length;
  }
}
