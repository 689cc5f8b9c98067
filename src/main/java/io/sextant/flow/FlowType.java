package io.sextant.flow;

/**
 * The layer that a flow was observed at. Ordinals are the numbers of {@code flow.FlowType} in
 * Hubble's API.
 */
public enum FlowType {
  UNKNOWN_TYPE,
  L3_L4,
  L7,
  SOCK
}
