package io.sextant.filter;

import org.jspecify.annotations.Nullable;

/** One field of a filter: holds for an event if any of the field's values fits. */
public sealed interface Criterion extends Condition
    permits Addresses,
        Clusters,
        Contains,
        Directions,
        DnsNames,
        DnsQueries,
        DropReasons,
        Encryption,
        EventTypes,
        Expressions,
        Http,
        Identities,
        Interfaces,
        IpTraceIds,
        IpVersions,
        Labels,
        Named,
        NodeNames,
        Pods,
        Ports,
        Protocols,
        Range,
        Replies,
        Services,
        TcpFlagSets,
        Text,
        TraceIds,
        Uuids,
        Verdicts,
        Workloads {

  @Override
  default @Nullable Side endpointSide() {
    return null;
  }
}
