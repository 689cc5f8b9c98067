package io.sextant.enrich;

import io.sextant.decode.AccessLogRecord;
import io.sextant.decode.Rfc3339;
import io.sextant.flow.Endpoint;
import io.sextant.flow.EventType;
import io.sextant.flow.Flow;
import io.sextant.flow.FlowExtras;
import io.sextant.flow.FlowType;
import io.sextant.flow.IpAddress;
import io.sextant.flow.IpVersion;
import io.sextant.flow.L4Protocol;
import io.sextant.flow.L7;
import io.sextant.flow.Reply;
import io.sextant.flow.Service;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Access log records to flows. Identities and labels are those of the record; pod names come from
 * the address. Belongs to one thread.
 */
final class AccessLogEnricher {
  private static final IpAddress NO_ADDRESS = new IpAddress(0, 0);

  private final Redaction redaction;
  private final RequestMemory requests = new RequestMemory();
  private final Flow.Builder flow = new Flow.Builder();

  AccessLogEnricher(Redaction redaction) {
    this.redaction = redaction;
  }

  /** Null when the record's time cannot be read. */
  @Nullable Flow flow(AccessLogRecord record, ClusterView view, Arrival arrival) {
    AccessLogRecord.Context context = record.context();
    long recordNanos = Rfc3339.nanos(context.timestamp());
    if (recordNanos == Rfc3339.UNREADABLE) {
      return null;
    }
    String traceId = requests.traceId(record);
    L7 l7 = new L7(context.type(), requests.latency(record, recordNanos), message(record));
    flow.time(arrival.timeNanos(), arrival.bootNanos())
        .seenOn(arrival.node(), arrival.cpu())
        .uuid(arrival.uuidHigh(), arrival.uuidLow())
        .event(FlowType.L7, EventType.L7, 0)
        .verdict(context.verdict())
        .reply(context.type() == L7.Type.RESPONSE ? Reply.YES : Reply.NO)
        .direction(context.direction())
        .summary(AccessLogTexts.of(record, l7, redaction))
        .extras(new FlowExtras(null, null, l7, null, traceId, 0, 0));
    parties(record, view);
    return flow.build();
  }

  private void parties(AccessLogRecord record, ClusterView view) {
    AccessLogRecord.Party from = record.source();
    AccessLogRecord.Party to = record.destination();
    L4Protocol protocol = protocol(record.context().transportProtocol());
    if (protocol != L4Protocol.NONE) {
      flow.ports(protocol, from.port(), to.port());
    }
    boolean ports = protocol != L4Protocol.NONE;
    IpVersion version = record.context().ipVersion();
    IpAddress source = address(from, version);
    IpAddress destination = address(to, version);
    ip(version, source, destination);
    flow.endpoints(endpoint(from, source, view), endpoint(to, destination, view))
        .names(names(to, source, view), names(from, destination, view))
        .services(
            service(source, ports ? from.port() : 0, view),
            service(destination, ports ? to.port() : 0, view));
  }

  private void ip(IpVersion version, @Nullable IpAddress source, @Nullable IpAddress destination) {
    flow.ip(
        version,
        source == null ? NO_ADDRESS : source,
        destination == null ? NO_ADDRESS : destination);
    if (source == null) {
      flow.unknownSource();
    }
    if (destination == null) {
      flow.unknownDestination();
    }
  }

  private static Endpoint endpoint(
      AccessLogRecord.Party party, @Nullable IpAddress address, ClusterView view) {
    Endpoint local = address == null ? null : view.endpointAt(address.high(), address.low());
    PodName pod = address == null ? null : view.podAt(address.high(), address.low());
    List<String> labels = Labels.sorted(party.labels());
    Endpoint made =
        new Endpoint(
            party.id(),
            party.identity(),
            Labels.cluster(labels),
            pod == null ? "" : pod.namespace(),
            labels,
            pod == null ? "" : pod.name(),
            local == null ? "" : local.podUid(),
            local == null ? List.of() : local.workloads());
    return local != null && made.equals(local) ? local : made;
  }

  private static List<String> names(
      AccessLogRecord.Party other, @Nullable IpAddress address, ClusterView view) {
    return address == null || other.id() == 0
        ? List.of()
        : view.names(other.id(), address.high(), address.low());
  }

  private static @Nullable Service service(
      @Nullable IpAddress address, int port, ClusterView view) {
    return address == null ? null : view.serviceAt(address.high(), address.low(), port);
  }

  private static @Nullable IpAddress address(AccessLogRecord.Party party, IpVersion version) {
    return switch (version) {
      case IPv4 -> IpAddress.parseOrNull(party.ipV4());
      case IPv6 -> IpAddress.parseOrNull(party.ipV6());
      case IP_NOT_USED -> null;
    };
  }

  private static L4Protocol protocol(int ianaNumber) {
    return switch (ianaNumber) {
      case 6 -> L4Protocol.TCP;
      case 17 -> L4Protocol.UDP;
      case 132 -> L4Protocol.SCTP;
      default -> L4Protocol.NONE;
    };
  }

  private L7.@Nullable Message message(AccessLogRecord record) {
    boolean request = record.context().type() == L7.Type.REQUEST;
    if (record.dns() != null) {
      return dns(record.dns(), request);
    }
    if (record.http() != null) {
      return http(record.http(), request);
    }
    return record.kafka() == null ? null : kafka(record.kafka(), request);
  }

  /** A question has no answer, whatever the record says. */
  private static L7.Dns dns(AccessLogRecord.Dns dns, boolean request) {
    List<String> asked = DnsTexts.types(dns.queryTypes());
    return request
        ? new L7.Dns(dns.query(), List.of(), 0, List.of(), dns.source(), 0, asked, List.of())
        : new L7.Dns(
            dns.query(),
            dns.ips(),
            dns.ttl(),
            dns.cnames(),
            dns.source(),
            dns.rcode(),
            asked,
            DnsTexts.types(dns.answerTypes()));
  }

  private L7.Http http(AccessLogRecord.Http http, boolean request) {
    return new L7.Http(
        request ? 0 : http.code(),
        http.method(),
        redaction.shownUrl(http.url()),
        http.protocol(),
        redaction.shown(http.headers()));
  }

  private L7.Kafka kafka(AccessLogRecord.Kafka kafka, boolean request) {
    return new L7.Kafka(
        request ? 0 : kafka.errorCode(),
        kafka.apiVersion(),
        redaction.shownApiKey(kafka.apiKey()),
        kafka.correlationId(),
        kafka.topic());
  }
}
