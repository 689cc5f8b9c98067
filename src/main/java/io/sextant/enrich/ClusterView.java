package io.sextant.enrich;

/**
 * All that is known of the cluster at one moment. Implementations are immutable and never block;
 * addresses are given as two longs so that no look-up allocates.
 */
public interface ClusterView
    extends EndpointLookup,
        IdentityLookup,
        AddressLookup,
        ServiceLookup,
        NameLookup,
        InterfaceLookup,
        CgroupLookup,
        PolicyLookup {

  /** Number of the IP option that carries packet trace ids; 0 when there is none. */
  int ipTraceOption();
}
