package io.sextant.manifest;

import io.sextant.flow.IpAddress;
import io.sextant.flow.L4Protocol;
import io.sextant.policy.NamedPort;
import io.sextant.policy.Policy;
import io.sextant.policy.Ports;
import java.util.List;
import java.util.Map;

/** One object of a manifest. */
public sealed interface ClusterObject {
  ObjectName name();

  /**
   * A policy of any kind.
   *
   * @param policies what it says; more than one where it is about several subjects, all of its name
   */
  record PolicyObject(List<Policy> policies) implements ClusterObject {
    public PolicyObject {
      policies = List.copyOf(policies);
      if (policies.isEmpty()) {
        throw new IllegalArgumentException("a policy says something");
      }
    }

    @Override
    public ObjectName name() {
      Policy policy = policies.getFirst();
      return new ObjectName(policy.kind(), policy.namespace(), policy.name());
    }
  }

  record Namespace(String id, Map<String, String> labels) implements ClusterObject {
    public Namespace {
      labels = Map.copyOf(labels);
    }

    @Override
    public ObjectName name() {
      return new ObjectName("Namespace", "", id);
    }
  }

  /**
   * A pod, or a plain endpoint with labels.
   *
   * @param uid or empty
   * @param serviceAccount or empty
   * @param node that it runs on, or empty
   * @param addresses or none as long as it has none
   * @param device the node's side of its link, for an endpoint that is to be adopted; or empty
   * @param enforcement when its packets are judged
   * @param audited whether what its rules refuse is told and let pass
   * @param generateName of its template, or empty
   * @param owners its controllers, with {@code generateName} what names its workload
   */
  record Pod(
      String namespace,
      String id,
      String uid,
      Map<String, String> labels,
      String serviceAccount,
      String node,
      boolean hostNetwork,
      List<IpAddress> addresses,
      Map<NamedPort, Integer> ports,
      String device,
      Enforcement enforcement,
      boolean audited,
      String generateName,
      List<Owner> owners)
      implements ClusterObject {
    public Pod {
      labels = Map.copyOf(labels);
      addresses = List.copyOf(addresses);
      ports = Map.copyOf(ports);
      owners = List.copyOf(owners);
    }

    @Override
    public ObjectName name() {
      return new ObjectName("Pod", namespace, id);
    }
  }

  /** When an endpoint's packets are judged. */
  enum Enforcement {
    /** As its node has it for all. */
    OF_NODE,
    /** In a direction for which a policy selects it. */
    DEFAULT,
    ALWAYS,
    NEVER
  }

  record Owner(String kind, String name, boolean controller) {}

  record Node(String id, Map<String, String> labels, List<IpAddress> addresses)
      implements ClusterObject {
    public Node {
      labels = Map.copyOf(labels);
      addresses = List.copyOf(addresses);
    }

    @Override
    public ObjectName name() {
      return new ObjectName("Node", "", id);
    }
  }

  /**
   * A service.
   *
   * @param addresses none for a headless one
   * @param selector empty for a service without one
   */
  record Service(
      String namespace,
      String id,
      Map<String, String> labels,
      List<IpAddress> addresses,
      List<ServicePort> ports,
      Map<String, String> selector)
      implements ClusterObject {
    public Service {
      labels = Map.copyOf(labels);
      addresses = List.copyOf(addresses);
      ports = List.copyOf(ports);
      selector = Map.copyOf(selector);
    }

    @Override
    public ObjectName name() {
      return new ObjectName("Service", namespace, id);
    }
  }

  /**
   * A port of a service.
   *
   * @param name or empty
   * @param target the pods' port: one number, or a name that each pod has a number for
   */
  record ServicePort(String name, L4Protocol protocol, int number, Ports target) {}

  /**
   * A port of those behind a service.
   *
   * @param name of the service's port, or empty
   * @param number or 0 for all
   */
  record SlicePort(String name, L4Protocol protocol, int number) {}

  /**
   * Addresses behind a service.
   *
   * @param service that it belongs to, or empty
   * @param addresses of those that are ready
   */
  record EndpointSlice(
      String namespace, String id, String service, List<IpAddress> addresses, List<SlicePort> ports)
      implements ClusterObject {
    public EndpointSlice {
      addresses = List.copyOf(addresses);
      ports = List.copyOf(ports);
    }

    @Override
    public ObjectName name() {
      return new ObjectName("EndpointSlice", namespace, id);
    }
  }
}
