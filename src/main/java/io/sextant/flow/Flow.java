package io.sextant.flow;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One packet, request or verdict as a datapath saw it, with names.
 *
 * <p>Complete enough to give Hubble's {@code flow.Flow} field for field. Addresses, ports and codes
 * stand inline, everything that belongs to an endpoint, policy or device is a reference to an
 * object that is made once and shared: a flow costs one object of less than 200 bytes. Numbers that
 * a newer datapath may extend (reasons, points) are kept as numbers, so that unknown ones survive.
 *
 * <p>Made by {@link Builder} and never changed afterwards.
 */
public final class Flow implements Event {
  private long timeNanos;
  private long bootNanos;
  private long uuidHigh;
  private long uuidLow;
  private long sourceHigh;
  private long sourceLow;
  private long destinationHigh;
  private long destinationLow;
  private long sourceMac = NO_MAC;
  private long destinationMac = NO_MAC;
  private Node node = UNKNOWN_NODE;
  private Endpoint source = Endpoint.UNKNOWN;
  private Endpoint destination = Endpoint.UNKNOWN;
  private List<String> sourceNames = List.of();
  private List<String> destinationNames = List.of();
  private String summary = "";
  private @Nullable Service sourceService;
  private @Nullable Service destinationService;
  private @Nullable NetworkInterface networkInterface;
  private @Nullable PolicyAttribution policies;
  private FlowExtras extras = FlowExtras.NONE;
  private int l4First;
  private int l4Second;
  private int ruleCookie;
  private int ruleRevision;
  private int proxyPort;
  private int dropReason;
  private int packetLength;
  private short cpu = -1;
  private short l4Third;
  private short dropLine;
  // Ordinals of the enums: a reference would take four bytes.
  private byte type;
  private byte verdict;
  private byte direction;
  private byte ipVersion;
  private byte reply;
  private byte protocol;
  private byte dropFile;
  private boolean hasDropFile;
  private boolean encrypted;
  private byte unknownAddresses;
  private byte eventType;
  private byte eventSubType;
  private byte observationPoint;
  private byte traceReason;
  private byte capturePoint;
  private byte policyMatchType;
  private byte authType;

  /** The packet had no Ethernet header. */
  public static final long NO_MAC = -1;

  private static final FlowType[] TYPES = FlowType.values();
  private static final Verdict[] VERDICTS = Verdict.values();
  private static final TrafficDirection[] DIRECTIONS = TrafficDirection.values();
  private static final IpVersion[] IP_VERSIONS = IpVersion.values();
  private static final Reply[] REPLIES = Reply.values();
  private static final L4Protocol[] PROTOCOLS = L4Protocol.values();
  private static final Node UNKNOWN_NODE = Node.named("");
  private static final short NO_TCP_FLAGS = -1;
  private static final byte UNKNOWN_SOURCE = 1;
  private static final byte UNKNOWN_DESTINATION = 2;

  private Flow() {}

  @Override
  public long timeNanos() {
    return timeNanos;
  }

  /**
   * The node's monotonic clock at the event, in nanoseconds; 0 when the event was made above the
   * kernel.
   */
  public long bootNanos() {
    return bootNanos;
  }

  @Override
  public Node node() {
    return node;
  }

  /** CPU that the event was written on, or -1. */
  public int cpu() {
    return cpu;
  }

  /** First half of the flow's UUID (RFC 9562). */
  public long uuidHigh() {
    return uuidHigh;
  }

  /** Second half of the flow's UUID. */
  public long uuidLow() {
    return uuidLow;
  }

  public FlowType type() {
    return TYPES[type];
  }

  public Verdict verdict() {
    return VERDICTS[verdict];
  }

  public TrafficDirection direction() {
    return DIRECTIONS[direction];
  }

  public Reply reply() {
    return REPLIES[reply];
  }

  /** One of {@link EventType}. */
  public int eventType() {
    return eventType & 0xff;
  }

  /**
   * Drop reason, observation point, capture point or translation point, by {@link #eventType()}.
   */
  public int eventSubType() {
    return eventSubType & 0xff;
  }

  /** See {@link DropReason}; 0 when not dropped by the datapath. */
  public int dropReason() {
    return dropReason;
  }

  /** Whether the event names the place in the datapath's source that dropped. */
  public boolean hasDropFile() {
    return hasDropFile;
  }

  /** See {@link DatapathFile}. */
  public int dropFile() {
    return dropFile & 0xff;
  }

  public int dropLine() {
    return dropLine & 0xffff;
  }

  /** See {@link ObservationPoint#apiNumber}. */
  public int observationPoint() {
    return observationPoint & 0xff;
  }

  /** Number of {@code flow.TraceReason} in Hubble's API. */
  public int traceReason() {
    return traceReason & 0xff;
  }

  /** Number of {@code flow.DebugCapturePoint} in Hubble's API. */
  public int capturePoint() {
    return capturePoint & 0xff;
  }

  /** How the policy entry matched, see {@link PolicyMatch}. */
  public int policyMatchType() {
    return policyMatchType & 0xff;
  }

  /** Number of {@code flow.AuthType} in Hubble's API. */
  public int authType() {
    return authType & 0xff;
  }

  /** Number of the deciding rule in its revision; 0 when none was reported. */
  public int ruleCookie() {
    return ruleCookie;
  }

  /** Revision of the rule set that judged; 0 when not reported. */
  public int ruleRevision() {
    return ruleRevision;
  }

  public int proxyPort() {
    return proxyPort;
  }

  /** Bytes of the packet on the wire as the datapath counted them; 0 when not known. */
  public int packetLength() {
    return packetLength;
  }

  /** 48 bits, or {@link #NO_MAC}. */
  public long sourceMac() {
    return sourceMac;
  }

  /** 48 bits, or {@link #NO_MAC}. */
  public long destinationMac() {
    return destinationMac;
  }

  public IpVersion ipVersion() {
    return IP_VERSIONS[ipVersion];
  }

  /** Whether the packet travels encrypted between nodes. */
  public boolean encrypted() {
    return encrypted;
  }

  public boolean hasIp() {
    return ipVersion() != IpVersion.IP_NOT_USED;
  }

  /** See {@link IpAddress#high}. */
  public long sourceHigh() {
    return sourceHigh;
  }

  public long sourceLow() {
    return sourceLow;
  }

  public long destinationHigh() {
    return destinationHigh;
  }

  public long destinationLow() {
    return destinationLow;
  }

  /**
   * Whether the source address is known: there was an IP header, or the pod behind a socket is
   * known.
   */
  public boolean hasSourceAddress() {
    return hasIp() && (unknownAddresses & UNKNOWN_SOURCE) == 0;
  }

  /** Whether the destination address is known, see {@link #hasSourceAddress()}. */
  public boolean hasDestinationAddress() {
    return hasIp() && (unknownAddresses & UNKNOWN_DESTINATION) == 0;
  }

  /** Null without {@link #hasSourceAddress()}. */
  public @Nullable IpAddress sourceAddress() {
    return hasSourceAddress() ? new IpAddress(sourceHigh, sourceLow) : null;
  }

  /** Null without {@link #hasDestinationAddress()}. */
  public @Nullable IpAddress destinationAddress() {
    return hasDestinationAddress() ? new IpAddress(destinationHigh, destinationLow) : null;
  }

  public L4Protocol protocol() {
    return PROTOCOLS[protocol];
  }

  /** First number of the transport header as it was set: source port or type of the message. */
  public int l4First() {
    return l4First;
  }

  /** Second number of the transport header: destination port, code, router or group. */
  public int l4Second() {
    return l4Second;
  }

  /** Third number of the transport header: TCP flags or -1 without any, priority of VRRP. */
  public int l4Third() {
    return l4Third;
  }

  /** Source port, 0 for protocols without ports. */
  public int sourcePort() {
    return protocol().hasPorts() ? l4First : 0;
  }

  /** Destination port, 0 for protocols without ports. */
  public int destinationPort() {
    return protocol().hasPorts() ? l4Second : 0;
  }

  /** Whether a TCP header with its flags was seen. */
  public boolean hasTcpFlags() {
    return protocol() == L4Protocol.TCP && l4Third != NO_TCP_FLAGS;
  }

  /** Bits of {@link TcpFlags}; 0 without {@link #hasTcpFlags()}. */
  public int tcpFlags() {
    return hasTcpFlags() ? l4Third : 0;
  }

  /** Type of an ICMP, VRRP or IGMP message. */
  public int messageType() {
    return protocol().hasPorts() ? 0 : l4First;
  }

  /** Code of an ICMP message. */
  public int messageCode() {
    return protocol().hasPorts() ? 0 : l4Second;
  }

  /** The transport header as a value of its own. */
  public L4 l4() {
    return switch (protocol()) {
      case NONE -> L4.NONE;
      case TCP -> new L4.Tcp(l4First, l4Second, tcpFlags(), hasTcpFlags());
      case UDP -> new L4.Udp(l4First, l4Second);
      case SCTP -> new L4.Sctp(l4First, l4Second);
      case ICMPv4 -> new L4.IcmpV4(l4First, l4Second);
      case ICMPv6 -> new L4.IcmpV6(l4First, l4Second);
      case VRRP -> new L4.Vrrp(l4First, l4Second, l4Third);
      case IGMP -> new L4.Igmp(l4First, l4Second);
    };
  }

  public Endpoint source() {
    return source;
  }

  public Endpoint destination() {
    return destination;
  }

  /** DNS names of the source address as the destination looked them up. */
  public List<String> sourceNames() {
    return sourceNames;
  }

  /** DNS names of the destination address as the source looked them up. */
  public List<String> destinationNames() {
    return destinationNames;
  }

  public @Nullable Service sourceService() {
    return sourceService;
  }

  public @Nullable Service destinationService() {
    return destinationService;
  }

  public @Nullable NetworkInterface networkInterface() {
    return networkInterface;
  }

  /** The policies that decided, or null when the verdict was not traced to any. */
  public @Nullable PolicyAttribution policies() {
    return policies;
  }

  /** One line for people: TCP flags, ICMP type, the request. */
  public String summary() {
    return summary;
  }

  public FlowExtras extras() {
    return extras;
  }

  /**
   * Fills one flow after another; belongs to one thread. Each {@link #build} hands out what was set
   * since the last one and starts afresh: only what differs from "absent" need be set.
   */
  public static final class Builder {
    private Flow flow = new Flow();

    public Builder time(long timeNanos, long bootNanos) {
      flow.timeNanos = timeNanos;
      flow.bootNanos = bootNanos;
      return this;
    }

    public Builder seenOn(Node node, int cpu) {
      flow.node = node;
      flow.cpu = (short) cpu;
      return this;
    }

    public Builder uuid(long high, long low) {
      flow.uuidHigh = high;
      flow.uuidLow = low;
      return this;
    }

    public Builder event(FlowType type, int eventType, int eventSubType) {
      flow.type = (byte) type.ordinal();
      flow.eventType = (byte) eventType;
      flow.eventSubType = (byte) eventSubType;
      return this;
    }

    public Builder verdict(Verdict verdict) {
      flow.verdict = (byte) verdict.ordinal();
      return this;
    }

    public Builder direction(TrafficDirection direction) {
      flow.direction = (byte) direction.ordinal();
      return this;
    }

    public Builder reply(Reply reply) {
      flow.reply = (byte) reply.ordinal();
      return this;
    }

    public Builder dropReason(int reason) {
      flow.dropReason = reason;
      return this;
    }

    public Builder dropPlace(int file, int line) {
      flow.hasDropFile = true;
      flow.dropFile = (byte) file;
      flow.dropLine = (short) line;
      return this;
    }

    public Builder trace(int observationPoint, int reason) {
      flow.observationPoint = (byte) observationPoint;
      flow.traceReason = (byte) reason;
      return this;
    }

    public Builder capturePoint(int point) {
      flow.capturePoint = (byte) point;
      return this;
    }

    public Builder policyMatch(int matchType, int authType) {
      flow.policyMatchType = (byte) matchType;
      flow.authType = (byte) authType;
      return this;
    }

    public Builder rule(int cookie, int revision) {
      flow.ruleCookie = cookie;
      flow.ruleRevision = revision;
      return this;
    }

    public Builder policies(@Nullable PolicyAttribution policies) {
      flow.policies = policies;
      return this;
    }

    public Builder proxyPort(int port) {
      flow.proxyPort = port;
      return this;
    }

    public Builder length(int bytes) {
      flow.packetLength = bytes;
      return this;
    }

    public Builder ethernet(long sourceMac, long destinationMac) {
      flow.sourceMac = sourceMac;
      flow.destinationMac = destinationMac;
      return this;
    }

    public Builder ip(
        IpVersion version,
        long sourceHigh,
        long sourceLow,
        long destinationHigh,
        long destinationLow) {
      flow.ipVersion = (byte) version.ordinal();
      flow.sourceHigh = sourceHigh;
      flow.sourceLow = sourceLow;
      flow.destinationHigh = destinationHigh;
      flow.destinationLow = destinationLow;
      return this;
    }

    public Builder ip(IpVersion version, IpAddress source, IpAddress destination) {
      return ip(version, source.high(), source.low(), destination.high(), destination.low());
    }

    /** An IP flow one side of which is not known; that side's address is all zero. */
    public Builder unknownSource() {
      flow.unknownAddresses |= UNKNOWN_SOURCE;
      return this;
    }

    /** See {@link #unknownSource()}. */
    public Builder unknownDestination() {
      flow.unknownAddresses |= UNKNOWN_DESTINATION;
      return this;
    }

    public Builder encrypted(boolean encrypted) {
      flow.encrypted = encrypted;
      return this;
    }

    public Builder tcp(int sourcePort, int destinationPort, int flags) {
      return l4(L4Protocol.TCP, sourcePort, destinationPort, flags);
    }

    /** Ports of a protocol that has them, without TCP flags. */
    public Builder ports(L4Protocol protocol, int sourcePort, int destinationPort) {
      return l4(protocol, sourcePort, destinationPort, NO_TCP_FLAGS);
    }

    /** An ICMP message, or an IGMP one with its group as the code. */
    public Builder message(L4Protocol protocol, int type, int code) {
      return l4(protocol, type, code, 0);
    }

    public Builder vrrp(int type, int virtualRouterId, int priority) {
      return l4(L4Protocol.VRRP, type, virtualRouterId, priority);
    }

    /**
     * The numbers of a header as {@link Flow#l4First}, {@link Flow#l4Second} and {@link
     * Flow#l4Third} gave them.
     */
    public Builder l4(L4Protocol protocol, int first, int second, int third) {
      flow.protocol = (byte) protocol.ordinal();
      flow.l4First = first;
      flow.l4Second = second;
      flow.l4Third = (short) third;
      return this;
    }

    public Builder endpoints(Endpoint source, Endpoint destination) {
      flow.source = source;
      flow.destination = destination;
      return this;
    }

    public Builder names(List<String> sourceNames, List<String> destinationNames) {
      flow.sourceNames = sourceNames;
      flow.destinationNames = destinationNames;
      return this;
    }

    public Builder services(@Nullable Service source, @Nullable Service destination) {
      flow.sourceService = source;
      flow.destinationService = destination;
      return this;
    }

    public Builder networkInterface(@Nullable NetworkInterface networkInterface) {
      flow.networkInterface = networkInterface;
      return this;
    }

    public Builder summary(String summary) {
      flow.summary = summary;
      return this;
    }

    public Builder extras(FlowExtras extras) {
      flow.extras = extras;
      return this;
    }

    /** The flow; the builder starts anew. */
    public Flow build() {
      Flow built = flow;
      flow = new Flow();
      return built;
    }

    /** Forgets what was set, for an event that turned out to be none. */
    public void discard() {
      flow = new Flow();
    }
  }
}
