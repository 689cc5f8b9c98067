package io.sextant.cli;

import com.google.protobuf.Message;
import com.google.protobuf.Timestamp;
import io.grpc.MethodDescriptor;
import io.sextant.proto.flow.AgentEvent;
import io.sextant.proto.flow.EndpointRegenNotification;
import io.sextant.proto.flow.EndpointUpdateNotification;
import io.sextant.proto.flow.IPCacheNotification;
import io.sextant.proto.flow.PolicyUpdateNotification;
import io.sextant.proto.flow.ServiceUpsertNotification;
import io.sextant.proto.flow.ServiceUpsertNotificationAddr;
import io.sextant.proto.observer.GetAgentEventsRequest;
import io.sextant.proto.observer.GetAgentEventsResponse;
import io.sextant.proto.observer.ObserverGrpc;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** News of an agent: endpoints, policies, addresses. */
final class AgentEvents implements EventKind<GetAgentEventsRequest, GetAgentEventsResponse> {
  private static final String UNKNOWN = "UNKNOWN";

  @Override
  public MethodDescriptor<GetAgentEventsRequest, GetAgentEventsResponse> method() {
    return ObserverGrpc.getGetAgentEventsMethod();
  }

  @Override
  public GetAgentEventsRequest request(SelectionOptions.Range range) {
    GetAgentEventsRequest.Builder request =
        GetAgentEventsRequest.newBuilder()
            .setNumber(range.number())
            .setFirst(range.first())
            .setFollow(range.follow());
    if (range.since() != null) {
      request.setSince(range.since());
    }
    if (range.until() != null) {
      request.setUntil(range.until());
    }
    return request.build();
  }

  @Override
  public Timestamp time(GetAgentEventsResponse response) {
    return response.getTime();
  }

  @Override
  public String nodeName(GetAgentEventsResponse response) {
    return response.getNodeName();
  }

  @Override
  public Message event(GetAgentEventsResponse response) {
    return response.getAgentEvent();
  }

  @Override
  public String line(GetAgentEventsResponse response, TimeText time) {
    AgentEvent event = response.getAgentEvent();
    return type(event) + " (" + details(event, time) + ")";
  }

  @Override
  public Map<String, String> block(GetAgentEventsResponse response, TimeText time) {
    AgentEvent event = response.getAgentEvent();
    Map<String, String> block = new LinkedHashMap<>();
    block.put("TYPE", type(event));
    block.put("DETAILS", details(event, time));
    return block;
  }

  @Override
  public List<String> header() {
    return List.of("TYPE", "DETAILS");
  }

  @Override
  public List<String> row(GetAgentEventsResponse response, TimeText time) {
    AgentEvent event = response.getAgentEvent();
    return List.of(type(event), details(event, time));
  }

  private static String type(AgentEvent event) {
    return FlowText.name(event.getType(), event.getTypeValue());
  }

  private static String details(AgentEvent event, TimeText time) {
    return switch (event.getNotificationCase()) {
      case UNKNOWN ->
          Escape.text(
              "type: "
                  + event.getUnknown().getType()
                  + ", notification: "
                  + event.getUnknown().getNotification());
      case AGENT_START ->
          event.getAgentStart().hasTime()
              ? "start time: " + time.text(event.getAgentStart().getTime())
              : "start time: N/A";
      case POLICY_UPDATE -> Escape.text(policy(event.getPolicyUpdate()));
      case ENDPOINT_REGENERATE -> Escape.text(regenerated(event.getEndpointRegenerate()));
      case ENDPOINT_UPDATE -> Escape.text(endpoint(event.getEndpointUpdate()));
      case IPCACHE_UPDATE -> Escape.text(address(event.getIpcacheUpdate()));
      case SERVICE_UPSERT -> Escape.text(service(event.getServiceUpsert()));
      case SERVICE_DELETE -> "id: " + Integer.toUnsignedLong(event.getServiceDelete().getId());
      case NOTIFICATION_NOT_SET -> UNKNOWN;
    };
  }

  private static String policy(PolicyUpdateNotification policy) {
    return "labels: ["
        + String.join(",", policy.getLabelsList())
        + "], revision: "
        + Long.toUnsignedString(policy.getRevision())
        + ", count: "
        + policy.getRuleCount();
  }

  private static String regenerated(EndpointRegenNotification endpoint) {
    return "id: "
        + Long.toUnsignedString(endpoint.getId())
        + ", labels: ["
        + String.join(",", endpoint.getLabelsList())
        + "]"
        + part("error", endpoint.getError());
  }

  private static String endpoint(EndpointUpdateNotification endpoint) {
    return "id: "
        + Long.toUnsignedString(endpoint.getId())
        + part("namespace", endpoint.getNamespace())
        + part("pod name", endpoint.getPodName());
  }

  private static String address(IPCacheNotification address) {
    String old =
        address.hasOldIdentity()
            ? Integer.toUnsignedString(address.getOldIdentity().getValue())
            : "";
    return "cidr: "
        + address.getCidr()
        + ", identity: "
        + Integer.toUnsignedString(address.getIdentity())
        + part("old identity", old)
        + part("host ip", address.getHostIp())
        + part("old host ip", address.getOldHostIp())
        + ", encrypt key: "
        + Integer.toUnsignedString(address.getEncryptKey());
  }

  private static String service(ServiceUpsertNotification service) {
    String frontend = service.hasFrontendAddress() ? text(service.getFrontendAddress()) : "";
    String backends =
        service.getBackendAddressesCount() == 0
            ? ""
            : service.getBackendAddressesList().stream()
                .map(AgentEvents::text)
                .collect(Collectors.joining(",", "[", "]"));
    return "id: "
        + Integer.toUnsignedString(service.getId())
        + part("frontend", frontend)
        + part("backends", backends)
        + part("type", service.getType())
        + part("traffic policy", service.getTrafficPolicy())
        + part("namespace", service.getNamespace())
        + part("name", service.getName());
  }

  private static String text(ServiceUpsertNotificationAddr address) {
    String ip = address.getIp();
    String host = ip.indexOf(':') >= 0 ? "[" + ip + "]" : ip;
    return host + ":" + Integer.toUnsignedString(address.getPort());
  }

  private static String part(String name, String value) {
    return value.isEmpty() ? "" : ", " + name + ": " + value;
  }
}
