package io.sextant.control;

import io.sextant.flow.IpAddress;
import io.sextant.policy.EnforcementMode;
import java.util.List;

/**
 * What a node's plans depend on besides the cluster's objects.
 *
 * @param node its name, as pods and nodes name it
 * @param cluster its cluster's name, a label of every pod
 * @param addresses the node's own
 * @param mode of endpoints that say nothing else
 * @param refusals what becomes of packets that rules refuse
 */
public record PlannerSettings(
    String node,
    String cluster,
    List<IpAddress> addresses,
    LabelFilter labels,
    EnforcementMode mode,
    WantedEndpoint.Refusals refusals) {
  public PlannerSettings {
    addresses = List.copyOf(addresses);
  }

  /** The default labels and mode; refused packets are dropped. */
  public static PlannerSettings of(String node, String cluster, List<IpAddress> addresses) {
    return new PlannerSettings(
        node,
        cluster,
        addresses,
        LabelFilter.DEFAULT,
        EnforcementMode.DEFAULT,
        WantedEndpoint.Refusals.DROP);
  }
}
