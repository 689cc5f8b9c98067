package io.sextant.demo;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/**
 * Messages behind a tag and a length, many on one connection: so speak gRPC (tag 0, its flag) and
 * PostgreSQL (tag Q) in outline.
 *
 * <pre>
 *   | tag 1 | length 4, big endian | text, UTF-8 |
 * </pre>
 */
final class Frames {
  static final int GRPC = 0;
  static final int QUERY = 'Q';

  private static final int MAX_LENGTH = 16 * 1024;

  private final DataInputStream in;
  private final DataOutputStream out;
  private final int tag;

  Frames(SocketChannel channel, int tag) throws IOException {
    Socket socket = channel.socket();
    socket.setTcpNoDelay(true);
    this.in = new DataInputStream(socket.getInputStream());
    this.out = new DataOutputStream(new java.io.BufferedOutputStream(socket.getOutputStream()));
    this.tag = tag;
  }

  /** Answers each message with another. */
  @FunctionalInterface
  interface Answer {
    String to(String message) throws IOException;
  }

  /** A conversation that lasts until the client hangs up or says nothing for too long. */
  static Pod.Conversation serving(int tag, Answer answer) {
    return channel -> {
      Frames frames = new Frames(channel, tag);
      try {
        while (true) {
          frames.send(answer.to(frames.receive()));
        }
      } catch (EOFException e) {
        // The client has hung up.
      }
    };
  }

  String call(String message) throws IOException {
    send(message);
    return receive();
  }

  private void send(String message) throws IOException {
    byte[] bytes = message.getBytes(StandardCharsets.UTF_8);
    out.writeByte(tag);
    out.writeInt(bytes.length);
    out.write(bytes);
    out.flush();
  }

  private String receive() throws IOException {
    int found = in.readUnsignedByte();
    int length = in.readInt();
    if (found != tag || length < 0 || length > MAX_LENGTH) {
      throw new IOException("frame with tag " + found + " and length " + length);
    }
    return new String(in.readNBytes(length), StandardCharsets.UTF_8);
  }
}
