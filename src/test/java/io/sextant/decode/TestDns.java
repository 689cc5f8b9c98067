package io.sextant.decode;

import io.sextant.datapath.TestPackets;
import io.sextant.flow.IpAddress;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** DNS answers as a server writes them: owners that are the question's name point to it. */
public final class TestDns {
  public static final int A = 1;
  public static final int AAAA = 28;
  public static final int CNAME = 5;
  public static final int IN = 1;

  private static final int UDP = 17;
  private static final int QUESTION_AT = 12;
  private static final int TRACE_HEADER = 56;

  private final ByteArrayOutputStream records = new ByteArrayOutputStream();
  private final String name;
  private final int type;
  private int flags = 0x8180;
  private int id = 7;
  private int count;

  private TestDns(String name, int type) {
    this.name = name;
    this.type = type;
  }

  public static TestDns answerTo(String name, int type) {
    return new TestDns(name, type);
  }

  public TestDns withId(int number) {
    id = number;
    return this;
  }

  public TestDns withFlags(int bits) {
    flags = bits;
    return this;
  }

  public TestDns address(String owner, int ttl, String address) {
    byte[] bytes = IpAddress.parse(address).toBytes();
    return record(owner, bytes.length == 4 ? A : AAAA, IN, ttl, bytes);
  }

  public TestDns alias(String owner, int ttl, String target) {
    return record(owner, CNAME, IN, ttl, wire(target));
  }

  TestDns record(String owner, int recordType, int recordClass, int ttl, byte[] data) {
    try (DataOutputStream out = new DataOutputStream(records)) {
      out.write(owner.equals(name) ? new byte[] {(byte) 0xc0, (byte) QUESTION_AT} : wire(owner));
      out.writeShort(recordType);
      out.writeShort(recordClass);
      out.writeInt(ttl);
      out.writeShort(data.length);
      out.write(data);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    count++;
    return this;
  }

  public byte[] bytes() {
    byte[] question = wire(name);
    byte[] answers = records.toByteArray();
    return ByteBuffer.allocate(QUESTION_AT + question.length + 4 + answers.length)
        .putShort((short) id)
        .putShort((short) flags)
        .putShort((short) 1)
        .putShort((short) count)
        .putInt(0)
        .put(question)
        .putShort((short) type)
        .putShort((short) IN)
        .put(answers)
        .array();
  }

  /** The frame that brings a message from a server to who asked. */
  public static byte[] frame(String server, String asker, byte[] message) {
    byte[] datagram = TestPackets.udpDatagram(53, 40_000, message.length);
    System.arraycopy(message, 0, datagram, 8, message.length);
    return TestPackets.ip(server, asker, UDP, datagram);
  }

  /** A trace of version 2 before an endpoint, of a reply, as the ring carries it. */
  public static byte[] sample(byte[] frame) {
    byte[] sample = new byte[TRACE_HEADER + frame.length];
    sample[0] = 4; // trace
    sample[14] = 2; // version
    sample[26] = 2; // reply
    System.arraycopy(frame, 0, sample, TRACE_HEADER, frame.length);
    return sample;
  }

  /** A name without pointers; "" is the root. */
  static byte[] wire(String text) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Arrays.stream(text.split("\\.", -1))
        .filter(label -> !label.isEmpty())
        .map(label -> label.getBytes(StandardCharsets.ISO_8859_1))
        .forEach(label -> {
          out.write(label.length);
          out.writeBytes(label);
        });
    out.write(0);
    return out.toByteArray();
  }
}
