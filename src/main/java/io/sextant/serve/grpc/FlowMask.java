package io.sextant.serve.grpc;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.FieldMask;
import io.sextant.proto.flow.Flow;
import io.sextant.proto.observer.GetFlowsResponse;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

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

  private static final Level WHOLE = new Level(Map.of());

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
    Set<String> paths = new LinkedHashSet<>(mask.getPathsList());
    if (List.copyOf(paths).equals(CLI_DEFAULT)) {
      paths.addAll(CLI_PRINTS);
    }
    Level flow = level(Flow.getDescriptor(), paths, "");
    Map<Integer, Level> response = new HashMap<>();
    response.put(GetFlowsResponse.FLOW_FIELD_NUMBER, flow);
    flow.copyTo(Flow.NODE_NAME_FIELD_NUMBER, GetFlowsResponse.NODE_NAME_FIELD_NUMBER, response);
    flow.copyTo(Flow.TIME_FIELD_NUMBER, GetFlowsResponse.TIME_FIELD_NUMBER, response);
    return new FlowMask(new Level(response));
  }

  /** Masks a response that holds a flow. */
  WireResponse apply(byte[] response, int from, int to, WireResponse result) {
    return result.cut(copy(response, from, to, top, result.reserve(to - from), 0));
  }

  /** Gives the place after what was copied. */
  private static int copy(byte[] bytes, int from, int to, Level level, byte[] masked, int target) {
    int written = target;
    WireCursor field = new WireCursor(bytes, from, to);
    while (field.next()) {
      Level part = level.part(field.number());
      if (part == WHOLE) {
        System.arraycopy(bytes, field.tagAt(), masked, written, field.end() - field.tagAt());
        written += field.end() - field.tagAt();
      } else if (part != null) {
        int tagLength = field.tagLength();
        System.arraycopy(bytes, field.tagAt(), masked, written, tagLength);
        written =
            putLength(
                length(bytes, field.valueAt(), field.end(), part), masked, written + tagLength);
        written = copy(bytes, field.valueAt(), field.end(), part, masked, written);
      }
    }
    return written;
  }

  private static int length(byte[] bytes, int from, int to, Level level) {
    int length = 0;
    WireCursor field = new WireCursor(bytes, from, to);
    while (field.next()) {
      Level part = level.part(field.number());
      if (part == WHOLE) {
        length += field.end() - field.tagAt();
      } else if (part != null) {
        int inside = length(bytes, field.valueAt(), field.end(), part);
        length += field.tagLength() + CodedOutputStream.computeUInt32SizeNoTag(inside) + inside;
      }
    }
    return length;
  }

  private static int putLength(int length, byte[] masked, int at) {
    int rest = length;
    int place = at;
    while (rest >= 0x80) {
      masked[place++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    masked[place++] = (byte) rest;
    return place;
  }

  /** Fields to take, by number: whole ones, and messages of which a part is taken. */
  private static final class Level {
    private static final int FEW = 64;

    private final @Nullable Level[] few = new @Nullable Level[FEW];
    private final int[] numbers;
    private final Level[] parts;

    Level(Map<Integer, Level> fields) {
      int[] high =
          fields.keySet().stream().mapToInt(Integer::intValue).filter(n -> n >= FEW).toArray();
      numbers = high;
      parts = new Level[high.length];
      for (int i = 0; i < high.length; i++) {
        parts[i] = Objects.requireNonNull(fields.get(high[i]));
      }
      fields.forEach((number, part) -> {
        if (number < FEW) {
          few[number] = part;
        }
      });
    }

    @Nullable Level part(int number) {
      if (number < FEW) {
        return few[number];
      }
      for (int i = 0; i < numbers.length; i++) {
        if (numbers[i] == number) {
          return parts[i];
        }
      }
      return null;
    }

    void copyTo(int number, int otherNumber, Map<Integer, Level> other) {
      Level part = part(number);
      if (part != null) {
        other.put(otherNumber, part);
      }
    }
  }

  private static Level level(Descriptor type, Collection<String> paths, String parent) {
    Map<Integer, Level> fields = new HashMap<>();
    Map<FieldDescriptor, List<String>> below = new LinkedHashMap<>();
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
        fields.put(field.getNumber(), WHOLE);
      } else {
        below.computeIfAbsent(field, _ -> new ArrayList<>()).add(names[1]);
      }
    }
    below.forEach((field, rest) -> {
      Level part = level(field.getMessageType(), rest, parent + field.getName() + ".");
      fields.putIfAbsent(field.getNumber(), part);
    });
    return new Level(fields);
  }

  private static boolean isMessage(FieldDescriptor field) {
    return field.getJavaType() == FieldDescriptor.JavaType.MESSAGE && !field.isRepeated();
  }
}
