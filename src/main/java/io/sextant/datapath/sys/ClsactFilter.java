package io.sextant.datapath.sys;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/**
 * Attachment by the clsact queueing discipline and rtnetlink, for kernels without TCX. It stays
 * when the process ends, without any pin.
 */
public final class ClsactFilter {
  private static final int AF_NETLINK = 16;
  private static final int SOCK_RAW_CLOEXEC = 3 | 0x80000;
  private static final int NLMSG_ERROR = 2;
  private static final int REQUEST_ACK = 0x5;
  private static final int CREATE = 0x400;
  private static final int EXCLUSIVE = 0x200;
  private static final int REPLACE = 0x100;

  private static final short RTM_NEWQDISC = 36;
  private static final short RTM_DELQDISC = 37;
  private static final short RTM_NEWTFILTER = 44;
  private static final short RTM_DELTFILTER = 45;
  private static final short RTM_GETTFILTER = 46;

  private static final int HANDLE_CLSACT = 0xFFFF0000;
  private static final int PARENT_CLSACT = 0xFFFFFFF1;
  private static final int PARENT_INGRESS = 0xFFFFFFF2;
  private static final int PARENT_EGRESS = 0xFFFFFFF3;
  private static final int FILTER_HANDLE = 1;

  /** Priority 49000 for all protocols: behind what other tools put first. */
  private static final int PRIORITY_AND_PROTOCOL = 49000 << 16 | 0x0300;

  private static final short TCA_KIND = 1;
  private static final short TCA_OPTIONS = 2;
  private static final short TCA_BPF_FD = 6;
  private static final short TCA_BPF_NAME = 7;
  private static final short TCA_BPF_FLAGS = 8;
  private static final short TCA_BPF_ID = 11;
  private static final int DIRECT_ACTION = 1;

  private ClsactFilter() {}

  /** Adds the queueing discipline; false if the device had one. */
  public static boolean addDiscipline(int ifindex) throws IOException {
    try {
      request(
          "add clsact to device " + ifindex,
          RTM_NEWQDISC,
          CREATE | EXCLUSIVE,
          b -> {
            header(b, ifindex, HANDLE_CLSACT, PARENT_CLSACT, 0);
            text(b, TCA_KIND, "clsact");
          });
      return true;
    } catch (SystemCallException e) {
      if (e.errno() == Errno.EEXIST) {
        return false;
      }
      throw e;
    }
  }

  /** Removes the queueing discipline with all filters of all owners. */
  public static void removeDiscipline(int ifindex) throws IOException {
    request(
        "remove clsact from device " + ifindex,
        RTM_DELQDISC,
        0,
        b -> header(b, ifindex, HANDLE_CLSACT, PARENT_CLSACT, 0));
  }

  /** Puts the program on the device, in place of the one that was there. */
  public static void replace(int ifindex, BpfLink.Hook hook, BpfProgram program)
      throws IOException {
    request(
        "attach " + program.name() + " to device " + ifindex,
        RTM_NEWTFILTER,
        CREATE | REPLACE,
        b -> {
          header(b, ifindex, FILTER_HANDLE, parent(hook), PRIORITY_AND_PROTOCOL);
          text(b, TCA_KIND, "bpf");
          int options = b.position();
          b.putShort((short) 0).putShort(TCA_OPTIONS);
          number(b, TCA_BPF_FD, program.fd());
          text(b, TCA_BPF_NAME, program.name());
          number(b, TCA_BPF_FLAGS, DIRECT_ACTION);
          b.putShort(options, (short) (b.position() - options));
        });
  }

  /** ENOENT or EINVAL when there is none. */
  public static void remove(int ifindex, BpfLink.Hook hook) throws IOException {
    request(
        "detach from device " + ifindex,
        RTM_DELTFILTER,
        0,
        b -> {
          header(b, ifindex, FILTER_HANDLE, parent(hook), PRIORITY_AND_PROTOCOL);
          text(b, TCA_KIND, "bpf");
        });
  }

  /** The kernel's number of the program that is there, 0 when none is, or no device. */
  public static int programId(int ifindex, BpfLink.Hook hook) throws IOException {
    try {
      ByteBuffer answer =
          request(
              "find the filter of device " + ifindex,
              RTM_GETTFILTER,
              0,
              b -> {
                header(b, ifindex, FILTER_HANDLE, parent(hook), PRIORITY_AND_PROTOCOL);
                text(b, TCA_KIND, "bpf");
              });
      return programId(answer);
    } catch (SystemCallException e) {
      return switch (e.errno()) {
        case ENOENT, EINVAL, ENODEV -> 0;
        default -> throw e;
      };
    }
  }

  /** Walks {@code struct rtattr} behind headers of 16 and 20 bytes, and those in the options. */
  private static int programId(ByteBuffer answer) {
    int end = Math.min(answer.getInt(0), answer.capacity());
    int at = 36;
    while (at + 4 <= end) {
      int length = Short.toUnsignedInt(answer.getShort(at));
      short type = answer.getShort(at + 2);
      if (type == TCA_BPF_ID && length == 8) {
        return answer.getInt(at + 4);
      }
      at += type == TCA_OPTIONS ? 4 : Math.max(4, (length + 3) / 4 * 4);
    }
    return 0;
  }

  private static int parent(BpfLink.Hook hook) {
    return hook == BpfLink.Hook.INGRESS ? PARENT_INGRESS : PARENT_EGRESS;
  }

  /** {@code struct tcmsg}. */
  private static void header(ByteBuffer b, int ifindex, int handle, int parent, int info) {
    b.putInt(0).putInt(ifindex).putInt(handle).putInt(parent).putInt(info);
  }

  private static void text(ByteBuffer b, short type, String value) {
    byte[] bytes = value.getBytes(StandardCharsets.US_ASCII);
    b.putShort((short) (4 + bytes.length + 1)).putShort(type).put(bytes).put((byte) 0);
    while (b.position() % 4 != 0) {
      b.put((byte) 0);
    }
  }

  private static void number(ByteBuffer b, short type, int value) {
    b.putShort((short) 8).putShort(type).putInt(value);
  }

  private static ByteBuffer request(String what, short type, int flags, Consumer<ByteBuffer> body)
      throws SystemCallException {
    try (Arena arena = Arena.ofConfined();
        Fd socket = open()) {
      MemorySegment message = arena.allocate(512, 8);
      ByteBuffer b = message.asByteBuffer().order(ByteOrder.nativeOrder());
      b.putInt(0).putShort(type).putShort((short) (REQUEST_ACK | flags)).putInt(1).putInt(0);
      body.accept(b);
      b.putInt(0, b.position());
      long length = b.position();
      Libc.call(
          what,
          (_, state) -> (long) Libc.SEND.invokeExact(state, socket.number(), message, length, 0));
      return checkedAnswer(what, socket, arena.allocate(4096, 8));
    }
  }

  /** {@code struct nlmsgerr} behind a header of 16 bytes: a negative error number, 0 for done. */
  private static ByteBuffer checkedAnswer(String what, Fd socket, MemorySegment answer)
      throws SystemCallException {
    Libc.call(
        what,
        (_, state) ->
            (long) Libc.RECV.invokeExact(state, socket.number(), answer, answer.byteSize(), 0));
    int error = (answer.get(JAVA_INT, 4) & 0xffff) == NLMSG_ERROR ? answer.get(JAVA_INT, 16) : 0;
    if (error != 0) {
      throw new SystemCallException(what, -error);
    }
    return ByteBuffer.wrap(answer.toArray(JAVA_BYTE)).order(ByteOrder.nativeOrder());
  }

  private static Fd open() throws SystemCallException {
    return new Fd(
        Libc.call(
            "open a netlink socket",
            (_, state) -> (int) Libc.SOCKET.invokeExact(state, AF_NETLINK, SOCK_RAW_CLOEXEC, 0)));
  }
}
