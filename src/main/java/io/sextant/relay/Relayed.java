package io.sextant.relay;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.MessageLite;
import com.google.protobuf.WireFormat;
import io.grpc.Drainable;
import io.grpc.KnownLength;
import io.grpc.MethodDescriptor;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;

/**
 * A message of a stream as it came, with the little that the relay reads of it. All three streams
 * of Hubble's API have their time in field 1001 and what they carry in fields 1 to 3.
 */
final class Relayed {
  static final long NO_TIME = Long.MIN_VALUE;
  static final int LOST_EVENTS = 3;
  static final int NODE_STATUS = 2;

  private static final int TIME = 1001;
  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  static final MethodDescriptor.Marshaller<Relayed> MARSHALLER =
      new MethodDescriptor.Marshaller<>() {
        @Override
        public InputStream stream(Relayed message) {
          return new Bytes(message.bytes);
        }

        @Override
        public Relayed parse(InputStream stream) {
          try {
            return of(bytes(stream), System.nanoTime());
          } catch (IOException e) {
            throw new UncheckedIOException("a message of the peer is broken", e);
          }
        }
      };

  private final byte[] bytes;
  private final int arrivedBytes;
  private final int carries;
  private final long timeNanos;
  private final long arrivedNanos;

  Relayed(byte[] bytes, int carries, long timeNanos, long arrivedNanos) {
    this(bytes, bytes.length, carries, timeNanos, arrivedNanos);
  }

  private Relayed(byte[] bytes, int arrivedBytes, int carries, long timeNanos, long arrivedNanos) {
    this.bytes = bytes;
    this.arrivedBytes = arrivedBytes;
    this.carries = carries;
    this.timeNanos = timeNanos;
    this.arrivedNanos = arrivedNanos;
  }

  /** gRPC knows the length; reading without it takes a buffer of 16 KiB each time. */
  private static byte[] bytes(InputStream stream) throws IOException {
    if (!(stream instanceof KnownLength)) {
      return stream.readAllBytes();
    }
    byte[] bytes = new byte[stream.available()];
    if (stream.readNBytes(bytes, 0, bytes.length) < bytes.length) {
      throw new EOFException("the message is shorter than it was said to be");
    }
    return bytes;
  }

  static Relayed of(MessageLite message) {
    try {
      return of(message.toByteArray(), System.nanoTime());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The message; nobody changes it. */
  byte[] bytes() {
    return bytes;
  }

  /** Size that it came with. */
  int arrivedBytes() {
    return arrivedBytes;
  }

  /** The same for the relay, with other bytes for the client. */
  Relayed with(byte[] other) {
    return new Relayed(other, arrivedBytes, carries, timeNanos, arrivedNanos);
  }

  /** Number of the field with what the message is about; 0 if it has none. */
  int carries() {
    return carries;
  }

  /** Its time in nanoseconds since the epoch, or {@link #NO_TIME}. */
  long timeNanos() {
    return timeNanos;
  }

  /** When it came, by {@link System#nanoTime}. */
  long arrivedNanos() {
    return arrivedNanos;
  }

  /** Counts towards a client's limit: flows do, and events of the agent and of debugging. */
  boolean counts() {
    return carries == 1;
  }

  /** Reads no deeper than the envelope. */
  private static Relayed of(byte[] bytes, long arrivedNanos) throws IOException {
    CodedInputStream fields = CodedInputStream.newInstance(bytes);
    int carries = 0;
    long time = NO_TIME;
    for (int tag = fields.readTag(); tag != 0; tag = fields.readTag()) {
      int field = WireFormat.getTagFieldNumber(tag);
      if (field <= LOST_EVENTS) {
        carries = field;
      }
      if (field == TIME && WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_LENGTH_DELIMITED) {
        time = time(fields);
      } else {
        fields.skipField(tag);
      }
    }
    return new Relayed(bytes, carries, time, arrivedNanos);
  }

  private static long time(CodedInputStream fields) throws IOException {
    int before = fields.pushLimit(fields.readRawVarint32());
    long seconds = 0;
    int nanos = 0;
    for (int tag = fields.readTag(); tag != 0; tag = fields.readTag()) {
      switch (tag) {
        case 8 -> seconds = fields.readInt64();
        case 16 -> nanos = fields.readInt32();
        default -> fields.skipField(tag);
      }
    }
    fields.popLimit(before);
    long most = Long.MAX_VALUE / NANOS_PER_SECOND - 1;
    return Math.clamp(seconds, -most, most) * NANOS_PER_SECOND + nanos;
  }

  /** Lets gRPC copy once, without a buffer between. */
  private static final class Bytes extends ByteArrayInputStream implements Drainable, KnownLength {
    Bytes(byte[] bytes) {
      super(bytes);
    }

    @Override
    public int drainTo(OutputStream target) throws IOException {
      int length = count - pos;
      target.write(buf, pos, length);
      pos = count;
      return length;
    }
  }
}
