package io.sextant.serve.grpc;

import io.sextant.flow.FlowExtras;
import io.sextant.flow.IpVersion;
import io.sextant.flow.L4;
import io.sextant.flow.L7;
import io.sextant.flow.SocketTrace;
import io.sextant.flow.Tunnel;
import io.sextant.proto.flow.DNS;
import io.sextant.proto.flow.HTTP;
import io.sextant.proto.flow.Kafka;
import io.sextant.proto.flow.Layer4;
import io.sextant.proto.flow.Layer7;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The rarer parts of a flow from its message. */
final class ExtrasReader {
  private ExtrasReader() {}

  static FlowExtras read(io.sextant.proto.flow.Flow message) {
    FlowExtras extras =
        new FlowExtras(
            FlowReader.address(message.getIP().getSourceXlated()),
            message.hasTunnel() ? tunnel(message.getTunnel()) : null,
            message.hasL7() ? l7(message.getL7()) : null,
            socket(message),
            message.getTraceContext().getParent().getTraceId(),
            message.getIpTraceId().getTraceId(),
            message.getIpTraceId().getIpOptionType());
    return extras.equals(FlowExtras.NONE) ? FlowExtras.NONE : extras;
  }

  private static @Nullable SocketTrace socket(io.sextant.proto.flow.Flow message) {
    SocketTrace socket =
        new SocketTrace(
            message.getSockXlatePointValue(), message.getSocketCookie(), message.getCgroupId());
    return socket.equals(new SocketTrace(0, 0, 0)) ? null : socket;
  }

  private static Tunnel tunnel(io.sextant.proto.flow.Tunnel message) {
    return new Tunnel(
        FlowReader.oneOf(Tunnel.Protocol.values(), message.getProtocolValue()),
        message.getVni(),
        FlowReader.oneOf(IpVersion.values(), message.getIP().getIpVersionValue()),
        FlowReader.address(message.getIP().getSource()),
        FlowReader.address(message.getIP().getDestination()),
        l4(message.getL4()));
  }

  /** The outer transport header, which is UDP for every tunnel there is. */
  private static L4 l4(Layer4 message) {
    return message.hasUDP()
        ? new L4.Udp(message.getUDP().getSourcePort(), message.getUDP().getDestinationPort())
        : L4.NONE;
  }

  private static L7 l7(Layer7 message) {
    L7.Message record =
        switch (message.getRecordCase()) {
          case DNS -> dns(message.getDns());
          case HTTP -> http(message.getHttp());
          case KAFKA -> kafka(message.getKafka());
          case RECORD_NOT_SET -> null;
        };
    return new L7(
        FlowReader.oneOf(L7.Type.values(), message.getTypeValue()), message.getLatencyNs(), record);
  }

  private static L7.Dns dns(DNS m) {
    return new L7.Dns(
        m.getQuery(),
        List.copyOf(m.getIpsList()),
        m.getTtl(),
        List.copyOf(m.getCnamesList()),
        m.getObservationSource(),
        m.getRcode(),
        List.copyOf(m.getQtypesList()),
        List.copyOf(m.getRrtypesList()));
  }

  private static L7.Http http(HTTP m) {
    return new L7.Http(
        m.getCode(),
        m.getMethod(),
        m.getUrl(),
        m.getProtocol(),
        m.getHeadersList().stream()
            .map(header -> new L7.Header(header.getKey(), header.getValue()))
            .toList());
  }

  private static L7.Kafka kafka(Kafka m) {
    return new L7.Kafka(
        m.getErrorCode(), m.getApiVersion(), m.getApiKey(), m.getCorrelationId(), m.getTopic());
  }
}
