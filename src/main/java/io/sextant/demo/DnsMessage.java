package io.sextant.demo;

import io.sextant.flow.IpAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A DNS query or answer of one question (RFC 1035): just what the shop's pods say to each other.
 *
 * @param id chosen by who asks
 * @param responseCode 0 for a query and for a good answer, 3 for a name that does not exist
 * @param name without the last dot
 * @param type {@link #A} or {@link #AAAA}
 * @param answers addresses of that type
 */
record DnsMessage(
    int id, boolean response, int responseCode, String name, int type, List<IpAddress> answers) {
  static final int A = 1;
  static final int AAAA = 28;
  static final int NO_SUCH_NAME = 3;
  static final int MAX_SIZE = 512;

  private static final int CLASS_IN = 1;
  private static final int RESPONSE = 0x8000;
  private static final int RECURSION_DESIRED = 0x0100;
  private static final int RECURSION_AVAILABLE = 0x0080;
  private static final int POINTER_TO_QUESTION = 0xc00c;
  private static final int HEADER_SIZE = 12;
  private static final int TTL_SECONDS = 30;
  private static final int MAX_NAME = 253;

  DnsMessage {
    answers = List.copyOf(answers);
  }

  static DnsMessage query(int id, String name, int type) {
    return new DnsMessage(id, false, 0, name, type, List.of());
  }

  DnsMessage answer(int code, List<IpAddress> addresses) {
    return new DnsMessage(id, true, code, name, type, addresses);
  }

  ByteBuffer encode() {
    ByteBuffer out = ByteBuffer.allocate(MAX_SIZE);
    out.putShort((short) id);
    int flags = response ? RESPONSE | RECURSION_AVAILABLE | responseCode : 0;
    out.putShort((short) (flags | RECURSION_DESIRED));
    out.putShort((short) 1).putShort((short) answers.size()).putInt(0);
    for (String label : name.split("\\.", -1)) {
      byte[] bytes = label.getBytes(StandardCharsets.US_ASCII);
      out.put((byte) bytes.length).put(bytes);
    }
    out.put((byte) 0).putShort((short) type).putShort((short) CLASS_IN);
    for (IpAddress address : answers) {
      byte[] bytes = address.toBytes();
      out.putShort((short) POINTER_TO_QUESTION).putShort((short) type).putShort((short) CLASS_IN);
      out.putInt(TTL_SECONDS).putShort((short) bytes.length).put(bytes);
    }
    return out.flip();
  }

  /**
   * Reads what {@link #encode} writes; names are compressed as there.
   *
   * @throws IllegalArgumentException for anything else
   */
  static DnsMessage decode(ByteBuffer in) {
    if (in.remaining() < HEADER_SIZE) {
      throw new IllegalArgumentException("a DNS message has 12 bytes at least");
    }
    try {
      int id = in.getShort() & 0xffff;
      int flags = in.getShort() & 0xffff;
      int questions = in.getShort() & 0xffff;
      int answerCount = in.getShort() & 0xffff;
      in.getInt();
      if (questions != 1) {
        throw new IllegalArgumentException(questions + " questions, expected 1");
      }
      String name = name(in);
      int type = in.getShort() & 0xffff;
      in.getShort();
      List<IpAddress> answers = answers(in, answerCount, type);
      return new DnsMessage(id, (flags & RESPONSE) != 0, flags & 0xf, name, type, answers);
    } catch (java.nio.BufferUnderflowException e) {
      throw new IllegalArgumentException("the DNS message is cut off", e);
    }
  }

  private static String name(ByteBuffer in) {
    StringBuilder name = new StringBuilder();
    for (int length = in.get() & 0xff; length != 0; length = in.get() & 0xff) {
      if (length > 63 || name.length() + length > MAX_NAME) {
        throw new IllegalArgumentException("a label of " + length + " bytes in the question");
      }
      byte[] label = new byte[length];
      in.get(label);
      name.append(name.isEmpty() ? "" : ".").append(new String(label, StandardCharsets.US_ASCII));
    }
    return name.toString();
  }

  private static List<IpAddress> answers(ByteBuffer in, int count, int type) {
    List<IpAddress> answers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      in.getShort();
      int answerType = in.getShort() & 0xffff;
      in.getShort();
      in.getInt();
      byte[] data = new byte[in.getShort() & 0xffff];
      in.get(data);
      if (answerType == type && (data.length == 4 || data.length == 16)) {
        answers.add(IpAddress.ofBytes(data));
      }
    }
    return answers;
  }
}
