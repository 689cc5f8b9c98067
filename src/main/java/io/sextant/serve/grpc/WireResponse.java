package io.sextant.serve.grpc;

import io.grpc.Drainable;
import io.grpc.KnownLength;
import io.grpc.MethodDescriptor;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * A response that is on the wire already: the bytes that its writer holds. It is one object per
 * stream, good for one response at a time: gRPC's framer takes the bytes before {@code onNext}
 * comes back.
 */
final class WireResponse extends InputStream implements Drainable, KnownLength {
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

  private byte[] buffer = new byte[0];
  private int at;
  private int end;

  /** Points it to other bytes. */
  WireResponse of(byte[] bytes, int from, int to) {
    buffer = bytes;
    at = from;
    end = to;
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
