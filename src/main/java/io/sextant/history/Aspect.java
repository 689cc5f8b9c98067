package io.sextant.history;

import io.sextant.filter.Addresses;
import io.sextant.filter.Clusters;
import io.sextant.filter.Contains;
import io.sextant.filter.Criterion;
import io.sextant.filter.Directions;
import io.sextant.filter.DnsNames;
import io.sextant.filter.DnsQueries;
import io.sextant.filter.DropReasons;
import io.sextant.filter.Encryption;
import io.sextant.filter.EventTypes;
import io.sextant.filter.Expressions;
import io.sextant.filter.Http;
import io.sextant.filter.Identities;
import io.sextant.filter.Interfaces;
import io.sextant.filter.IpTraceIds;
import io.sextant.filter.IpVersions;
import io.sextant.filter.Labels;
import io.sextant.filter.Named;
import io.sextant.filter.NodeNames;
import io.sextant.filter.Pods;
import io.sextant.filter.Ports;
import io.sextant.filter.Protocols;
import io.sextant.filter.Range;
import io.sextant.filter.Replies;
import io.sextant.filter.Services;
import io.sextant.filter.Side;
import io.sextant.filter.TcpFlagSets;
import io.sextant.filter.Text;
import io.sextant.filter.TraceIds;
import io.sextant.filter.Uuids;
import io.sextant.filter.Verdicts;
import io.sextant.filter.Workloads;

/**
 * The one part of a flow that a criterion looks at. A criterion is true of a flow if and only if it
 * is true of a flow that has nothing but that part, so it is asked once for each value of the part
 * instead of once for each flow.
 */
enum Aspect {
  SHAPE,
  PLACE,
  DECISION,
  SOURCE,
  DESTINATION,
  SOURCE_PORT,
  DESTINATION_PORT,
  TIME,
  ID,
  /** What few flows have: messages of applications, tunnels, trace ids. */
  DETAIL,
  /** More than one part. */
  FLOW;

  static Aspect of(Criterion criterion) {
    return switch (criterion) {
      case Addresses addresses ->
          switch (addresses.which()) {
            case SOURCE -> SOURCE;
            case DESTINATION -> DESTINATION;
            case TRANSLATED_SOURCE -> DETAIL;
          };
      case Labels labels ->
          switch (labels.where()) {
            case SOURCE -> SOURCE;
            case DESTINATION -> DESTINATION;
            case NODE -> PLACE;
          };
      case Contains contains ->
          switch (contains.where()) {
            case SOURCE -> SOURCE;
            case DESTINATION -> DESTINATION;
            case PLACE -> PLACE;
            case POLICY -> DECISION;
            case REASON, SUMMARY -> SHAPE;
          };
      case Named named -> of(named.what());
      case Range range -> of(range.quantity());
      case Clusters clusters -> party(clusters.side());
      case DnsNames names -> party(names.side());
      case Identities identities -> party(identities.side());
      case Pods pods -> party(pods.side());
      case Services services -> party(services.side());
      case Workloads workloads -> party(workloads.side());
      case Ports ports -> ports.side() == Side.SOURCE ? SOURCE_PORT : DESTINATION_PORT;
      case Directions _,
          DropReasons _,
          Encryption _,
          EventTypes _,
          IpVersions _,
          Protocols _,
          Replies _,
          TcpFlagSets _,
          Verdicts _ ->
          SHAPE;
      case Interfaces _, NodeNames _ -> PLACE;
      case Uuids _ -> ID;
      case DnsQueries _, Http _, IpTraceIds _, Text _, TraceIds _ -> DETAIL;
      case Expressions _ -> FLOW;
    };
  }

  private static Aspect of(Named.What what) {
    return switch (what) {
      case SOURCE_POD,
          SOURCE_NAMESPACE,
          SOURCE_WORKLOAD,
          SOURCE_SERVICE,
          SOURCE_CLUSTER,
          SOURCE_DNS ->
          SOURCE;
      case DESTINATION_POD,
          DESTINATION_NAMESPACE,
          DESTINATION_WORKLOAD,
          DESTINATION_SERVICE,
          DESTINATION_CLUSTER,
          DESTINATION_DNS ->
          DESTINATION;
      case NODE, INTERFACE -> PLACE;
      case POLICY -> DECISION;
      case DNS_QUERY, HTTP_URL, HTTP_PATH -> DETAIL;
    };
  }

  private static Aspect of(Range.Quantity quantity) {
    return switch (quantity) {
      case SOURCE_PORT -> SOURCE_PORT;
      case DESTINATION_PORT -> DESTINATION_PORT;
      case SOURCE_IDENTITY -> SOURCE;
      case DESTINATION_IDENTITY -> DESTINATION;
      case POLICY_MATCH -> SHAPE;
      case HTTP_STATUS, LATENCY -> DETAIL;
      case TIME -> TIME;
    };
  }

  private static Aspect party(Side side) {
    return side == Side.SOURCE ? SOURCE : DESTINATION;
  }
}
