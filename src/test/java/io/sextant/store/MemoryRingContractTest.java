package io.sextant.store;

import java.time.InstantSource;

class MemoryRingContractTest extends EventStoreContract {

  @Override
  protected EventStore create(InstantSource clock) {
    return new MemoryRing(4_095, NODE, clock);
  }
}
