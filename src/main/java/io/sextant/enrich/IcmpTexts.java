package io.sextant.enrich;

import java.util.List;
import java.util.Map;

/**
 * Names of ICMP messages (RFC 792, RFC 1812, RFC 4443, RFC 4861), as {@code Type}, {@code
 * Type(Code)}, {@code Type(Code: n)} or {@code t(c)}.
 */
final class IcmpTexts {
  /** A type with the names of its codes from 0 on. */
  private record Type(String name, List<String> codes) {
    private Type(String name, String... codes) {
      this(name, List.of(codes));
    }
  }

  private static final Map<Integer, Type> V4 =
      Map.ofEntries(
          Map.entry(0, new Type("EchoReply")),
          Map.entry(
              3,
              new Type(
                  "DestinationUnreachable",
                  "Net",
                  "Host",
                  "Protocol",
                  "Port",
                  "FragmentationNeeded",
                  "SourceRoutingFailed",
                  "NetUnknown",
                  "HostUnknown",
                  "SourceIsolated",
                  "NetAdminProhibited",
                  "HostAdminProhibited",
                  "NetTOS",
                  "HostTOS",
                  "CommAdminProhibited",
                  "HostPrecedence",
                  "PrecedenceCutoff")),
          Map.entry(4, new Type("SourceQuench")),
          Map.entry(5, new Type("Redirect", "Net", "Host", "TOS+Net", "TOS+Host")),
          Map.entry(8, new Type("EchoRequest")),
          Map.entry(9, new Type("RouterAdvertisement")),
          Map.entry(10, new Type("RouterSolicitation")),
          Map.entry(11, new Type("TimeExceeded", "TTLExceeded", "FragmentReassemblyTimeExceeded")),
          Map.entry(
              12,
              new Type("ParameterProblem", "PointerIndicatesError", "MissingOption", "BadLength")),
          Map.entry(13, new Type("TimestampRequest")),
          Map.entry(14, new Type("TimestampReply")),
          Map.entry(15, new Type("InfoRequest")),
          Map.entry(16, new Type("InfoReply")),
          Map.entry(17, new Type("AddressMaskRequest")),
          Map.entry(18, new Type("AddressMaskReply")));

  private static final Map<Integer, Type> V6 =
      Map.ofEntries(
          Map.entry(
              1,
              new Type(
                  "DestinationUnreachable",
                  "NoRouteToDst",
                  "AdminProhibited",
                  "BeyondScopeOfSrc",
                  "AddressUnreachable",
                  "PortUnreachable",
                  "SrcAddressFailedPolicy",
                  "RejectRouteToDst")),
          Map.entry(2, new Type("PacketTooBig")),
          Map.entry(
              3, new Type("TimeExceeded", "HopLimitExceeded", "FragmentReassemblyTimeExceeded")),
          Map.entry(
              4,
              new Type(
                  "ParameterProblem",
                  "ErroneousHeaderField",
                  "UnrecognizedNextHeader",
                  "UnrecognizedIPv6Option")),
          Map.entry(128, new Type("EchoRequest")),
          Map.entry(129, new Type("EchoReply")),
          Map.entry(133, new Type("RouterSolicitation")),
          Map.entry(134, new Type("RouterAdvertisement")),
          Map.entry(135, new Type("NeighborSolicitation")),
          Map.entry(136, new Type("NeighborAdvertisement")),
          Map.entry(137, new Type("Redirect")));

  private IcmpTexts() {}

  static String v4(int type, int code) {
    return text(V4.get(type), type, code);
  }

  static String v6(int type, int code) {
    return text(V6.get(type), type, code);
  }

  private static String text(@org.jspecify.annotations.Nullable Type known, int type, int code) {
    if (known == null) {
      return type + "(" + code + ")";
    }
    if (code < known.codes.size()) {
      return known.name + "(" + known.codes.get(code) + ")";
    }
    return code == 0 && known.codes.isEmpty() ? known.name : known.name + "(Code: " + code + ")";
  }
}
