package io.sextant.cni;

import io.sextant.cni.CniVerb.Variable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What goes over the socket between plug-in and agent, one call per connection.
 *
 * <pre>
 *   plug-in → agent   magic · for each variable that is read: length, UTF-8 (length -1: absent)
 *                     · length, configuration
 *   agent → plug-in   exit code · length, UTF-8 for standard output
 *   plug-in → agent   one byte: the answer has been read
 * </pre>
 *
 * Numbers have 32 bits, the highest byte first.
 */
final class CniFrames {
  /** "SXC1": this form of the frames. */
  private static final int MAGIC = 0x53584331;

  private static final int MOST_BYTES = 1 << 20;
  private static final int ABSENT = -1;
  private static final int READ = 1;

  private CniFrames() {}

  static void write(DataOutputStream out, CniRequest request) throws IOException {
    out.writeInt(MAGIC);
    for (String name : Variable.ALL) {
      String value = request.environment().get(name);
      if (value == null) {
        out.writeInt(ABSENT);
      } else {
        writeBytes(out, value.getBytes(StandardCharsets.UTF_8));
      }
    }
    writeBytes(out, request.configuration());
    out.flush();
  }

  static CniRequest readRequest(DataInputStream in) throws IOException {
    int magic = in.readInt();
    if (magic != MAGIC) {
      throw new IOException(
          "the caller does not speak to this agent (it begins with %08x, not %08x): use the plug-in of the same build"
              .formatted(magic, MAGIC));
    }
    Map<String, String> environment = new HashMap<>();
    for (String name : Variable.ALL) {
      int length = in.readInt();
      if (length != ABSENT) {
        environment.put(name, new String(readBytes(in, length), StandardCharsets.UTF_8));
      }
    }
    return new CniRequest(environment, readBytes(in, in.readInt()));
  }

  static void write(DataOutputStream out, CniAnswer answer) throws IOException {
    out.writeInt(answer.exitCode());
    writeBytes(out, answer.text().getBytes(StandardCharsets.UTF_8));
    out.flush();
  }

  static CniAnswer readAnswer(DataInputStream in) throws IOException {
    int exitCode = in.readInt();
    String text = new String(readBytes(in, in.readInt()), StandardCharsets.UTF_8);
    return new CniAnswer(exitCode, text, Optional.empty());
  }

  static void writeReceipt(DataOutputStream out) throws IOException {
    out.writeByte(READ);
    out.flush();
  }

  /**
   * Waits until the answer has been read.
   *
   * @throws IOException when the other has gone without it
   */
  static void readReceipt(DataInputStream in) throws IOException {
    int read = in.read();
    if (read != READ) {
      throw new EOFException("the plug-in ended before it had the answer");
    }
  }

  private static void writeBytes(DataOutputStream out, byte... bytes) throws IOException {
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  private static byte[] readBytes(DataInputStream in, int length) throws IOException {
    if (length < 0 || length > MOST_BYTES) {
      throw new IOException(
          "a length of %d bytes: 0 to %d is possible".formatted(length, MOST_BYTES));
    }
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new EOFException("%d of %d bytes came".formatted(bytes.length, length));
    }
    return bytes;
  }
}
