package io.sextant.cli;

import io.sextant.flow.Identities;
import io.sextant.flow.TcpFlags;
import io.sextant.proto.flow.HTTPHeader;
import io.sextant.proto.flow.IPVersion;
import io.sextant.proto.flow.TCPFlags;
import io.sextant.proto.flow.Workload;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** Values of filter flags that are more than a text. */
final class FilterValues {
  private FilterValues() {}

  static <E extends Enum<E>> E oneOf(Class<E> type, String flag, String text) {
    String name = text.toUpperCase(Locale.ROOT).replace('-', '_');
    return Arrays.stream(type.getEnumConstants())
        .filter(value -> value.name().equals(name) && !name.equals("UNRECOGNIZED"))
        .findFirst()
        .orElseThrow(
            () -> new CommandFailure(flag + ": \"" + text + "\" is not one of " + names(type)));
  }

  static int identity(String flag, String text) {
    int reserved = Identities.reservedNumber(text);
    if (reserved > 0) {
      return reserved;
    }
    try {
      return Integer.parseUnsignedInt(text);
    } catch (NumberFormatException e) {
      throw new CommandFailure(
          flag
              + ": \""
              + text
              + "\" is neither a number nor one of host, world, unmanaged, health, init,"
              + " remote-node, kube-apiserver, ingress, world-ipv4, world-ipv6");
    }
  }

  static Workload workload(String text) {
    int slash = text.indexOf('/');
    return slash < 0
        ? Workload.newBuilder().setName(text).build()
        : Workload.newBuilder()
            .setKind(text.substring(0, slash))
            .setName(text.substring(slash + 1))
            .build();
  }

  static IPVersion ipVersion(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "4", "v4", "ipv4", "ip4" -> IPVersion.IPv4;
      case "6", "v6", "ipv6", "ip6" -> IPVersion.IPv6;
      default -> IPVersion.IP_NOT_USED;
    };
  }

  static TCPFlags tcpFlags(String text) {
    int bits = 0;
    for (String name : text.split(",", -1)) {
      int bit = TcpFlags.bit(name.strip().toUpperCase(Locale.ROOT));
      if (bit == 0) {
        throw new CommandFailure(
            "--tcp-flags: \""
                + name
                + "\" is not one of SYN, ACK, RST, FIN, PSH, URG, ECE, CWR, NS");
      }
      bits |= bit;
    }
    return TCPFlags.newBuilder()
        .setSYN((bits & TcpFlags.SYN) != 0)
        .setACK((bits & TcpFlags.ACK) != 0)
        .setRST((bits & TcpFlags.RST) != 0)
        .setFIN((bits & TcpFlags.FIN) != 0)
        .setPSH((bits & TcpFlags.PSH) != 0)
        .setURG((bits & TcpFlags.URG) != 0)
        .setECE((bits & TcpFlags.ECE) != 0)
        .setCWR((bits & TcpFlags.CWR) != 0)
        .setNS((bits & TcpFlags.NS) != 0)
        .build();
  }

  static HTTPHeader header(String text) {
    int colon = text.indexOf(':');
    if (colon < 0) {
      throw new CommandFailure("--http-header: \"" + text + "\" has no colon: give name:value");
    }
    return HTTPHeader.newBuilder()
        .setKey(text.substring(0, colon))
        .setValue(text.substring(colon + 1))
        .build();
  }

  static long ipTraceId(String text) {
    try {
      long id = Long.parseUnsignedLong(text);
      if (id != 0) {
        return id;
      }
    } catch (NumberFormatException e) {
      // Said below.
    }
    throw new CommandFailure("--ip-trace-id: \"" + text + "\" is no number above 0");
  }

  private static <E extends Enum<E>> String names(Class<E> type) {
    return Arrays.stream(type.getEnumConstants())
        .map(Enum::name)
        .filter(name -> !name.equals("UNRECOGNIZED"))
        .collect(Collectors.joining(", "));
  }
}
