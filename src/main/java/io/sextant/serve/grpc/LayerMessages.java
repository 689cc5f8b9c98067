package io.sextant.serve.grpc;

import io.sextant.flow.IpAddress;
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
import java.util.Optional;

/** Transport and application parts of a flow as messages. */
final class LayerMessages {
  private static final TCPFlags[] TCP_FLAGS = new TCPFlags[512];

  static {
    for (int bits = 0; bits < TCP_FLAGS.length; bits++) {
      TCP_FLAGS[bits] = tcpFlags(bits);
    }
  }

  private final AddressTexts addresses;

  LayerMessages(AddressTexts addresses) {
    this.addresses = addresses;
  }

  /** Empty when no transport header is known. */
  Optional<Layer4> l4(L4 l4) {
    Layer4.Builder message = Layer4.newBuilder();
    switch (l4) {
      case L4.None none -> {
        return Optional.empty();
      }
      case L4.Tcp tcp -> message.setTCP(tcp(tcp));
      case L4.Udp(int from, int to) ->
          message.setUDP(UDP.newBuilder().setSourcePort(from).setDestinationPort(to));
      case L4.Sctp(int from, int to) ->
          message.setSCTP(SCTP.newBuilder().setSourcePort(from).setDestinationPort(to));
      case L4.IcmpV4(int type, int code) ->
          message.setICMPv4(ICMPv4.newBuilder().setType(type).setCode(code));
      case L4.IcmpV6(int type, int code) ->
          message.setICMPv6(ICMPv6.newBuilder().setType(type).setCode(code));
      case L4.Vrrp(int type, int router, int priority) ->
          message.setVRRP(VRRP.newBuilder().setType(type).setVrid(router).setPriority(priority));
      case L4.Igmp(int type, int group) ->
          message.setIGMP(
              IGMP.newBuilder()
                  .setType(type)
                  .setGroupAddress(addresses.text(IpAddress.ofV4(group))));
    }
    return Optional.of(message.build());
  }

  io.sextant.proto.flow.Tunnel tunnel(Tunnel tunnel) {
    var message =
        io.sextant.proto.flow.Tunnel.newBuilder()
            .setProtocolValue(tunnel.protocol().ordinal())
            .setVni(tunnel.vni());
    IpAddress source = tunnel.outerSource();
    IpAddress destination = tunnel.outerDestination();
    if (source != null && destination != null) {
      message.setIP(
          IP.newBuilder()
              .setSource(addresses.text(source))
              .setDestination(addresses.text(destination))
              .setIpVersionValue(tunnel.outerIpVersion().ordinal()));
    }
    l4(tunnel.outerL4()).ifPresent(message::setL4);
    return message.build();
  }

  Layer7 l7(L7 l7) {
    Layer7.Builder message =
        Layer7.newBuilder().setTypeValue(l7.type().ordinal()).setLatencyNs(l7.latencyNanos());
    switch (l7.message()) {
      case null -> {}
      case L7.Dns dns -> message.setDns(dns(dns));
      case L7.Http http -> message.setHttp(http(http));
      case L7.Kafka kafka -> message.setKafka(kafka(kafka));
    }
    return message.build();
  }

  private static TCP tcp(L4.Tcp tcp) {
    TCP.Builder message =
        TCP.newBuilder().setSourcePort(tcp.sourcePort()).setDestinationPort(tcp.destinationPort());
    return (tcp.hasFlags() ? message.setFlags(TCP_FLAGS[tcp.flags() & 0x1ff]) : message).build();
  }

  private static TCPFlags tcpFlags(int bits) {
    return TCPFlags.newBuilder()
        .setFIN((bits & TcpFlags.FIN) != 0)
        .setSYN((bits & TcpFlags.SYN) != 0)
        .setRST((bits & TcpFlags.RST) != 0)
        .setPSH((bits & TcpFlags.PSH) != 0)
        .setACK((bits & TcpFlags.ACK) != 0)
        .setURG((bits & TcpFlags.URG) != 0)
        .setECE((bits & TcpFlags.ECE) != 0)
        .setCWR((bits & TcpFlags.CWR) != 0)
        .setNS((bits & TcpFlags.NS) != 0)
        .build();
  }

  private static DNS dns(L7.Dns dns) {
    return DNS.newBuilder()
        .setQuery(dns.query())
        .addAllIps(dns.ips())
        .setTtl(dns.ttl())
        .addAllCnames(dns.cnames())
        .setObservationSource(dns.observationSource())
        .setRcode(dns.rcode())
        .addAllQtypes(dns.qtypes())
        .addAllRrtypes(dns.rrtypes())
        .build();
  }

  private static HTTP http(L7.Http http) {
    HTTP.Builder message =
        HTTP.newBuilder()
            .setCode(http.code())
            .setMethod(http.method())
            .setUrl(http.url())
            .setProtocol(http.protocol());
    for (L7.Header header : http.headers()) {
      message.addHeaders(HTTPHeader.newBuilder().setKey(header.key()).setValue(header.value()));
    }
    return message.build();
  }

  private static Kafka kafka(L7.Kafka kafka) {
    return Kafka.newBuilder()
        .setErrorCode(kafka.errorCode())
        .setApiVersion(kafka.apiVersion())
        .setApiKey(kafka.apiKey())
        .setCorrelationId(kafka.correlationId())
        .setTopic(kafka.topic())
        .build();
  }
}
