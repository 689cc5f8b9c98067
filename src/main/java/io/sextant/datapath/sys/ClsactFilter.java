package io.sextant.datapath.sys;

import java.io.IOException;

/**
 * Attachment by the clsact queueing discipline and rtnetlink, for kernels without TCX. It stays
 * when the process ends, without any pin.
 */
public final class ClsactFilter {
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

  /** {@code struct tcmsg}. */
  private static final int TCMSG_BYTES = 20;

  private ClsactFilter() {}

  /** Adds the queueing discipline; false if the device had one. */
  public static boolean addDiscipline(int ifindex) throws IOException {
    try {
      int flags = RouteMessage.CREATE | RouteMessage.EXCLUSIVE;
      RouteSocket.ask(
          "add clsact to device " + ifindex,
          message(RTM_NEWQDISC, flags, ifindex, HANDLE_CLSACT, PARENT_CLSACT, 0)
              .text(TCA_KIND, "clsact"));
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
    RouteSocket.ask(
        "remove clsact from device " + ifindex,
        message(RTM_DELQDISC, 0, ifindex, HANDLE_CLSACT, PARENT_CLSACT, 0));
  }

  /** Puts the program on the device, in place of the one that was there. */
  public static void replace(int ifindex, BpfLink.Hook hook, BpfProgram program)
      throws IOException {
    int flags = RouteMessage.CREATE | RouteMessage.REPLACE;
    RouteSocket.ask(
        "attach " + program.name() + " to device " + ifindex,
        filter(RTM_NEWTFILTER, flags, ifindex, hook)
            .nest(
                TCA_OPTIONS,
                options ->
                    options
                        .number(TCA_BPF_FD, program.fd())
                        .text(TCA_BPF_NAME, program.name())
                        .number(TCA_BPF_FLAGS, DIRECT_ACTION)));
  }

  /** ENOENT or EINVAL when there is none. */
  public static void remove(int ifindex, BpfLink.Hook hook) throws IOException {
    RouteSocket.ask("detach from device " + ifindex, filter(RTM_DELTFILTER, 0, ifindex, hook));
  }

  private static RouteMessage filter(int type, int flags, int ifindex, BpfLink.Hook hook) {
    return message(type, flags, ifindex, FILTER_HANDLE, parent(hook), PRIORITY_AND_PROTOCOL)
        .text(TCA_KIND, "bpf");
  }

  /** The kernel's number of the program that is there, 0 when none is, or no device. */
  public static int programId(int ifindex, BpfLink.Hook hook) throws IOException {
    try (RouteSocket socket = RouteSocket.open()) {
      return socket
          .query(
              "find the filter of device " + ifindex,
              filter(RTM_GETTFILTER, 0, ifindex, hook),
              TCMSG_BYTES)
          .stream()
          .mapToInt(answer -> answer.numberIn(TCA_OPTIONS, TCA_BPF_ID, 0))
          .filter(id -> id != 0)
          .findFirst()
          .orElse(0);
    } catch (SystemCallException e) {
      return switch (e.errno()) {
        case ENOENT, EINVAL, ENODEV -> 0;
        default -> throw e;
      };
    }
  }

  private static int parent(BpfLink.Hook hook) {
    return hook == BpfLink.Hook.INGRESS ? PARENT_INGRESS : PARENT_EGRESS;
  }

  /** {@code struct tcmsg}: family and padding, device, handle, parent, info. */
  private static RouteMessage message(int type, int flags, int... tcmsg) {
    return new RouteMessage(type, flags).u32(0).u32(tcmsg);
  }
}
