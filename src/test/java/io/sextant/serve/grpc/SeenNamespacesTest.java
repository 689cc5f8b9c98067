package io.sextant.serve.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.sextant.flow.TestFlows;
import io.sextant.proto.observer.Namespace;
import io.sextant.store.EventStore;
import io.sextant.store.MemoryRing;
import java.lang.reflect.Proxy;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

class SeenNamespacesTest {
  private static final InstantSource CLOCK = InstantSource.fixed(TestServer.NOW);

  private final MemoryRing ring = new MemoryRing(1_023, TestServer.NODE, CLOCK);
  private final AtomicInteger queries = new AtomicInteger();

  @Test
  void answerThatBreaksOff_isFollowedByAnother() {
    try (SeenNamespaces seen = new SeenNamespaces(breaksOnce(), "default", CLOCK)) {
      seen.start();
      while (ring.followers() == 0) {
        LockSupport.parkNanos(1_000_000);
      }
      ring.append(TestFlows.drop());
      ring.wake();
      List<Namespace> found = List.of();
      while (found.isEmpty()) {
        found = seen.response().getNamespacesList();
      }
      assertThat(found).extracting(Namespace::getNamespace).containsExactly("payments", "shop");
      assertThat(queries).hasValue(2);
    }
  }

  /** The ring, the first answer of which fails. */
  private EventStore breaksOnce() {
    return (EventStore)
        Proxy.newProxyInstance(
            EventStore.class.getClassLoader(),
            new Class<?>[] {EventStore.class},
            (_, method, arguments) -> {
              if (method.getName().equals("query") && queries.getAndIncrement() == 0) {
                throw new IllegalStateException("nonsense on the disk");
              }
              return method.invoke(ring, arguments);
            });
  }
}
