package io.sextant;

import io.sextant.flow.Node;
import io.sextant.metrics.FlowMetrics;
import io.sextant.serve.grpc.GrpcServices;
import io.sextant.serve.grpc.ServerInfo;
import io.sextant.serve.http.NodeState;
import io.sextant.store.EventStore;
import java.time.InstantSource;
import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** One node is observed, this one: the API answers from its memory. */
@Configuration(proxyBeanMethods = false)
class NodeConfiguration {

  @Bean(destroyMethod = "")
  GrpcServices grpcServices(EventStore store, ServerInfo info) {
    return new GrpcServices(store, info, InstantSource.system());
  }

  @Bean
  ObservedNodes observedNodes(
      Node node, Pipeline pipeline, ServerInfo info, EventStore store, FlowMetrics metrics) {
    return () ->
        List.of(
            new NodeState(
                node.name(),
                pipeline.isFed() ? "connected" : "not read",
                pipeline.isFed() ? "" : "no events are read; the log says why",
                info.started(),
                store.status().seenFlows(),
                metrics.lostSoFar()));
  }
}
