package io.sextant.serve.grpc;

import io.sextant.flow.Endpoint;
import io.sextant.proto.flow.Workload;
import org.jspecify.annotations.Nullable;

/**
 * One message per endpoint object. Endpoints are shared by their flows, so the last few thousand
 * messages are kept, each in the one place that its endpoint's identity hash leads to.
 *
 * <p>Threads race for the places without harm: an entry is immutable, and a lost one is made again.
 */
final class EndpointMessages {
  private static final int PLACES = 1 << 12;

  private record Entry(Endpoint endpoint, io.sextant.proto.flow.Endpoint message) {}

  private final @Nullable Entry[] entries = new @Nullable Entry[PLACES];

  @SuppressWarnings("ReferenceEquality") // the same object, found without looking into it
  io.sextant.proto.flow.Endpoint message(Endpoint endpoint) {
    int place = System.identityHashCode(endpoint) & (PLACES - 1);
    Entry entry = entries[place];
    if (entry == null || entry.endpoint != endpoint) {
      entry = new Entry(endpoint, make(endpoint));
      entries[place] = entry;
    }
    return entry.message;
  }

  private static io.sextant.proto.flow.Endpoint make(Endpoint endpoint) {
    var message =
        io.sextant.proto.flow.Endpoint.newBuilder()
            .setID(endpoint.id())
            .setIdentity(endpoint.identity())
            .setClusterName(endpoint.clusterName())
            .setNamespace(endpoint.namespace())
            .addAllLabels(endpoint.labels())
            .setPodName(endpoint.podName());
    endpoint
        .workloads()
        .forEach(workload ->
            message.addWorkloads(
                Workload.newBuilder().setName(workload.name()).setKind(workload.kind())));
    return message.build();
  }
}
