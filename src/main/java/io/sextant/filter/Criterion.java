package io.sextant.filter;

import io.sextant.flow.Event;
import java.util.function.Predicate;

/** One field of a filter: holds for an event if any of the field's values fits. */
public sealed interface Criterion extends Predicate<Event>
    permits Addresses,
        Clusters,
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
        NodeNames,
        Pods,
        Ports,
        Protocols,
        Replies,
        Services,
        TcpFlagSets,
        TraceIds,
        Uuids,
        Verdicts,
        Workloads {

  /** What a test costs, roughly in nanoseconds; cheap ones are asked first. */
  int cost();
}
