package io.sextant.agent;

import io.sextant.control.Cidr;
import io.sextant.control.Identity;
import io.sextant.flow.IpAddress;
import io.sextant.flow.PolicyAttribution;
import java.util.List;
import java.util.Map;

/** All that an agent knows at one moment. */
public record AgentSnapshot(
    NodeSpec node,
    List<LocalEndpoint> endpoints,
    List<Identity> identities,
    Map<Cidr, Integer> addresses,
    Map<Integer, PolicyAttribution> rules,
    Map<IpAddress, List<String>> names) {}
