package io.sextant.flow;

/**
 * Seen from the local endpoint. Ordinals are the numbers of {@code flow.TrafficDirection} in
 * Hubble's API.
 */
public enum TrafficDirection {
  TRAFFIC_DIRECTION_UNKNOWN,
  INGRESS,
  EGRESS
}
