package io.sextant.control;

import io.sextant.flow.IpAddress;
import io.sextant.flow.Service;
import io.sextant.manifest.ClusterObject;
import io.sextant.manifest.ClusterObjects;
import java.util.HashSet;
import java.util.Set;

/** Brings the names of services to those who name flows. For one thread. */
public final class ServiceNames {
  private final LiveCluster cluster;
  private Set<ServiceEntry> known = Set.of();

  public ServiceNames(LiveCluster cluster) {
    this.cluster = cluster;
  }

  /** The services from now on. */
  public void take(ClusterObjects objects) {
    Set<ServiceEntry> wanted = new HashSet<>();
    for (ClusterObject.Service service : objects.all(ClusterObject.Service.class)) {
      Service name = new Service(service.id(), service.namespace());
      for (IpAddress address : service.addresses()) {
        for (ClusterObject.ServicePort port : service.ports()) {
          wanted.add(new ServiceEntry(address, port.number(), name));
        }
      }
    }
    if (wanted.equals(known)) {
      return;
    }
    Set<ServiceEntry> before = known;
    cluster.update(state -> {
      ClusterBuilder builder = state.toBuilder();
      before.forEach(gone -> builder.removeService(gone.address(), gone.port()));
      wanted.forEach(builder::service);
      return builder.build();
    });
    known = wanted;
  }
}
