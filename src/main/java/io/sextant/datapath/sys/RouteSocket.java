package io.sextant.datapath.sys;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * A socket to rtnetlink, for the namespace of the thread that opened it; it stays there. One
 * request at a time.
 */
final class RouteSocket implements AutoCloseable {
  private static final int AF_NETLINK = 16;
  private static final int SOCK_RAW_CLOEXEC = 3 | 0x80000;
  private static final int NLMSG_ERROR = 2;
  private static final int NLMSG_DONE = 3;
  private static final int ANSWER_SIZE = 64 << 10;

  private final Fd socket;
  private int sequence;

  private RouteSocket(Fd socket) {
    this.socket = socket;
  }

  static RouteSocket open() throws SystemCallException {
    return new RouteSocket(
        new Fd(
            Libc.call(
                "open a netlink socket",
                (_, state) ->
                    (int) Libc.SOCKET.invokeExact(state, AF_NETLINK, SOCK_RAW_CLOEXEC, 0))));
  }

  /** One request on a socket of its own. */
  static void ask(String what, RouteMessage message) throws SystemCallException {
    try (RouteSocket socket = open()) {
      socket.request(what, message);
    }
  }

  /** Sends and waits until it is done. */
  void request(String what, RouteMessage message) throws SystemCallException {
    query(what, message, 0);
  }

  /**
   * Sends and collects what comes back.
   *
   * @param fixedLength bytes of the struct in front of the attributes
   */
  List<RouteAnswer> query(String what, RouteMessage message, int fixedLength)
      throws SystemCallException {
    sequence++;
    List<RouteAnswer> answers = new ArrayList<>();
    try (Arena arena = Arena.ofConfined()) {
      send(what, arena, message.finish(sequence));
      MemorySegment buffer = arena.allocate(ANSWER_SIZE, 8);
      while (!isComplete(what, receive(what, buffer), fixedLength, answers)) {
        // The rest is in the next datagram.
      }
    }
    return answers;
  }

  @Override
  public void close() {
    socket.close();
  }

  private void send(String what, Arena arena, byte[] bytes) throws SystemCallException {
    MemorySegment message = arena.allocate(bytes.length, 8);
    message.copyFrom(MemorySegment.ofArray(bytes));
    Libc.call(
        what,
        (_, state) ->
            (long) Libc.SEND.invokeExact(state, socket.number(), message, message.byteSize(), 0));
  }

  private ByteBuffer receive(String what, MemorySegment buffer) throws SystemCallException {
    long length =
        Libc.call(
            what,
            (_, state) ->
                (long) Libc.RECV.invokeExact(state, socket.number(), buffer, buffer.byteSize(), 0));
    byte[] received = buffer.asSlice(0, length).toArray(JAVA_BYTE);
    return ByteBuffer.wrap(received).order(ByteOrder.nativeOrder());
  }

  /** Walks one datagram; true when the last message was in it. */
  private boolean isComplete(
      String what, ByteBuffer datagram, int fixedLength, List<RouteAnswer> answers)
      throws SystemCallException {
    while (datagram.remaining() >= RouteMessage.HEADER) {
      int start = datagram.position();
      int length = datagram.getInt(start);
      if (length < RouteMessage.HEADER || length > datagram.remaining()) {
        throw new SystemCallException(what, Errno.EBADMSG.number(), ": the answer is cut off");
      }
      if (datagram.getInt(start + 8) == sequence) {
        int type = Short.toUnsignedInt(datagram.getShort(start + 4));
        if (type == NLMSG_ERROR || type == NLMSG_DONE) {
          checkEnd(what, datagram, start, length);
          return true;
        }
        byte[] payload = new byte[length - RouteMessage.HEADER];
        datagram.get(start + RouteMessage.HEADER, payload);
        answers.add(new RouteAnswer(payload, fixedLength));
      }
      datagram.position(Math.min(datagram.limit(), start + ((length + 3) & ~3)));
    }
    return false;
  }

  /** Behind both headers stands a negative error number, 0 for done. */
  private static void checkEnd(String what, ByteBuffer datagram, int start, int length)
      throws SystemCallException {
    int error =
        length >= RouteMessage.HEADER + Integer.BYTES
            ? datagram.getInt(start + RouteMessage.HEADER)
            : 0;
    if (error < 0) {
      throw new SystemCallException(what, -error);
    }
  }
}
