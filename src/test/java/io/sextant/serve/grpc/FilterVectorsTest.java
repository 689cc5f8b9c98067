package io.sextant.serve.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import io.sextant.filter.InvalidFilterException;
import io.sextant.flow.Event;
import io.sextant.proto.flow.AgentEvent;
import io.sextant.proto.flow.DebugEvent;
import io.sextant.proto.flow.Flow;
import io.sextant.proto.flow.FlowFilter;
import io.sextant.proto.flow.LostEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Filters against the results of Cilium's own, case by case. The folder can be named by the system
 * property {@code vectors.filters}.
 */
class FilterVectorsTest {
  private static final Path FOLDER =
      Path.of(System.getProperty("vectors.filters", "src/test/resources/vectors/filters"));

  private static final FlowMessages MESSAGES = new FlowMessages("1.19.4");
  private static final JsonMapper JSON = JsonMapper.builder().build();

  @Test
  void everyCase_comesOutAsInCilium() throws IOException {
    List<String> different = new ArrayList<>();
    int same = 0;
    try (Stream<String> lines = Files.lines(FOLDER.resolve("cases.jsonl"))) {
      for (String line : (Iterable<String>) lines::iterator) {
        JsonNode test = JSON.readTree(line);
        String result = result(test);
        if (result.startsWith(test.get("result").asString())) {
          same++;
        } else {
          different.add(test + " came out as " + result);
        }
      }
    }
    System.out.println("filter vectors: " + same + " as in Cilium");
    assertThat(different).isEmpty();
    assertThat(same).isPositive();
  }

  private static String result(JsonNode test) {
    try {
      boolean match =
          FilterReader.read(
                  filters(test, "whitelist_b64"), filters(test, "blacklist_b64"), MESSAGES)
              .test(
                  test.has("event_type")
                      ? event(test)
                      : EventReader.flow(Flow.newBuilder().build()));
      return match ? "match" : "no_match";
    } catch (InvalidFilterException e) {
      return "error " + e.getMessage();
    }
  }

  private static Event event(JsonNode test) {
    byte[] bytes = bytes(test.path("event_b64").asString(""));
    try {
      return switch (test.get("event_type").asString()) {
        case "flow" -> EventReader.flow(Flow.parseFrom(bytes));
        case "agent_event" -> EventReader.agent(AgentEvent.parseFrom(bytes), 0, "");
        case "debug_event" -> EventReader.debug(DebugEvent.parseFrom(bytes), 0, "");
        case "lost_event" -> EventReader.lost(LostEvent.parseFrom(bytes), 0, "");
        default -> throw new AssertionError(test);
      };
    } catch (InvalidProtocolBufferException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<FlowFilter> filters(JsonNode test, String field) {
    return test.get(field).valueStream().map(node -> filter(node.asString())).toList();
  }

  private static FlowFilter filter(String base64) {
    try {
      return FlowFilter.parseFrom(bytes(base64));
    } catch (InvalidProtocolBufferException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] bytes(String base64) {
    return Base64.getDecoder().decode(base64);
  }
}
