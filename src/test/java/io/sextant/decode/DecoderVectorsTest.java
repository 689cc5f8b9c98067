package io.sextant.decode;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import io.sextant.control.ClusterState;
import io.sextant.enrich.Arrival;
import io.sextant.enrich.EventParser;
import io.sextant.enrich.FlowIds;
import io.sextant.enrich.ParserOptions;
import io.sextant.enrich.Redaction;
import io.sextant.flow.AgentEvent;
import io.sextant.flow.DebugEvent;
import io.sextant.flow.Event;
import io.sextant.flow.Flow;
import io.sextant.flow.LostEvents;
import io.sextant.flow.Node;
import io.sextant.serve.grpc.FlowMessages;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Every event gives the message that Cilium's own decoder gives. */
@NullMarked
class DecoderVectorsTest {
  /** The kinds that the vectors' README lists. */
  private static final Set<String> KINDS =
      Set.of(
          "drop",
          "drop-reason",
          "trace",
          "trace-obs",
          "trace-reason",
          "policy-verdict",
          "packet",
          "tcp-flags",
          "tunnel",
          "truncated",
          "malformed",
          "identity",
          "service-dns",
          "sock",
          "debug",
          "capture",
          "l7-http",
          "l7-dns",
          "l7-kafka",
          "l7-redact",
          "l7-other",
          "agent",
          "lost");

  private static final int CPU_UNKNOWN = -1;

  private final ClusterState cluster = DecoderVectors.cluster();
  private final FlowMessages messages = new FlowMessages("1.19.4");

  @Test
  void everyCase_givesTheExpectedMessage() {
    List<String> differences = new ArrayList<>();
    int differing = 0;
    List<JsonNode> cases = DecoderVectors.cases();
    for (JsonNode each : cases) {
      List<String> found = differences(each);
      differing += found.isEmpty() ? 0 : 1;
      found.forEach(line -> differences.add(each.path("name").stringValue() + ": " + line));
    }
    System.out.println("decoder vectors: " + cases.size() + " cases, " + differing + " differing");
    assertThat(differences).isEmpty();
  }

  @Test
  void everyKind_hasCases() {
    Set<String> kinds = new HashSet<>();
    DecoderVectors.cases().forEach(each -> kinds.add(each.path("kind").stringValue()));
    assertThat(new TreeSet<>(kinds)).containsAll(KINDS);
  }

  private List<String> differences(JsonNode vector) {
    EventParser parser = new EventParser(() -> cluster, options(vector.path("options")));
    for (JsonNode prior : vector.path("prior")) {
      parse(parser, prior, vector);
    }
    Event event = parse(parser, vector.path("input"), vector);
    if (vector.path("result").stringValue().equals("error")) {
      boolean counted = parser.refusals().total() > 0;
      return event == null && counted ? List.of() : List.of("expected a refusal, found " + event);
    }
    if (event == null) {
      return List.of("refused");
    }
    Message found = message(event);
    Message expected = expected(vector, found);
    return expected.equals(found) ? List.of() : MessageDifference.between(expected, found);
  }

  private @Nullable Event parse(EventParser parser, JsonNode input, JsonNode vector) {
    Arrival arrival = arrival(input, vector);
    return switch (input.path("source").stringValue()) {
      case "perf" -> {
        byte[] sample = HexFormat.of().parseHex(input.path("data_hex").stringValue());
        byte[] buffer = new byte[sample.length + 20];
        System.arraycopy(sample, 0, buffer, 7, sample.length);
        yield parser.parse(buffer, 7, sample.length, arrival);
      }
      case "l7" -> parser.parse(AccessLogRecords.read(input.path("record")), arrival);
      case "agent" -> parser.parse(notification(input.path("record")), arrival);
      case "lost" -> lost(input.path("lost"), vector);
      default -> throw new IllegalArgumentException("unknown source in " + input);
    };
  }

  private static Arrival arrival(JsonNode input, JsonNode vector) {
    UUID uuid = UUID.fromString(vector.path("uuid").stringValue());
    Node node = Node.named(vector.path("node_name").stringValue());
    return new Arrival(node, FlowIds.seeded(1))
        .as(
            uuid.getMostSignificantBits(),
            uuid.getLeastSignificantBits(),
            input.path("cpu").asInt(CPU_UNKNOWN),
            Rfc3339.nanos(vector.path("time").stringValue()),
            0);
  }

  private static AgentNotification notification(JsonNode record) {
    return new AgentNotification(
        record.path("type").intValue(),
        record.path("go_type").asString(),
        record.path("notification"));
  }

  private static LostEvents lost(JsonNode lost, JsonNode vector) {
    LostEvents.Source[] sources = LostEvents.Source.values();
    int source = lost.path("source").intValue();
    return new LostEvents(
        Rfc3339.nanos(vector.path("time").stringValue()),
        Node.named(vector.path("node_name").stringValue()),
        source < sources.length ? sources[source] : LostEvents.Source.UNKNOWN_LOST_EVENT_SOURCE,
        lost.path("num_events_lost").longValue(),
        lost.path("cpu").asInt(LostEvents.NO_CPU),
        Math.max(0, Rfc3339.nanos(lost.path("first").asString(""))),
        Math.max(0, Rfc3339.nanos(lost.path("last").asString(""))));
  }

  private static ParserOptions options(JsonNode options) {
    return new ParserOptions(
        options.path("skip_unknown_cgroup_ids").asBoolean(true),
        options.path("network_policy_correlation").asBoolean(true),
        redaction(options.path("redact")));
  }

  private static Redaction redaction(JsonNode redact) {
    if (redact.isMissingNode() || redact.isNull()) {
      return Redaction.OFF;
    }
    return new Redaction(
        true,
        redact.path("http_query").asBoolean(false),
        redact.path("http_user_info").asBoolean(false),
        redact.path("kafka_api_key").asBoolean(false),
        names(redact.path("allow_headers")),
        names(redact.path("deny_headers")));
  }

  private static Set<String> names(JsonNode list) {
    Set<String> names = new HashSet<>();
    list.forEach(each -> names.add(each.stringValue()));
    return names;
  }

  /** The vectors were made without an emitter. */
  private Message message(Event event) {
    return switch (event) {
      case Flow flow -> messages.message(flow).toBuilder().clearEmitter().build();
      case DebugEvent debug -> messages.message(debug);
      case AgentEvent agent -> messages.message(agent);
      case LostEvents lost -> messages.message(lost);
    };
  }

  private static Message expected(JsonNode vector, Message type) {
    try {
      byte[] bytes = Base64.getDecoder().decode(vector.path("message_b64").stringValue());
      return type.getParserForType().parseFrom(bytes);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalArgumentException("unreadable message of " + vector.path("name"), e);
    }
  }
}
