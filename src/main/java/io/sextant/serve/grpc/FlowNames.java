package io.sextant.serve.grpc;

import io.sextant.flow.Endpoint;
import io.sextant.flow.IpAddress;
import io.sextant.flow.Workload;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What many flows have in common, as bytes: endpoints as messages, addresses as texts. The last few
 * thousand of each are kept, each in the one place that its hash leads to.
 *
 * <p>Threads race for the places without harm: an entry is immutable, and a lost one is made again.
 */
final class FlowNames {
  private static final int ENDPOINT_PLACES = 1 << 14;
  private static final int ADDRESS_PLACES_LOG2 = 13;

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record EndpointEntry(Endpoint endpoint, byte[] message) {}

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record AddressEntry(long high, long low, byte[] text) {}

  private final @Nullable EndpointEntry[] endpoints = new @Nullable EndpointEntry[ENDPOINT_PLACES];
  private final @Nullable AddressEntry[] addresses =
      new @Nullable AddressEntry[1 << ADDRESS_PLACES_LOG2];

  /** Fields of the message; endpoints are shared by their flows and found by being the same. */
  @SuppressWarnings("ReferenceEquality") // the same object, found without looking into it
  byte[] endpoint(Endpoint endpoint) {
    int place = System.identityHashCode(endpoint) & (ENDPOINT_PLACES - 1);
    EndpointEntry entry = endpoints[place];
    if (entry == null || entry.endpoint != endpoint) {
      entry = new EndpointEntry(endpoint, make(endpoint));
      endpoints[place] = entry;
    }
    return entry.message;
  }

  byte[] address(IpAddress address) {
    return address(address.high(), address.low());
  }

  byte[] address(long high, long low) {
    long mixed = (high * 31 + low) * 0x9e3779b97f4a7c15L;
    int place = (int) (mixed >>> (Long.SIZE - ADDRESS_PLACES_LOG2));
    AddressEntry entry = addresses[place];
    if (entry == null || entry.high != high || entry.low != low) {
      entry = new AddressEntry(high, low, ascii(new IpAddress(high, low).toString()));
      addresses[place] = entry;
    }
    return entry.text;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[] make(Endpoint endpoint) {
    WireWriter out = new WireWriter();
    out.text(io.sextant.proto.flow.Endpoint.CLUSTER_NAME_FIELD_NUMBER, endpoint.clusterName());
    List<Workload> workloads = endpoint.workloads();
    for (int i = workloads.size() - 1; i >= 0; i--) {
      int mark = out.size();
      out.text(io.sextant.proto.flow.Workload.KIND_FIELD_NUMBER, workloads.get(i).kind());
      out.text(io.sextant.proto.flow.Workload.NAME_FIELD_NUMBER, workloads.get(i).name());
      out.close(io.sextant.proto.flow.Endpoint.WORKLOADS_FIELD_NUMBER, mark);
    }
    out.text(io.sextant.proto.flow.Endpoint.POD_NAME_FIELD_NUMBER, endpoint.podName());
    out.texts(io.sextant.proto.flow.Endpoint.LABELS_FIELD_NUMBER, endpoint.labels());
    out.text(io.sextant.proto.flow.Endpoint.NAMESPACE_FIELD_NUMBER, endpoint.namespace());
    out.unsigned(io.sextant.proto.flow.Endpoint.IDENTITY_FIELD_NUMBER, endpoint.identity());
    out.unsigned(io.sextant.proto.flow.Endpoint.ID_FIELD_NUMBER, endpoint.id());
    return out.toBytes();
  }
}
