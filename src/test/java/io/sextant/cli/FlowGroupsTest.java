package io.sextant.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.sextant.cli.FlowGroups.Group;
import io.sextant.flow.TestFlows;
import io.sextant.proto.flow.Flow;
import io.sextant.serve.grpc.FlowMessages;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FlowGroupsTest {
  private static final Flow REQUEST = message(TestFlows.request());
  private static final Flow ANSWER = message(TestFlows.answer());
  private static final Flow DROP = message(TestFlows.drop());
  private static final Flow SCAN = message(TestFlows.scan(22));

  @Test
  void flow_countsForBothOfItsEndsOnce() {
    FlowGroups groups = count(List.of("namespace"), 10, REQUEST, DROP);
    assertThat(counts(groups)).containsExactly("[payments] 1 1", "[shop] 2 1");
    assertThat(groups.total().flows()).isEqualTo(2);
  }

  @Test
  void end_withoutAnyOfTheNamesDoesNotCount() {
    assertThat(counts(count(List.of("pod", "verdict"), 10, SCAN)))
        .containsExactly("[shop/frontend-7d9c-x1, DROPPED] 1 1");
    assertThat(counts(count(List.of("cluster"), 10, Flow.getDefaultInstance())))
        .containsExactly("[] 1 0");
  }

  @Test
  void client_staysTheSameInAReply() {
    assertThat(counts(count(List.of("client", "server", "port"), 10, REQUEST, ANSWER)))
        .containsExactly("[shop/frontend-7d9c-x1, shop/catalog-5b6f-q2, 8080] 2 0");
  }

  @Test
  void groups_areBoundedAndTheRestIsTold() {
    FlowGroups groups = count(List.of("to-port"), 2, port(1), port(2), port(3), port(3), port(1));
    assertThat(counts(groups)).containsExactly("[1] 2 2", "[2] 1 1");
    assertThat(groups.rest().flows()).isEqualTo(2);
    String text =
        new GroupPrinter(groups, order(groups, List.of(), 1), GroupPrinter.Format.TABLE, false)
            .text("", GroupPrinter.ANY_WIDTH);
    assertThat(text)
        .isEqualTo(
            """
            FLOWS   SHARE   DROPS   TO-PORT
                2   40.0%       2   1
            … and 1 more group
            … and 2 flows of groups beyond the first 2
            5 flows, 5 dropped, 2 groups
            """);
  }

  @Test
  void names_areCutToTheWidthOfTheScreen() {
    FlowGroups groups = count(List.of("client", "server", "verdict"), 9, REQUEST);
    GroupPrinter printer =
        new GroupPrinter(groups, order(groups, List.of(), 9), GroupPrinter.Format.TABLE, false);
    assertThat(printer.text("", 60))
        .isEqualTo(
            """
            FLOWS    SHARE   DROPS   CLIENT       SERVER       VERDICT
                1   100.0%       0   shop/…c-x1   shop/…f-q2   FORWARDED
            1 flow, 0 dropped, 1 group
            """);
    assertThat(printer.text("", 1)).contains("sho…x1   sho…q2   FOR…ED\n");
  }

  @Test
  void screen_isDrawnOverAndNeverFull() {
    TestTerminal terminal = new TestTerminal();
    LiveScreen screen = new LiveScreen(terminal.terminal(), () -> new ScreenSize(4, 80));
    assertThat(screen.size(0).columns()).isEqualTo(80);
    screen.draw("a\nb\nc\nd\nsum\n");
    screen.draw("e\nsum\n");
    screen.end("f\ng\nh\ni\nsum\n");
    assertThat(terminal.out())
        .isEqualTo(
            "\u001b[?7l\ra\u001b[K\nb\u001b[K\nsum\u001b[K\n\u001b[J\u001b[?7h"
                + "\u001b[?7l\u001b[3A\re\u001b[K\nsum\u001b[K\n\u001b[J\u001b[?7h"
                + "\u001b[?7h\u001b[2A\rf\u001b[K\ng\u001b[K\nh\u001b[K\ni\u001b[K\n"
                + "sum\u001b[K\n\u001b[J\u001b[?7h");
  }

  @ParameterizedTest
  @CsvSource({"24 80,24,80", "50 132,50,132", "0 0,24,80", "'',24,80", "x y,24,80"})
  void screens_haveASizeAlways(String text, int rows, int columns) {
    assertThat(ScreenSize.parse(text)).isEqualTo(new ScreenSize(rows, columns));
  }

  @Test
  void order_isBySeveralThings_andTopTakesTheFirst() {
    FlowGroups groups =
        count(List.of("to-port"), 10, port(10), port(9), port(9), port(100), port(7), port(7));
    assertThat(first(groups, List.of(), 2)).containsExactly("7", "9");
    assertThat(first(groups, List.of("count:asc", "to-port:desc"), 3))
        .containsExactly("100", "10", "9");
    assertThat(first(groups, List.of("name"), 9)).containsExactly("7", "9", "10", "100");
    assertThat(first(groups, List.of("drops", "to-port:desc"), 9))
        .containsExactly("9", "7", "100", "10");
  }

  @Test
  void rates_areOfTheLastSeconds() {
    FlowGroups groups = count(List.of("verdict"), 10);
    groups.rate(1);
    groups.count(DROP);
    groups.count(DROP);
    groups.rate(1 + 500_000_000L);
    assertThat(groups.total().rate()).isZero();
    groups.rate(1 + 2_000_000_000L);
    assertThat(groups.total().rate()).isEqualTo(1.0);
    groups.rate(1 + 4_000_000_000L);
    assertThat(groups.total().rate()).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "verdict,DROPPED",
    "drop-reason,POLICY_DENIED",
    "type,drop",
    "direction,ingress",
    "protocol,TCP",
    "port,5432",
    "from-port,40002",
    "to-pod,payments/ledger-db-0",
    "destination-pod,payments/ledger-db-0",
    "source,shop/reviews-66d8-k3",
    "from-workload,shop/reviews",
    "to-identity,1004",
    "from-ip,10.42.0.13",
    "ip-version,IPv4",
    "tcp-flags,SYN",
    "node,node-1",
    "from-label:app,reviews",
    "to-label:k8s:app,ledger-db",
    "summary,TCP Flags: SYN",
    "reply,''",
    "http-status,''",
    "dns,''",
    "policy,''",
  })
  void fields_areRead(String name, String value) {
    FlowField field = FlowFields.named("--by", name);
    assertThat(field.of(DROP, End.SOURCE)).isEqualTo(value);
  }

  /** A field that is not asked for would silently be empty. */
  @Test
  void masks_haveAllThatAFieldIsReadFrom() {
    for (String name : FlowFields.all().keySet()) {
      FlowField field = FlowFields.named("--by", name);
      for (Flow flow : List.of(REQUEST, ANSWER, DROP, SCAN, message(TestFlows.allowedVerdict()))) {
        Flow masked = masked(flow, field.mask());
        for (End end : End.values()) {
          assertThat(field.of(masked, end)).as(name).isEqualTo(field.of(flow, end));
        }
      }
    }
  }

  private static Flow masked(Flow flow, List<String> mask) {
    Flow.Builder masked = Flow.newBuilder();
    com.google.protobuf.util.FieldMaskUtil.merge(
        com.google.protobuf.FieldMask.newBuilder().addAllPaths(mask).build(), flow, masked);
    return masked.build();
  }

  private static FlowGroups count(List<String> names, int most, Flow... flows) {
    FlowGroups groups =
        new FlowGroups(names.stream().map(name -> FlowFields.named("--by", name)).toList(), most);
    Arrays.stream(flows).forEach(groups::count);
    return groups;
  }

  private static List<String> counts(FlowGroups groups) {
    return groups.groups().stream()
        .map(group -> group.key() + " " + group.flows() + " " + group.drops())
        .sorted()
        .toList();
  }

  private static List<String> first(FlowGroups groups, List<String> sort, int most) {
    return order(groups, sort, most).first(groups.groups()).stream()
        .map(Group::key)
        .map(List::getFirst)
        .toList();
  }

  private static GroupOrder order(FlowGroups groups, List<String> sort, int most) {
    return new GroupOrder(groups.fields(), SortOrder.parse(sort), most);
  }

  private static Flow port(int port) {
    return message(TestFlows.scan(port));
  }

  private static Flow message(io.sextant.flow.Flow flow) {
    return new FlowMessages("1").message(flow);
  }
}
