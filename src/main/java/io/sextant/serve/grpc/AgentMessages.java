package io.sextant.serve.grpc;

import com.google.protobuf.UInt32Value;
import io.sextant.flow.AgentEvent;
import io.sextant.proto.flow.AgentEventUnknown;
import io.sextant.proto.flow.EndpointRegenNotification;
import io.sextant.proto.flow.EndpointUpdateNotification;
import io.sextant.proto.flow.IPCacheNotification;
import io.sextant.proto.flow.PolicyUpdateNotification;
import io.sextant.proto.flow.TimeNotification;

/** News of the agent as messages. */
final class AgentMessages {
  private AgentMessages() {}

  static io.sextant.proto.flow.AgentEvent message(AgentEvent.Notification notification) {
    var message =
        io.sextant.proto.flow.AgentEvent.newBuilder().setTypeValue(notification.typeNumber());
    switch (notification) {
      case AgentEvent.Unknown(String type, String json) ->
          message.setUnknown(AgentEventUnknown.newBuilder().setType(type).setNotification(json));
      case AgentEvent.AgentStarted started -> message.setAgentStart(started(started));
      case AgentEvent.PolicyChanged policy -> message.setPolicyUpdate(policy(policy));
      case AgentEvent.EndpointRegenerated endpoint ->
          message.setEndpointRegenerate(regenerated(endpoint));
      case AgentEvent.EndpointChanged endpoint -> message.setEndpointUpdate(changed(endpoint));
      case AgentEvent.AddressChanged address -> message.setIpcacheUpdate(address(address));
    }
    return message.build();
  }

  private static TimeNotification started(AgentEvent.AgentStarted started) {
    TimeNotification.Builder message = TimeNotification.newBuilder();
    if (started.startedNanos() != AgentEvent.AgentStarted.TIME_UNKNOWN) {
      message.setTime(FlowMessages.timestamp(started.startedNanos()));
    }
    return message.build();
  }

  private static PolicyUpdateNotification policy(AgentEvent.PolicyChanged policy) {
    return PolicyUpdateNotification.newBuilder()
        .addAllLabels(policy.labels())
        .setRevision(policy.revision())
        .setRuleCount(policy.ruleCount())
        .build();
  }

  private static EndpointRegenNotification regenerated(AgentEvent.EndpointRegenerated endpoint) {
    return EndpointRegenNotification.newBuilder()
        .setId(endpoint.id())
        .addAllLabels(endpoint.labels())
        .setError(endpoint.error())
        .build();
  }

  private static EndpointUpdateNotification changed(AgentEvent.EndpointChanged endpoint) {
    return EndpointUpdateNotification.newBuilder()
        .setId(endpoint.id())
        .addAllLabels(endpoint.labels())
        .setError(endpoint.error())
        .setPodName(endpoint.podName())
        .setNamespace(endpoint.namespace())
        .build();
  }

  private static IPCacheNotification address(AgentEvent.AddressChanged address) {
    IPCacheNotification.Builder message =
        IPCacheNotification.newBuilder()
            .setCidr(address.cidr())
            .setIdentity(address.identity())
            .setHostIp(address.hostIp())
            .setOldHostIp(address.oldHostIp())
            .setEncryptKey(address.encryptKey())
            .setNamespace(address.namespace())
            .setPodName(address.podName());
    if (address.oldIdentity() != null) {
      message.setOldIdentity(UInt32Value.of(address.oldIdentity()));
    }
    return message.build();
  }
}
