package io.sextant.enrich;

import io.sextant.flow.DropReason;
import io.sextant.flow.IpAddress;

/**
 * Debug messages in the words of Cilium's monitor, which tools compare. Numbers of messages: {@code
 * bpf/lib/dbg.h}. Three numbers that the datapath knows (66 to 68) have no words there.
 */
final class DebugTexts {
  private DebugTexts() {}

  static String of(int type, int arg1, int arg2, int arg3) {
    return switch (type) {
      case 1 -> "No message, arg1=" + both(arg1) + " arg2=" + both(arg2);
      case 2 ->
          "Attempting local delivery for container id " + dec(arg1) + " from seclabel " + dec(arg2);
      case 3 -> "Encapsulating to node " + both(arg1) + " from seclabel " + dec(arg2);
      case 4 -> "Local container found ifindex  seclabel " + port(arg2);
      case 5 -> "Policy evaluation would deny packet from " + dec(arg1) + " to " + dec(arg2);
      case 6 -> "CT lookup: " + tuple(arg1, arg2);
      case 7 -> "CT reverse lookup: " + tuple(arg1, arg2);
      case 8 -> "CT entry found lifetime=" + dec(arg1) + ", " + revNat(arg2);
      case 9 -> "CT created 1/2: " + tuple(arg1, arg2) + " " + revNat(arg3);
      case 10 -> "CT created 2/2: " + v4(arg1) + " " + revNat(arg2);
      case 11 -> "Handling ICMPv6 type=" + dec(arg1);
      case 12 -> "ICMPv6 echo request for router offset=" + dec(arg1);
      case 13 -> "ICMPv6 neighbour soliciation for address " + hex(arg1) + ":" + hex(arg2);
      case 14 -> "Sending ICMPv6 time exceeded";
      case 15 -> "CT verdict: " + state(arg1) + ", " + revNat(arg2);
      case 16 -> "Tunnel decap: id=" + dec(arg1) + " flowlabel=" + hex(arg2);
      case 17 -> "Mapping port from=" + dec(arg1) + " to=" + dec(arg2);
      case 18 -> "BPF function " + dec(arg1) + " returned error " + dec(arg2);
      case 19 -> "Going to host, policy-skip=" + dec(arg1);
      case 20 -> "Going to the stack, policy-skip=" + dec(arg1);
      case 21 -> "Packet hash=" + both(arg1) + ", selected_service=" + dec(arg2);
      case 41 -> "RR backend slot selection hash=" + both(arg1) + ", selected_service=" + dec(arg2);
      case 54 -> "Skipping proxy, tc_index is set=" + hex(arg1);
      case 61 -> "Inheriting identity=" + dec(arg1) + " from stack";
      default -> loadBalancer(type, arg1, arg2, arg3);
    };
  }

  private static String loadBalancer(int type, int arg1, int arg2, int arg3) {
    return switch (type) {
      case 22 -> "Frontend service lookup, addr.p4=" + hex(arg1) + " key.dport=" + port(arg2);
      case 23 -> "Frontend service lookup failed, addr.p2=" + hex(arg1) + " addr.p3=" + hex(arg2);
      case 24, 32 -> "Service backend slot lookup: slot=" + dec(arg1) + ", dport=" + port(arg2);
      case 25 ->
          "Service backend slot lookup result: target.p4=" + hex(arg1) + " port=" + port(arg2);
      case 26, 34 ->
          "Service backend slot lookup failed: slot=" + dec(arg1) + ", dport=" + port(arg2);
      case 27, 35 -> "Backend service lookup failed: backend_id=" + dec(arg1);
      case 28, 36 -> "Reverse NAT lookup, index=" + port(arg1);
      case 29 -> "Performing reverse NAT, address.p4=" + hex(arg1) + " port=" + port(arg2);
      case 30 -> "Frontend service lookup, addr=" + v4(arg1) + " key.dport=" + port(arg2);
      case 31 -> "Frontend service lookup failed";
      case 33 -> "Service backend slot lookup result: target=" + v4(arg1) + " port=" + port(arg2);
      case 37 -> "Performing reverse NAT, address=" + v4(arg1) + " port=" + port(arg2);
      case 38 -> "Loopback SNAT from=" + v4(arg1) + " to=" + v4(arg2);
      case 39 -> "Loopback reverse SNAT from=" + v4(arg1) + " to=" + v4(arg2);
      case 60 ->
          "Stale CT entry found stale_ct.rev_nat_id=" + dec(arg2) + ", svc.rev_nat_id=" + dec(arg1);
      default -> rest(type, arg1, arg2, arg3);
    };
  }

  private static String rest(int type, int arg1, int arg2, int arg3) {
    return switch (type) {
      case 40 -> "CT lookup address: " + v4(arg1);
      case 42 -> "Reverse proxy lookup " + proxy(arg1, arg2) + " nexthdr=" + dec(arg3);
      case 43 -> "Reverse proxy entry found, orig-daddr=" + v4(arg1) + " orig-dport=" + dec(arg2);
      case 44 -> "Reverse proxy updated " + proxy(arg1, arg2) + " nexthdr=" + dec(arg3);
      case 45 -> "Resolved L4 policy to: " + port(arg1) + " / " + direction(arg2);
      case 46 -> "Destination is inside cluster prefix, source identity: " + dec(arg1);
      case 47 -> "Attempting encapsulation, lookup key: " + v4(arg1) + ", identity: " + dec(arg2);
      case 48 -> "Conntrack lookup 1/2: " + addressesV4(arg1, arg2, arg3);
      case 49, 52 ->
          "Conntrack lookup 2/2: nexthdr="
              + dec(arg1 >>> 8)
              + " flags="
              + (arg1 & 0xff)
              + " dir="
              + dec(arg2)
              + " scope="
              + dec(arg3);
      case 50 -> "Conntrack create: " + created(arg1, arg2) + " lb=" + v4(arg3);
      case 51 -> "Conntrack lookup 1/2: " + addressesV6(arg1, arg2, arg3);
      case 53 -> "Conntrack create: " + created(arg1, arg2);
      case 55 ->
          "Matched L4 policy; creating conntrack src="
              + dec(arg1)
              + " dst="
              + dec(arg2)
              + " dport="
              + port(arg3 >>> 16)
              + " proto="
              + (arg3 & 0xff);
      case 56 -> "Failed to map addr=" + v4(arg1) + " to identity";
      case 57 -> "Failed to map addr.p4=[::" + v6Tail(arg1) + "] to identity";
      case 58 -> "Successfully mapped addr=" + v4(arg1) + " to identity=" + dec(arg2);
      case 59 -> "Successfully mapped addr.p4=[::" + v6Tail(arg1) + "] to identity=" + dec(arg2);
      case 62 -> "Socket lookup: " + addressesV4(arg1, arg2, arg3);
      case 63 -> "Socket lookup: " + addressesV6(arg1, arg2, arg3);
      case 64 -> "Socket assign: " + errno(arg1);
      case 65 -> "L7 LB from " + v4(arg1) + " to " + v4(arg2) + ": proxy port " + dec(arg3);
      default -> "Unknown message type=" + type + " arg1=" + dec(arg1) + " arg2=" + dec(arg2);
    };
  }

  private static String tuple(int ports, int rest) {
    return "sport="
        + (ports >>> 16)
        + " dport="
        + (ports & 0xffff)
        + " nexthdr="
        + dec(rest >>> 8)
        + " flags="
        + tupleFlags(rest & 0xff);
  }

  /** Bit 0: outwards, bit 1: related; inwards is no bit and never shown. */
  private static String tupleFlags(int flags) {
    return switch (flags & 3) {
      case 1 -> "OUT";
      case 2 -> "RELATED";
      case 3 -> "OUT, RELATED";
      default -> "";
    };
  }

  private static String addressesV4(int source, int destination, int ports) {
    return "src="
        + v4(source)
        + ":"
        + (ports & 0xffff)
        + " dst="
        + v4(destination)
        + ":"
        + (ports >>> 16);
  }

  private static String addressesV6(int source, int destination, int ports) {
    return "src=[::"
        + v6Tail(source)
        + "]:"
        + (ports & 0xffff)
        + " dst=[::"
        + v6Tail(destination)
        + "]:"
        + (ports >>> 16);
  }

  private static String created(int ports, int identity) {
    return "proxy-port=" + (ports >>> 16) + " " + revNat(ports) + " src-identity=" + dec(identity);
  }

  private static String proxy(int ports, int address) {
    return "sport=" + port(ports >>> 16) + " dport=" + port(ports) + " saddr=" + v4(address);
  }

  private static String state(int number) {
    return switch (number) {
      case 0 -> "New";
      case 1 -> "Established";
      case 2 -> "Reply";
      case 3 -> "Related";
      default -> DropReason.text(number & 0xff);
    };
  }

  private static String direction(int number) {
    return switch (number) {
      case 0 -> "egress";
      case 1 -> "ingress";
      default -> "";
    };
  }

  /** What {@code bpf_sk_assign} can return. */
  private static String errno(int number) {
    return switch (number) {
      case 0 -> "Success";
      case 1 -> "operation not permitted";
      case 2 -> "no such file or directory";
      case 22 -> "invalid argument";
      case 94 -> "socket type not supported";
      case 95 -> "operation not supported";
      case 101 -> "network is unreachable";
      default -> "errno " + dec(number);
    };
  }

  private static String revNat(int number) {
    return "revnat=" + port(number);
  }

  private static String dec(int number) {
    return Integer.toUnsignedString(number);
  }

  private static String hex(int number) {
    return Integer.toHexString(number);
  }

  private static String both(int number) {
    return dec(number) + " (0x" + hex(number) + ")";
  }

  /** A 16-bit number in network order. */
  private static int port(int number) {
    return Short.reverseBytes((short) number) & 0xffff;
  }

  /** An address in network order, as the datapath's memory has it. */
  private static String v4(int address) {
    return IpAddress.ofV4(Integer.reverseBytes(address)).toString();
  }

  private static String v6Tail(int address) {
    int word = Integer.reverseBytes(address);
    return hex(word >>> 16) + ":" + hex(word & 0xffff);
  }
}
