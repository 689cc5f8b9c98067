package io.sextant.cli;

import io.sextant.flow.Identities;
import io.sextant.proto.flow.Endpoint;
import io.sextant.proto.flow.Flow;
import io.sextant.proto.flow.Layer4;
import io.sextant.proto.flow.Service;
import java.util.List;

/** One of the two ends of a flow. What it does not have is an empty text. */
enum End {
  SOURCE,
  DESTINATION;

  Endpoint endpoint(Flow flow) {
    return this == SOURCE ? flow.getSource() : flow.getDestination();
  }

  String ip(Flow flow) {
    return this == SOURCE ? flow.getIP().getSource() : flow.getIP().getDestination();
  }

  String port(Flow flow) {
    int port = portNumber(flow);
    return port == 0 ? "" : Integer.toString(port);
  }

  /** 0 where there is none. */
  int portNumber(Flow flow) {
    Layer4 l4 = flow.getL4();
    boolean source = this == SOURCE;
    return switch (l4.getProtocolCase()) {
      case TCP -> source ? l4.getTCP().getSourcePort() : l4.getTCP().getDestinationPort();
      case UDP -> source ? l4.getUDP().getSourcePort() : l4.getUDP().getDestinationPort();
      case SCTP -> source ? l4.getSCTP().getSourcePort() : l4.getSCTP().getDestinationPort();
      default -> 0;
    };
  }

  String pod(Flow flow) {
    Endpoint endpoint = endpoint(flow);
    return endpoint.getPodName().isEmpty()
        ? ""
        : join(endpoint.getNamespace(), endpoint.getPodName());
  }

  String service(Flow flow) {
    Service service = this == SOURCE ? flow.getSourceService() : flow.getDestinationService();
    return service.getName().isEmpty() ? "" : join(service.getNamespace(), service.getName());
  }

  String workload(Flow flow) {
    Endpoint endpoint = endpoint(flow);
    return endpoint.getWorkloadsCount() == 0
        ? ""
        : join(endpoint.getNamespace(), endpoint.getWorkloads(0).getName());
  }

  /** A reserved identity by its name. */
  String identity(Flow flow) {
    int number = endpoint(flow).getIdentity();
    String reserved = Identities.reservedName(number);
    return reserved == null ? Integer.toUnsignedString(number) : reserved;
  }

  String fqdn(Flow flow) {
    List<String> names = names(flow);
    return names.isEmpty() ? "" : String.join(",", names);
  }

  String mac(Flow flow) {
    return this == SOURCE ? flow.getEthernet().getSource() : flow.getEthernet().getDestination();
  }

  /** What people call it: a service, a pod, DNS names, or its address. */
  String name(Flow flow) {
    if (!flow.hasIP()) {
      return mac(flow);
    }
    String name = service(flow);
    if (name.isEmpty()) {
      name = pod(flow);
    }
    if (name.isEmpty()) {
      name = fqdn(flow);
    }
    return name.isEmpty() ? ip(flow) : name;
  }

  /** The value of a label, named with its source ({@code k8s:app}) or without ({@code app}). */
  String label(Flow flow, String key) {
    for (String label : endpoint(flow).getLabelsList()) {
      int equals = label.indexOf('=');
      String name = equals < 0 ? label : label.substring(0, equals);
      if (name.equals(key) || name.substring(name.indexOf(':') + 1).equals(key)) {
        return equals < 0 ? "yes" : label.substring(equals + 1);
      }
    }
    return "";
  }

  /** A name in its namespace. */
  static String join(String namespace, String name) {
    return namespace.isEmpty() ? name : namespace + "/" + name;
  }

  private List<String> names(Flow flow) {
    return this == SOURCE ? flow.getSourceNamesList() : flow.getDestinationNamesList();
  }
}
