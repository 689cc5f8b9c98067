package io.sextant.enrich;

import static org.assertj.core.api.Assertions.assertThat;

import io.sextant.control.AddressEntry;
import io.sextant.control.ClusterBuilder;
import io.sextant.control.ClusterState;
import io.sextant.flow.Cidr;
import io.sextant.flow.Endpoint;
import io.sextant.flow.IpAddress;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class EndpointResolverTest {
  private static final int PODS = 5_000;
  private static final int FIRST_IDENTITY = 30_000;
  private static final int IDENTITIES = 100;

  /** Whoever remembers by the object, as rings and tables do, must not meet a pod as many. */
  @Test
  void podsOfALargeCluster_stayTheSameObjects() {
    ClusterBuilder cluster = ClusterState.builder();
    for (int i = 0; i < IDENTITIES; i++) {
      cluster.identity(FIRST_IDENTITY + i, List.of("k8s:app=a" + i));
    }
    Random random = new Random(1);
    List<IpAddress> addresses =
        random.ints().distinct().limit(PODS).mapToObj(IpAddress::ofV4).toList();
    for (int pod = 0; pod < PODS; pod++) {
      Cidr address = Cidr.parse(addresses.get(pod) + "/32");
      cluster.address(new AddressEntry(address, identity(pod), new PodName("shop", "pod-" + pod)));
    }
    ClusterView view = cluster.build();
    EndpointResolver resolver = new EndpointResolver();
    Set<Endpoint> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    for (int i = 0; i < 200_000; i++) {
      int pod = random.nextInt(PODS);
      int told = random.nextBoolean() ? identity(pod) : 0;
      IpAddress address = addresses.get(pod);
      Endpoint found = resolver.resolve(view, address.high(), address.low(), told);
      assertThat(found.podName()).isEqualTo("pod-" + pod);
      seen.add(found);
    }
    assertThat(seen).as("twice each").hasSizeBetween(2 * PODS, 2 * PODS + PODS / 10);
  }

  private static int identity(int pod) {
    return FIRST_IDENTITY + pod % IDENTITIES;
  }
}
