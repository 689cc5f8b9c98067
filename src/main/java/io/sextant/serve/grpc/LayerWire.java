package io.sextant.serve.grpc;

import io.sextant.flow.Flow;
import io.sextant.flow.IpAddress;
import io.sextant.flow.IpVersion;
import io.sextant.flow.L4;
import io.sextant.flow.L7;
import io.sextant.flow.TcpFlags;
import io.sextant.flow.Tunnel;
import io.sextant.proto.flow.DNS;
import io.sextant.proto.flow.HTTP;
import io.sextant.proto.flow.HTTPHeader;
import io.sextant.proto.flow.ICMPv4;
import io.sextant.proto.flow.ICMPv6;
import io.sextant.proto.flow.IGMP;
import io.sextant.proto.flow.IP;
import io.sextant.proto.flow.Kafka;
import io.sextant.proto.flow.Layer4;
import io.sextant.proto.flow.Layer7;
import io.sextant.proto.flow.SCTP;
import io.sextant.proto.flow.TCP;
import io.sextant.proto.flow.TCPFlags;
import io.sextant.proto.flow.UDP;
import io.sextant.proto.flow.VRRP;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Network, transport and application parts of a flow on the wire. */
final class LayerWire {
  private static final byte[][] TCP_FLAGS = new byte[512][];

  static {
    for (int bits = 0; bits < TCP_FLAGS.length; bits++) {
      TCP_FLAGS[bits] = tcpFlags(bits);
    }
  }

  private final FlowNames names;
  private final WireWriter out;

  LayerWire(FlowNames names, WireWriter out) {
    this.names = names;
    this.out = out;
  }

  void ip(Flow flow) {
    int mark = out.size();
    IpAddress translated = flow.extras().translatedSource();
    if (translated != null) {
      out.bytes(IP.SOURCE_XLATED_FIELD_NUMBER, names.address(translated));
    }
    out.flag(IP.ENCRYPTED_FIELD_NUMBER, flow.encrypted());
    out.number(IP.IPVERSION_FIELD_NUMBER, flow.ipVersion().ordinal());
    if (flow.hasDestinationAddress()) {
      out.bytes(
          IP.DESTINATION_FIELD_NUMBER,
          names.address(flow.destinationHigh(), flow.destinationLow()));
    }
    if (flow.hasSourceAddress()) {
      out.bytes(IP.SOURCE_FIELD_NUMBER, names.address(flow.sourceHigh(), flow.sourceLow()));
    }
    out.close(io.sextant.proto.flow.Flow.IP_FIELD_NUMBER, mark);
  }

  /** The transport header of a flow, without making an object of it where it is common. */
  void l4(Flow flow) {
    int field = io.sextant.proto.flow.Flow.L4_FIELD_NUMBER;
    switch (flow.protocol()) {
      case NONE -> {}
      case TCP -> {
        int mark = out.size();
        tcp(flow.sourcePort(), flow.destinationPort(), flow.hasTcpFlags(), flow.tcpFlags());
        out.close(field, mark);
      }
      case UDP, SCTP, ICMPv4, ICMPv6, VRRP, IGMP -> l4(field, flow.l4());
    }
  }

  void tunnel(Tunnel tunnel) {
    int mark = out.size();
    out.unsigned(io.sextant.proto.flow.Tunnel.VNI_FIELD_NUMBER, tunnel.vni());
    l4(io.sextant.proto.flow.Tunnel.L4_FIELD_NUMBER, tunnel.outerL4());
    IpAddress source = tunnel.outerSource();
    IpAddress destination = tunnel.outerDestination();
    if (source != null && destination != null) {
      outerIp(source, destination, tunnel.outerIpVersion());
    }
    out.number(io.sextant.proto.flow.Tunnel.PROTOCOL_FIELD_NUMBER, tunnel.protocol().ordinal());
    out.close(io.sextant.proto.flow.Flow.TUNNEL_FIELD_NUMBER, mark);
  }

  void l7(L7 l7) {
    int mark = out.size();
    message(l7.message());
    out.number(Layer7.LATENCY_NS_FIELD_NUMBER, l7.latencyNanos());
    out.number(Layer7.TYPE_FIELD_NUMBER, l7.type().ordinal());
    out.close(io.sextant.proto.flow.Flow.L7_FIELD_NUMBER, mark);
  }

  private void outerIp(IpAddress source, IpAddress destination, IpVersion version) {
    int mark = out.size();
    out.number(IP.IPVERSION_FIELD_NUMBER, version.ordinal());
    out.bytes(IP.DESTINATION_FIELD_NUMBER, names.address(destination));
    out.bytes(IP.SOURCE_FIELD_NUMBER, names.address(source));
    out.close(io.sextant.proto.flow.Tunnel.IP_FIELD_NUMBER, mark);
  }

  private void l4(int field, L4 l4) {
    int mark = out.size();
    switch (l4) {
      case L4.None _ -> {
        return;
      }
      case L4.Tcp tcp -> tcp(tcp.sourcePort(), tcp.destinationPort(), tcp.hasFlags(), tcp.flags());
      case L4.Udp(int from, int to) -> {
        out.unsigned(UDP.DESTINATION_PORT_FIELD_NUMBER, to);
        out.unsigned(UDP.SOURCE_PORT_FIELD_NUMBER, from);
        out.close(Layer4.UDP_FIELD_NUMBER, mark);
      }
      case L4.Sctp(int from, int to) -> {
        out.unsigned(SCTP.DESTINATION_PORT_FIELD_NUMBER, to);
        out.unsigned(SCTP.SOURCE_PORT_FIELD_NUMBER, from);
        out.close(Layer4.SCTP_FIELD_NUMBER, mark);
      }
      case L4.IcmpV4(int type, int code) -> {
        out.unsigned(ICMPv4.CODE_FIELD_NUMBER, code);
        out.unsigned(ICMPv4.TYPE_FIELD_NUMBER, type);
        out.close(Layer4.ICMPV4_FIELD_NUMBER, mark);
      }
      case L4.IcmpV6(int type, int code) -> {
        out.unsigned(ICMPv6.CODE_FIELD_NUMBER, code);
        out.unsigned(ICMPv6.TYPE_FIELD_NUMBER, type);
        out.close(Layer4.ICMPV6_FIELD_NUMBER, mark);
      }
      case L4.Vrrp(int type, int router, int priority) -> {
        out.unsigned(VRRP.PRIORITY_FIELD_NUMBER, priority);
        out.unsigned(VRRP.VRID_FIELD_NUMBER, router);
        out.unsigned(VRRP.TYPE_FIELD_NUMBER, type);
        out.close(Layer4.VRRP_FIELD_NUMBER, mark);
      }
      case L4.Igmp(int type, int group) -> {
        out.bytes(IGMP.GROUP_ADDRESS_FIELD_NUMBER, names.address(IpAddress.ofV4(group)));
        out.unsigned(IGMP.TYPE_FIELD_NUMBER, type);
        out.close(Layer4.IGMP_FIELD_NUMBER, mark);
      }
    }
    out.close(field, mark);
  }

  private void tcp(int from, int to, boolean hasFlags, int flags) {
    int mark = out.size();
    if (hasFlags) {
      out.bytes(TCP.FLAGS_FIELD_NUMBER, TCP_FLAGS[flags & 0x1ff]);
    }
    out.unsigned(TCP.DESTINATION_PORT_FIELD_NUMBER, to);
    out.unsigned(TCP.SOURCE_PORT_FIELD_NUMBER, from);
    out.close(Layer4.TCP_FIELD_NUMBER, mark);
  }

  private static byte[] tcpFlags(int bits) {
    WireWriter out = new WireWriter();
    out.flag(TCPFlags.NS_FIELD_NUMBER, (bits & TcpFlags.NS) != 0);
    out.flag(TCPFlags.CWR_FIELD_NUMBER, (bits & TcpFlags.CWR) != 0);
    out.flag(TCPFlags.ECE_FIELD_NUMBER, (bits & TcpFlags.ECE) != 0);
    out.flag(TCPFlags.URG_FIELD_NUMBER, (bits & TcpFlags.URG) != 0);
    out.flag(TCPFlags.ACK_FIELD_NUMBER, (bits & TcpFlags.ACK) != 0);
    out.flag(TCPFlags.PSH_FIELD_NUMBER, (bits & TcpFlags.PSH) != 0);
    out.flag(TCPFlags.RST_FIELD_NUMBER, (bits & TcpFlags.RST) != 0);
    out.flag(TCPFlags.SYN_FIELD_NUMBER, (bits & TcpFlags.SYN) != 0);
    out.flag(TCPFlags.FIN_FIELD_NUMBER, (bits & TcpFlags.FIN) != 0);
    return out.toBytes();
  }

  private void message(L7.@Nullable Message message) {
    int mark = out.size();
    switch (message) {
      case null -> {}
      case L7.Dns dns -> {
        dns(dns);
        out.close(Layer7.DNS_FIELD_NUMBER, mark);
      }
      case L7.Http http -> {
        http(http);
        out.close(Layer7.HTTP_FIELD_NUMBER, mark);
      }
      case L7.Kafka kafka -> {
        kafka(kafka);
        out.close(Layer7.KAFKA_FIELD_NUMBER, mark);
      }
    }
  }

  private void dns(L7.Dns dns) {
    out.texts(DNS.RRTYPES_FIELD_NUMBER, dns.rrtypes());
    out.texts(DNS.QTYPES_FIELD_NUMBER, dns.qtypes());
    out.unsigned(DNS.RCODE_FIELD_NUMBER, dns.rcode());
    out.text(DNS.OBSERVATION_SOURCE_FIELD_NUMBER, dns.observationSource());
    out.texts(DNS.CNAMES_FIELD_NUMBER, dns.cnames());
    out.unsigned(DNS.TTL_FIELD_NUMBER, dns.ttl());
    out.texts(DNS.IPS_FIELD_NUMBER, dns.ips());
    out.text(DNS.QUERY_FIELD_NUMBER, dns.query());
  }

  private void http(L7.Http http) {
    List<L7.Header> headers = http.headers();
    for (int i = headers.size() - 1; i >= 0; i--) {
      int mark = out.size();
      out.text(HTTPHeader.VALUE_FIELD_NUMBER, headers.get(i).value());
      out.text(HTTPHeader.KEY_FIELD_NUMBER, headers.get(i).key());
      out.close(HTTP.HEADERS_FIELD_NUMBER, mark);
    }
    out.text(HTTP.PROTOCOL_FIELD_NUMBER, http.protocol());
    out.text(HTTP.URL_FIELD_NUMBER, http.url());
    out.text(HTTP.METHOD_FIELD_NUMBER, http.method());
    out.unsigned(HTTP.CODE_FIELD_NUMBER, http.code());
  }

  private void kafka(L7.Kafka kafka) {
    out.text(Kafka.TOPIC_FIELD_NUMBER, kafka.topic());
    out.number(Kafka.CORRELATION_ID_FIELD_NUMBER, kafka.correlationId());
    out.text(Kafka.API_KEY_FIELD_NUMBER, kafka.apiKey());
    out.number(Kafka.API_VERSION_FIELD_NUMBER, kafka.apiVersion());
    out.number(Kafka.ERROR_CODE_FIELD_NUMBER, kafka.errorCode());
  }
}
