package io.sextant.servicemap;

/** What a node of the map stands for. */
public enum NodeKind {
  /** All pods of a Deployment, StatefulSet, … */
  WORKLOAD,
  /** A pod that belongs to nothing. */
  POD,
  /** World, host and the like. */
  RESERVED,
  /** An address range that a policy names. */
  CIDR,
  /** A DNS name outside of the cluster. */
  NAME
}
