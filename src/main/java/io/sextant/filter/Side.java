package io.sextant.filter;

import io.sextant.flow.Endpoint;
import io.sextant.flow.Flow;
import io.sextant.flow.Service;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One of the two ends of a flow. */
public enum Side {
  SOURCE,
  DESTINATION;

  Endpoint endpoint(Flow flow) {
    return this == SOURCE ? flow.source() : flow.destination();
  }

  @Nullable Service service(Flow flow) {
    return this == SOURCE ? flow.sourceService() : flow.destinationService();
  }

  List<String> names(Flow flow) {
    return this == SOURCE ? flow.sourceNames() : flow.destinationNames();
  }

  int port(Flow flow) {
    return this == SOURCE ? flow.sourcePort() : flow.destinationPort();
  }

  /** A field's name in Hubble's API, for example {@code source_pod}. */
  String field(String what) {
    return (this == SOURCE ? "source_" : "destination_") + what;
  }
}
