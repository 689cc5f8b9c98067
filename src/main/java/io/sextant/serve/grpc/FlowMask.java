package io.sextant.serve.grpc;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.FieldMask;
import com.google.protobuf.Message;
import io.sextant.proto.flow.Flow;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The part of a flow that a client asked for, by paths of field names. A message or repeated field
 * that is named is taken whole, and of a oneof whichever variant is set.
 *
 * <p>The {@code hubble} command of version 1.19 asks for {@link #CLI_DEFAULT} unless told
 * otherwise, but its compact format also prints fields that are not in it. Exactly that mask is
 * therefore answered with {@link #CLI_PRINTS} too, so that people see directions, policies and DNS
 * names; any other mask is kept to the letter.
 */
final class FlowMask {
  /** What the {@code hubble} command asks for by default. */
  static final List<String> CLI_DEFAULT =
      List.of(
          "time",
          "verdict",
          "ethernet",
          "IP",
          "l4",
          "source.identity",
          "source.namespace",
          "source.pod_name",
          "destination.identity",
          "destination.namespace",
          "destination.pod_name",
          "Type",
          "node_name",
          "l7",
          "event_type",
          "source_service",
          "destination_service",
          "is_reply",
          "Summary",
          "ip_trace_id");

  /** What it prints without having asked for it. */
  static final List<String> CLI_PRINTS =
      List.of(
          "traffic_direction",
          "policy_match_type",
          "egress_allowed_by",
          "ingress_allowed_by",
          "egress_denied_by",
          "ingress_denied_by",
          "auth_type",
          "source_names",
          "destination_names",
          "sock_xlate_point",
          "debug_capture_point");

  /** Fields to take; those of sub-messages that are not taken whole have a level of their own. */
  private record Level(List<FieldDescriptor> whole, Map<FieldDescriptor, Level> parts) {}

  private final Level top;

  private FlowMask(Level top) {
    this.top = top;
  }

  /**
   * Reads a mask that is not empty.
   *
   * @throws IllegalArgumentException naming the first path that is none of a flow
   */
  static FlowMask of(FieldMask mask) {
    List<String> paths = new ArrayList<>(mask.getPathsList());
    if (paths.equals(CLI_DEFAULT)) {
      paths.addAll(CLI_PRINTS);
    }
    return new FlowMask(level(Flow.getDescriptor(), paths, ""));
  }

  Flow apply(Flow flow) {
    Flow.Builder masked = Flow.newBuilder();
    copy(top, flow, masked);
    return masked.build();
  }

  private static void copy(Level level, Message from, Message.Builder to) {
    for (FieldDescriptor field : level.whole()) {
      if (field.isRepeated() ? from.getRepeatedFieldCount(field) > 0 : from.hasField(field)) {
        to.setField(field, from.getField(field));
      }
    }
    level
        .parts()
        .forEach((field, part) -> {
          if (from.hasField(field)) {
            copy(part, (Message) from.getField(field), to.getFieldBuilder(field));
          }
        });
  }

  private static Level level(Descriptor type, List<String> paths, String parent) {
    Map<FieldDescriptor, List<String>> below = new LinkedHashMap<>();
    List<FieldDescriptor> whole = new ArrayList<>();
    for (String path : paths) {
      String[] names = path.split("\\.", 2);
      FieldDescriptor field = type.findFieldByName(names[0]);
      if (field == null || (names.length == 2 && !isMessage(field))) {
        throw new IllegalArgumentException(
            "field_mask: \""
                + parent
                + path
                + "\" is no field of "
                + Flow.getDescriptor().getFullName());
      }
      if (names.length == 1) {
        whole.add(field);
      } else {
        below.computeIfAbsent(field, _ -> new ArrayList<>()).add(names[1]);
      }
    }
    Map<FieldDescriptor, Level> parts = new LinkedHashMap<>();
    below.forEach((field, rest) -> {
      Level part = level(field.getMessageType(), rest, parent + field.getName() + ".");
      if (!whole.contains(field)) {
        parts.put(field, part);
      }
    });
    return new Level(whole, parts);
  }

  private static boolean isMessage(FieldDescriptor field) {
    return field.getJavaType() == FieldDescriptor.JavaType.MESSAGE && !field.isRepeated();
  }
}
