package io.sextant.serve.http;

import io.sextant.flow.Event;
import io.sextant.flow.Flow;
import io.sextant.servicemap.ServiceMap;
import io.sextant.store.MemoryRing;

/** What the pipeline's thread does with events; a test's thread stands in for it. */
record Feed(MemoryRing ring, ServiceMap map) {
  void add(Event... events) {
    for (Event event : events) {
      ring.append(event);
      if (event instanceof Flow flow) {
        map.add(flow);
      }
    }
    ring.wake();
  }
}
