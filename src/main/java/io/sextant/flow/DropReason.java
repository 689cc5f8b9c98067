package io.sextant.flow;

/**
 * Why the datapath dropped a packet: a number of 8 bits, its name in Hubble's API ({@code
 * flow.DropReason}, used by metrics) and the text that command lines print. Numbers below 130 are
 * no drops but have a text.
 *
 * <p>Source: Cilium, {@code bpf/lib/common.h} and {@code api/v1/flow/flow.proto}. Some names kept
 * an older meaning than the text: 136 and 161.
 */
public final class DropReason {
  public static final int INVALID_PACKET = 134;
  public static final int POLICY_DENIED = 133;
  public static final int POLICY_DENY = 181;

  private static final String[] NAMES = new String[256];
  private static final String[] TEXTS = new String[256];

  private DropReason() {}

  /** The name in Hubble's API; for a number that it does not know, the number. */
  public static String name(int reason) {
    String name = known(NAMES, reason);
    return name.isEmpty() ? Integer.toUnsignedString(reason) : name;
  }

  /** What the {@code hubble} command prints; for a number without a text, {@code "N, 0"}. */
  public static String text(int reason) {
    String text = known(TEXTS, reason);
    return text.isEmpty() ? Integer.toUnsignedString(reason) + ", 0" : text;
  }

  /** The number of a name in Hubble's API, or -1. */
  public static int number(String name) {
    for (int i = 0; i < NAMES.length; i++) {
      if (name.equals(NAMES[i])) {
        return i;
      }
    }
    return -1;
  }

  /** A policy verdict carries its reason in 32 bits, so any number may come. */
  private static String known(String[] table, int reason) {
    String entry = reason >= 0 && reason < table.length ? table[reason] : null;
    return entry == null ? "" : entry;
  }

  private static void put(int reason, String name, String text) {
    NAMES[reason] = name;
    TEXTS[reason] = text;
  }

  static {
    put(0, "DROP_REASON_UNKNOWN", "Success");
    put(2, "", "Invalid packet");
    put(3, "", "Interface");
    put(4, "", "Interface Decrypted");
    put(5, "", "LB, sock cgroup: No backend slot entry found");
    put(6, "", "LB, sock cgroup: No backend entry found");
    put(7, "", "LB, sock cgroup: Reverse entry update failed");
    put(8, "", "LB, sock cgroup: Reverse entry stale");
    put(9, "", "Fragmented packet");
    put(10, "", "Fragmented packet entry update failed");
    put(11, "", "Missed tail call to custom program");
    put(12, "", "Interface Decrypting");
    put(13, "", "Interface Encrypting");
    put(14, "", "LB: sock cgroup: Reverse entry delete succeeded");
    put(15, "", "MTU error message");
    put(130, "INVALID_SOURCE_MAC", "Invalid source mac");
    put(131, "INVALID_DESTINATION_MAC", "Invalid destination mac");
    put(132, "INVALID_SOURCE_IP", "Invalid source ip");
    put(133, "POLICY_DENIED", "Policy denied");
    put(134, "INVALID_PACKET_DROPPED", "Invalid packet");
    put(135, "CT_TRUNCATED_OR_INVALID_HEADER", "CT: Truncated or invalid header");
    put(136, "CT_MISSING_TCP_ACK_FLAG", "Fragmentation needed");
    put(137, "CT_UNKNOWN_L4_PROTOCOL", "CT: Unknown L4 protocol");
    put(138, "CT_CANNOT_CREATE_ENTRY_FROM_PACKET", "CT: Can't create entry from packet");
    put(139, "UNSUPPORTED_L3_PROTOCOL", "Unsupported L3 protocol");
    put(140, "MISSED_TAIL_CALL", "Missed tail call");
    put(141, "ERROR_WRITING_TO_PACKET", "Error writing to packet");
    put(142, "UNKNOWN_L4_PROTOCOL", "Unknown L4 protocol");
    put(143, "UNKNOWN_ICMPV4_CODE", "Unknown ICMPv4 code");
    put(144, "UNKNOWN_ICMPV4_TYPE", "Unknown ICMPv4 type");
    put(145, "UNKNOWN_ICMPV6_CODE", "Unknown ICMPv6 code");
    put(146, "UNKNOWN_ICMPV6_TYPE", "Unknown ICMPv6 type");
    put(147, "ERROR_RETRIEVING_TUNNEL_KEY", "Error retrieving tunnel key");
    put(148, "ERROR_RETRIEVING_TUNNEL_OPTIONS", "Error retrieving tunnel options");
    put(149, "INVALID_GENEVE_OPTION", "Invalid Geneve option");
    put(150, "UNKNOWN_L3_TARGET_ADDRESS", "Unknown L3 target address");
    put(151, "STALE_OR_UNROUTABLE_IP", "Stale or unroutable IP");
    put(152, "NO_MATCHING_LOCAL_CONTAINER_FOUND", "No matching local container found");
    put(153, "ERROR_WHILE_CORRECTING_L3_CHECKSUM", "Error while correcting L3 checksum");
    put(154, "ERROR_WHILE_CORRECTING_L4_CHECKSUM", "Error while correcting L4 checksum");
    put(155, "CT_MAP_INSERTION_FAILED", "CT: Map insertion failed");
    put(156, "INVALID_IPV6_EXTENSION_HEADER", "Invalid IPv6 extension header");
    put(157, "IP_FRAGMENTATION_NOT_SUPPORTED", "IP fragmentation not supported");
    put(158, "SERVICE_BACKEND_NOT_FOUND", "Service backend not found");
    put(159, "", "");
    put(
        160,
        "NO_TUNNEL_OR_ENCAPSULATION_ENDPOINT",
        "No tunnel/encapsulation endpoint (datapath BUG!)");
    put(161, "FAILED_TO_INSERT_INTO_PROXYMAP", "NAT 46/64 not enabled");
    put(162, "REACHED_EDT_RATE_LIMITING_DROP_HORIZON", "Reached EDT rate-limiting drop horizon");
    put(163, "UNKNOWN_CONNECTION_TRACKING_STATE", "Unknown connection tracking state");
    put(164, "LOCAL_HOST_IS_UNREACHABLE", "Local host is unreachable");
    put(
        165,
        "NO_CONFIGURATION_AVAILABLE_TO_PERFORM_POLICY_DECISION",
        "No configuration available to perform policy decision");
    put(166, "UNSUPPORTED_L2_PROTOCOL", "Unsupported L2 protocol");
    put(167, "NO_MAPPING_FOR_NAT_MASQUERADE", "No mapping for NAT masquerade");
    put(168, "UNSUPPORTED_PROTOCOL_FOR_NAT_MASQUERADE", "Unsupported protocol for NAT masquerade");
    put(169, "FIB_LOOKUP_FAILED", "FIB lookup failed");
    put(170, "ENCAPSULATION_TRAFFIC_IS_PROHIBITED", "Encapsulation traffic is prohibited");
    put(171, "INVALID_IDENTITY", "Invalid identity");
    put(172, "UNKNOWN_SENDER", "Unknown sender");
    put(173, "NAT_NOT_NEEDED", "NAT not needed");
    put(174, "IS_A_CLUSTERIP", "Is a ClusterIP");
    put(
        175,
        "FIRST_LOGICAL_DATAGRAM_FRAGMENT_NOT_FOUND",
        "First logical datagram fragment not found");
    put(176, "FORBIDDEN_ICMPV6_MESSAGE", "Forbidden ICMPv6 message");
    put(177, "DENIED_BY_LB_SRC_RANGE_CHECK", "Denied by LB src range check");
    put(178, "SOCKET_LOOKUP_FAILED", "Socket lookup failed");
    put(179, "SOCKET_ASSIGN_FAILED", "Socket assign failed");
    put(
        180,
        "PROXY_REDIRECTION_NOT_SUPPORTED_FOR_PROTOCOL",
        "Proxy redirection not supported for protocol");
    put(181, "POLICY_DENY", "Policy denied by denylist");
    put(182, "VLAN_FILTERED", "VLAN traffic disallowed by VLAN filter");
    put(183, "INVALID_VNI", "Incorrect VNI from VTEP");
    put(184, "INVALID_TC_BUFFER", "Failed to update or lookup TC buffer");
    put(185, "NO_SID", "No SID was found for the IP address");
    put(186, "MISSING_SRV6_STATE", "SRv6 state was removed during tail call");
    put(187, "NAT46", "L3 translation from IPv4 to IPv6 failed (NAT46)");
    put(188, "NAT64", "L3 translation from IPv6 to IPv4 failed (NAT64)");
    put(189, "AUTH_REQUIRED", "Authentication required");
    put(190, "CT_NO_MAP_FOUND", "No conntrack map found");
    put(191, "SNAT_NO_MAP_FOUND", "No nat map found");
    put(192, "INVALID_CLUSTER_ID", "Invalid ClusterID");
    put(
        193,
        "UNSUPPORTED_PROTOCOL_FOR_DSR_ENCAP",
        "Unsupported packet protocol for DSR encapsulation");
    put(194, "NO_EGRESS_GATEWAY", "No egress gateway found");
    put(195, "UNENCRYPTED_TRAFFIC", "Traffic is unencrypted");
    put(196, "TTL_EXCEEDED", "TTL exceeded");
    put(197, "NO_NODE_ID", "No node ID found");
    put(198, "DROP_RATE_LIMITED", "Rate limited");
    put(199, "IGMP_HANDLED", "IGMP handled");
    put(200, "IGMP_SUBSCRIBED", "IGMP subscribed");
    put(201, "MULTICAST_HANDLED", "Multicast handled");
    put(202, "DROP_HOST_NOT_READY", "Host datapath not ready");
    put(203, "DROP_EP_NOT_READY", "Endpoint policy program not available");
    put(204, "DROP_NO_EGRESS_IP", "No Egress IP configured");
    put(205, "DROP_PUNT_PROXY", "Punt to proxy");
  }
}
