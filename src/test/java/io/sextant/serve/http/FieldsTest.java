package io.sextant.serve.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sextant.filter.Addresses;
import io.sextant.filter.Condition;
import io.sextant.filter.Criterion;
import io.sextant.filter.Expressions;
import io.sextant.flow.DropReason;
import io.sextant.flow.Endpoint;
import io.sextant.flow.EventType;
import io.sextant.flow.Flow;
import io.sextant.flow.LostEvents;
import io.sextant.flow.Orientation;
import io.sextant.flow.RandomFlows;
import io.sextant.flow.Reply;
import io.sextant.flow.SmallWorldFlows;
import io.sextant.flow.TestFlows;
import io.sextant.flow.Verdict;
import io.sextant.flow.Workload;
import io.sextant.servicemap.NodeName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;

/** What each parameter means, told once more in words of the flow. */
class FieldsTest {
  private static final long SEED = 19;
  private static final int FLOWS = 4_000;
  private static final int VALUES = 60;

  private final List<Flow> flows = flows();

  private static final Map<String, BiPredicate<Flow, String>> MEANING = new HashMap<>();

  static {
    MEANING.put("namespace", either((e, v) -> e.namespace().equals(v)));
    MEANING.put("workload", either(FieldsTest::isOfWorkload));
    MEANING.put("pod", either(FieldsTest::isPod));
    MEANING.put("endpoint", (f, v) -> source(f).equals(v) || destination(f).equals(v));
    MEANING.put("from", (f, v) -> (Orientation.isAnswer(f) ? destination(f) : source(f)).equals(v));
    MEANING.put("to", (f, v) -> (Orientation.isAnswer(f) ? source(f) : destination(f)).equals(v));
    MEANING.put(
        "ip",
        (f, v) ->
            Addresses.parse(Addresses.Which.SOURCE, List.of(v)).test(f)
                || Addresses.parse(Addresses.Which.DESTINATION, List.of(v)).test(f));
    MEANING.put("port", (f, v) -> f.protocol().hasPorts() && isPort(f, v));
    MEANING.put("protocol", (f, v) -> f.protocol().name().equals(v));
    MEANING.put("verdict", (f, v) -> f.verdict().name().equals(v));
    MEANING.put("direction", (f, v) -> f.direction().name().toLowerCase(Locale.ROOT).endsWith(v));
    MEANING.put("type", (f, v) -> EventNames.type(f).equals(v) || EventNames.subtype(f).equals(v));
    MEANING.put("reply", FieldsTest::isReply);
    MEANING.put(
        "reason",
        (f, v) ->
            f.verdict() == Verdict.DROPPED
                && f.dropReason() != 0
                && (f.dropReason() & ~0xff) == 0 // a byte in the datapath
                && DropReason.name(f.dropReason())
                    .toLowerCase(Locale.ROOT)
                    .contains(v.toLowerCase(Locale.ROOT)));
    MEANING.put("identity", either((e, v) -> v.equals(Integer.toUnsignedString(e.identity()))));
    MEANING.put("node", FieldsTest::isNode);
    MEANING.put("text", (f, v) -> isSaid(f, v) || f.source().podName().contains(v));
  }

  @Test
  void values_meanWhatTheySay() {
    for (Field field : Fields.ALL) {
      int found = 0;
      for (String value : values(field.name())) {
        BiPredicate<Flow, String> meaning = Objects.requireNonNull(MEANING.get(field.name()));
        Condition condition = field.condition(value);
        for (Flow flow : flows) {
          boolean fits = condition.test(flow);
          found += fits ? 1 : 0;
          if (fits != meaning.test(flow, value)
              && !(field.name().equals("text") && fits)
              && !(field.name().equals("identity") && value.equals("0"))) {
            throw new AssertionError(
                "seed %d %s=%s: %s of flow %s"
                    .formatted(SEED, field.name(), value, fits, flow.uuidLow()));
          }
        }
      }
      assertThat(found).as(field.name()).isPositive();
    }
  }

  /** Columns and index decide; what only a whole flow tells is asked of few flows. */
  @Test
  void conditions_canBeLookedInto() {
    Set<String> dear = new TreeSet<>();
    for (Field field : Fields.ALL) {
      for (String value : values(field.name())) {
        Condition condition = field.condition(value);
        if (condition instanceof Expressions) {
          throw new AssertionError(field.name() + "=" + value + " is asked of whole flows");
        }
        if (leaves(condition).anyMatch(Expressions.class::isInstance)) {
          dear.add(field.name());
        }
      }
    }
    assertThat(dear).containsExactly("endpoint", "from", "text", "to");
  }

  @Test
  void negated_andSeveral_combine() {
    MultiValueMap<String, String> query = new LinkedMultiValueMap<>();
    query.add("verdict", "DROPPED");
    query.add("verdict", "FORWARDED");
    query.add("protocol", "!TCP");
    query.add("protocol", "!ICMPv4");
    Condition wanted = Criteria.flows(query, Set.of());
    assertThat(flows)
        .filteredOn(wanted)
        .isNotEmpty()
        .allMatch(f -> f.verdict() == Verdict.DROPPED || f.verdict() == Verdict.FORWARDED)
        .noneMatch(f -> f.protocol().name().equals("TCP") || f.protocol().name().equals("ICMPv4"));
    LostEvents lost =
        new LostEvents(1, TestFlows.NODE, LostEvents.Source.HUBBLE_RING_BUFFER, 1, 0, 0, 0);
    assertThat(wanted.test(lost)).isFalse();
    assertThat(Criteria.condition(new LinkedMultiValueMap<>(), Set.of()))
        .isEqualTo(Condition.EVERYTHING);
  }

  @Test
  void longValue_isRefusedByName() {
    MultiValueMap<String, String> query = new LinkedMultiValueMap<>();
    query.add("namespace", "x".repeat(513));
    assertThatThrownBy(() -> Criteria.flows(query, Set.of()))
        .isInstanceOf(BadParameter.class)
        .hasMessageContainingAll("namespace", "at most 512 characters");
  }

  private static Stream<Criterion> leaves(Condition condition) {
    return switch (condition) {
      case Criterion criterion -> Stream.of(criterion);
      case Condition.Not(var part) -> leaves(part);
      case Condition.All(var parts) -> parts.stream().flatMap(FieldsTest::leaves);
      case Condition.Any(var parts) -> parts.stream().flatMap(FieldsTest::leaves);
    };
  }

  /** Some that the flows have. */
  private List<String> values(String field) {
    Set<String> values = new TreeSet<>();
    for (Flow flow : flows) {
      values(field, flow).filter(value -> !value.isEmpty()).forEach(values::add);
    }
    List<String> some = new ArrayList<>(values);
    int step = Math.max(1, some.size() / VALUES);
    return Stream.iterate(0, i -> i < some.size(), i -> i + step).map(some::get).toList();
  }

  private static Stream<String> values(String field, Flow flow) {
    return switch (field) {
      case "namespace" -> ends(flow, Endpoint::namespace);
      case "workload" ->
          ends(flow, e -> e.workloads().isEmpty() ? "" : e.workloads().getLast().name())
              .filter(name -> !name.contains("/"));
      case "pod" ->
          ends(flow, e -> e.podName().isEmpty() ? "" : e.namespace() + "/" + e.podName())
              .filter(name -> name.matches("[^/]+/[^/]+"));
      case "endpoint", "from", "to" -> Stream.of(source(flow), destination(flow));
      case "ip" -> Stream.ofNullable(flow.sourceAddress()).map(Object::toString);
      case "port" ->
          Stream.of(flow.sourcePort(), flow.destinationPort())
              .filter(port -> port >= 0 && port <= 65_535)
              .map(Object::toString);
      case "protocol" -> Stream.of(flow.protocol().name());
      case "verdict" -> Stream.of(flow.verdict().name());
      case "direction" -> Stream.of("ingress", "egress", "unknown");
      case "type" -> Stream.of(EventNames.type(flow), EventNames.subtype(flow));
      case "reply" -> Stream.of("true", "false");
      case "reason" -> Stream.of(flow.dropReason() == 0 ? "" : DropReason.name(flow.dropReason()));
      case "identity" -> ends(flow, e -> Integer.toUnsignedString(e.identity()));
      case "node" -> Stream.of(flow.node().name());
      case "text" ->
          Stream.of(flow.eventType() == EventType.L7 ? flow.summary() : flow.source().podName());
      default -> throw new AssertionError("no values of " + field);
    };
  }

  private static Stream<String> ends(Flow flow, Function<Endpoint, String> value) {
    return Stream.of(flow.source(), flow.destination()).map(value);
  }

  private static BiPredicate<Flow, String> either(BiPredicate<Endpoint, String> test) {
    return (flow, value) -> test.test(flow.source(), value) || test.test(flow.destination(), value);
  }

  private static boolean isOfWorkload(Endpoint endpoint, String value) {
    return endpoint.workloads().stream().map(Workload::name).anyMatch(value::equals);
  }

  private static boolean isPod(Endpoint endpoint, String value) {
    int slash = value.indexOf('/');
    return !endpoint.podName().isEmpty()
        && (endpoint.namespace() + "/" + endpoint.podName()).startsWith(value)
        && endpoint.namespace().equals(value.substring(0, slash));
  }

  private static boolean isPort(Flow flow, String value) {
    int port = Integer.parseInt(value);
    return flow.sourcePort() == port || flow.destinationPort() == port;
  }

  /** Only events of applications have messages of them. */
  private static boolean isSaid(Flow flow, String value) {
    boolean message = flow.extras().l7() != null;
    return message == (flow.eventType() == EventType.L7) && flow.summary().contains(value);
  }

  /** Without a cluster, of any cluster; of the default one, with it or without. */
  private static boolean isNode(Flow flow, String value) {
    String name = flow.node().name();
    String full = name.contains("/") ? name : "default/" + name;
    return full.equals(value) || full.substring(full.indexOf('/') + 1).equals(value);
  }

  /** As in Hubble, dropped flows answer nothing. */
  private static boolean isReply(Flow flow, String value) {
    return switch (flow.reply()) {
      case YES -> value.equals("true");
      case NO -> value.equals("false");
      case UNKNOWN -> flow.verdict() == Verdict.DROPPED && value.equals("false");
    };
  }

  private static String source(Flow flow) {
    return NodeName.of(flow.source(), flow.sourceNames()).id();
  }

  private static String destination(Flow flow) {
    return NodeName.of(flow.destination(), flow.destinationNames()).id();
  }

  private static List<Flow> flows() {
    List<Flow> flows = new ArrayList<>();
    SmallWorldFlows world = new SmallWorldFlows(SEED, 1_000_000);
    RandomFlows random = new RandomFlows(SEED);
    for (int i = 0; i < FLOWS; i++) {
      flows.add(i % 2 == 0 ? world.next() : random.next());
    }
    assertThat(flows).anyMatch(flow -> flow.reply() == Reply.UNKNOWN);
    return flows;
  }
}
