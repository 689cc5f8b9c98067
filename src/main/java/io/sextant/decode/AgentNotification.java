package io.sextant.decode;

import io.sextant.flow.AgentEvent;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * News of a Cilium agent as its monitor gives them.
 *
 * @param type number of the notification, see {@code monitorAPI.AgentNotification}
 * @param struct name of the Go struct that the body was
 * @param body what it said
 */
public record AgentNotification(int type, String struct, JsonNode body) {
  private static final int STARTED = 2;
  private static final int REGENERATED = 3;
  private static final int REGENERATE_FAILED = 4;
  private static final int POLICY_UPDATED = 5;
  private static final int POLICY_DELETED = 6;
  private static final int ENDPOINT_CREATED = 7;
  private static final int ENDPOINT_DELETED = 8;
  private static final int ADDRESS_UPSERTED = 9;
  private static final int ADDRESS_DELETED = 10;

  /** What it means; a body that does not fit its number stays as it is. */
  public AgentEvent.Notification decode() {
    return switch (type) {
      case STARTED -> fits("TimeNotification") ? started() : unknown();
      case POLICY_UPDATED, POLICY_DELETED ->
          fits("PolicyUpdateNotification") ? policy(type == POLICY_DELETED) : unknown();
      case REGENERATED, REGENERATE_FAILED ->
          fits("EndpointRegenNotification") ? regenerated(type == REGENERATE_FAILED) : unknown();
      case ENDPOINT_CREATED, ENDPOINT_DELETED ->
          fits("EndpointNotification") ? endpoint(type == ENDPOINT_DELETED) : unknown();
      case ADDRESS_UPSERTED, ADDRESS_DELETED ->
          fits("IPCacheNotification") ? address(type == ADDRESS_DELETED) : unknown();
      default -> unknown();
    };
  }

  private boolean fits(String expected) {
    return struct.equals(expected);
  }

  private AgentEvent.Unknown unknown() {
    String json = body.isMissingNode() ? "null" : body.toString();
    return new AgentEvent.Unknown(Integer.toString(type), json);
  }

  private AgentEvent.AgentStarted started() {
    return new AgentEvent.AgentStarted(Rfc3339.nanos(text("time")));
  }

  private AgentEvent.PolicyChanged policy(boolean deleted) {
    return new AgentEvent.PolicyChanged(
        deleted, texts("labels"), number("revision"), number("rule_count"));
  }

  private AgentEvent.EndpointRegenerated regenerated(boolean failed) {
    return new AgentEvent.EndpointRegenerated(failed, number("id"), texts("labels"), text("error"));
  }

  private AgentEvent.EndpointChanged endpoint(boolean deleted) {
    return new AgentEvent.EndpointChanged(
        deleted, number("id"), texts("labels"), text("error"), text("pod-name"), text("namespace"));
  }

  private AgentEvent.AddressChanged address(boolean deleted) {
    return new AgentEvent.AddressChanged(
        deleted,
        text("cidr"),
        (int) number("id"),
        oldIdentity(),
        text("host-ip"),
        text("old-host-ip"),
        (int) number("encrypt-key"),
        text("namespace"),
        text("pod-name"));
  }

  private @Nullable Integer oldIdentity() {
    return body.path("old-id").isNumber() ? Integer.valueOf((int) number("old-id")) : null;
  }

  private String text(String field) {
    JsonNode value = body.path(field);
    return value.isString() ? value.stringValue() : "";
  }

  private long number(String field) {
    JsonNode value = body.path(field);
    return value.isIntegralNumber() ? value.bigIntegerValue().longValue() : 0;
  }

  private List<String> texts(String field) {
    List<String> texts = new ArrayList<>();
    for (JsonNode each : body.path(field)) {
      texts.add(each.isString() ? each.stringValue() : each.toString());
    }
    return texts;
  }
}
