package io.sextant.serve.grpc;

import io.sextant.filter.Addresses;
import io.sextant.filter.Clusters;
import io.sextant.filter.Criterion;
import io.sextant.filter.Directions;
import io.sextant.filter.DnsNames;
import io.sextant.filter.DnsQueries;
import io.sextant.filter.DropReasons;
import io.sextant.filter.Encryption;
import io.sextant.filter.EventTypes;
import io.sextant.filter.EventTypes.Match;
import io.sextant.filter.Expressions;
import io.sextant.filter.FlowFilter;
import io.sextant.filter.Http;
import io.sextant.filter.Identities;
import io.sextant.filter.Interfaces;
import io.sextant.filter.InvalidFilterException;
import io.sextant.filter.IpTraceIds;
import io.sextant.filter.IpVersions;
import io.sextant.filter.Labels;
import io.sextant.filter.NodeNames;
import io.sextant.filter.Pods;
import io.sextant.filter.Ports;
import io.sextant.filter.Protocols;
import io.sextant.filter.Replies;
import io.sextant.filter.Selection;
import io.sextant.filter.Services;
import io.sextant.filter.Side;
import io.sextant.filter.TcpFlagSets;
import io.sextant.filter.TraceIds;
import io.sextant.filter.Uuids;
import io.sextant.filter.Verdicts;
import io.sextant.filter.Workloads;
import io.sextant.flow.L7;
import io.sextant.flow.NetworkInterface;
import io.sextant.flow.TcpFlags;
import io.sextant.flow.Workload;
import io.sextant.proto.flow.EventTypeFilter;
import io.sextant.proto.flow.TCPFlags;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Reads the filters of a request, field by field in the order of their numbers. */
public final class FilterReader {
  private final List<Criterion> criteria = new ArrayList<>();

  private FilterReader() {}

  /**
   * The events that a request's lists choose.
   *
   * @param messages makes what CEL expressions look at
   * @throws InvalidFilterException for the first field that means nothing
   */
  public static Selection read(
      List<io.sextant.proto.flow.FlowFilter> whitelist,
      List<io.sextant.proto.flow.FlowFilter> blacklist,
      FlowMessages messages) {
    return new Selection(
        whitelist.stream().map(filter -> read(filter, messages)).toList(),
        blacklist.stream().map(filter -> read(filter, messages)).toList());
  }

  private static FlowFilter read(io.sextant.proto.flow.FlowFilter filter, FlowMessages messages) {
    FilterReader reader = new FilterReader();
    reader.readNetwork(filter);
    reader.readNames(filter);
    reader.readKinds(filter);
    reader.readApplications(filter);
    reader.texts(
        filter.getExperimental().getCelExpressionList(),
        v -> new Expressions(CelExpressions.parse(v, messages)));
    return new FlowFilter(reader.criteria);
  }

  private void readNetwork(io.sextant.proto.flow.FlowFilter f) {
    texts(f.getSourceIpList(), v -> Addresses.parse(Addresses.Which.SOURCE, v));
    texts(f.getDestinationIpList(), v -> Addresses.parse(Addresses.Which.DESTINATION, v));
    texts(f.getSourceIpXlatedList(), v -> Addresses.parse(Addresses.Which.TRANSLATED_SOURCE, v));
    texts(f.getSourcePortList(), v -> Ports.parse(Side.SOURCE, v));
    texts(f.getDestinationPortList(), v -> Ports.parse(Side.DESTINATION, v));
    texts(f.getProtocolList(), Protocols::parse);
    values(f.getIpVersionValueList(), IpVersions::of);
    values(f.getEncryptedList(), v -> new Encryption(new HashSet<>(v)));
    values(f.getTcpFlagsList(), v -> new TcpFlagSets(v.stream().map(FilterReader::bits).toList()));
    values(
        f.getInterfaceList(), v -> new Interfaces(v.stream().map(FilterReader::device).toList()));
    values(f.getIpTraceIdList(), v -> new IpTraceIds(new HashSet<>(v)));
  }

  private void readNames(io.sextant.proto.flow.FlowFilter f) {
    texts(f.getSourcePodList(), v -> Pods.parse(Side.SOURCE, v));
    texts(f.getDestinationPodList(), v -> Pods.parse(Side.DESTINATION, v));
    texts(f.getSourceFqdnList(), v -> DnsNames.parse(Side.SOURCE, v));
    texts(f.getDestinationFqdnList(), v -> DnsNames.parse(Side.DESTINATION, v));
    texts(f.getSourceLabelList(), v -> Labels.parse(Labels.Where.SOURCE, v));
    texts(f.getDestinationLabelList(), v -> Labels.parse(Labels.Where.DESTINATION, v));
    texts(f.getNodeLabelsList(), v -> Labels.parse(Labels.Where.NODE, v));
    texts(f.getSourceServiceList(), v -> Services.parse(Side.SOURCE, v));
    texts(f.getDestinationServiceList(), v -> Services.parse(Side.DESTINATION, v));
    values(f.getSourceWorkloadList(), v -> new Workloads(Side.SOURCE, workloads(v)));
    values(f.getDestinationWorkloadList(), v -> new Workloads(Side.DESTINATION, workloads(v)));
    values(f.getSourceIdentityList(), v -> new Identities(Side.SOURCE, new HashSet<>(v)));
    values(f.getDestinationIdentityList(), v -> new Identities(Side.DESTINATION, new HashSet<>(v)));
    texts(f.getSourceClusterNameList(), v -> new Clusters(Side.SOURCE, new HashSet<>(v)));
    texts(f.getDestinationClusterNameList(), v -> new Clusters(Side.DESTINATION, new HashSet<>(v)));
    texts(f.getNodeNameList(), NodeNames::parse);
  }

  private void readKinds(io.sextant.proto.flow.FlowFilter f) {
    texts(f.getUuidList(), Uuids::parse);
    values(f.getVerdictValueList(), Verdicts::of);
    values(f.getDropReasonDescValueList(), v -> new DropReasons(new HashSet<>(v)));
    values(f.getTrafficDirectionValueList(), Directions::of);
    values(f.getReplyList(), v -> new Replies(new HashSet<>(v)));
    values(
        f.getEventTypeList(),
        v -> new EventTypes(v.stream().map(FilterReader::eventType).toList()));
  }

  private void readApplications(io.sextant.proto.flow.FlowFilter f) {
    texts(f.getHttpStatusCodeList(), Http.Status::parse);
    texts(f.getHttpMethodList(), Http.Methods::new);
    texts(f.getHttpPathList(), Http.Paths::parse);
    texts(f.getHttpUrlList(), Http.Urls::parse);
    values(f.getHttpHeaderList(), v -> new Http.Headers(headers(v)));
    texts(f.getDnsQueryList(), DnsQueries::parse);
    texts(f.getTraceIdList(), v -> new TraceIds(new HashSet<>(v)));
  }

  private void texts(List<String> values, Function<List<String>, Criterion> parse) {
    values(List.copyOf(values), parse);
  }

  private <T> void values(List<T> values, Function<List<T>, Criterion> parse) {
    if (!values.isEmpty()) {
      criteria.add(parse.apply(values));
    }
  }

  private static Match eventType(EventTypeFilter filter) {
    return new Match(filter.getType(), filter.getMatchSubType() ? filter.getSubType() : Match.ANY);
  }

  private static NetworkInterface device(io.sextant.proto.flow.NetworkInterface device) {
    return new NetworkInterface(device.getIndex(), device.getName());
  }

  private static List<Workload> workloads(Collection<io.sextant.proto.flow.Workload> workloads) {
    return workloads.stream().map(w -> new Workload(w.getName(), w.getKind())).toList();
  }

  private static Set<L7.Header> headers(Collection<io.sextant.proto.flow.HTTPHeader> headers) {
    return headers.stream()
        .map(header -> new L7.Header(header.getKey(), header.getValue()))
        .collect(Collectors.toSet());
  }

  /** Flags as their bits in a TCP header. */
  public static int bits(TCPFlags flags) {
    return (flags.getFIN() ? TcpFlags.FIN : 0)
        | (flags.getSYN() ? TcpFlags.SYN : 0)
        | (flags.getRST() ? TcpFlags.RST : 0)
        | (flags.getPSH() ? TcpFlags.PSH : 0)
        | (flags.getACK() ? TcpFlags.ACK : 0)
        | (flags.getURG() ? TcpFlags.URG : 0)
        | (flags.getECE() ? TcpFlags.ECE : 0)
        | (flags.getCWR() ? TcpFlags.CWR : 0)
        | (flags.getNS() ? TcpFlags.NS : 0);
  }
}
