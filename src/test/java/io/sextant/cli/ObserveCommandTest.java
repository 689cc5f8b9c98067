package io.sextant.cli;

import static io.sextant.cli.ObservedServer.numbered;
import static io.sextant.cli.ObservedServer.ports;
import static org.assertj.core.api.Assertions.assertThat;

import io.sextant.flow.LostEvents;
import io.sextant.flow.TestFlows;
import io.sextant.serve.grpc.TestServer;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code sextant observe} asks a server and makes of its answers, beyond the plain lines. */
@Timeout(30)
class ObserveCommandTest {
  private final ObservedServer server = new ObservedServer();

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void flows_isTheSame() {
    server.append(numbered(1), numbered(2));
    assertThat(server.out("observe", "flows", "--last", "1"))
        .isEqualTo(server.out("observe", "--last", "1"));
    assertThat(server.out("observe", "--last", "1", "flows"))
        .isEqualTo(server.out("observe", "--last", "1"));
    assertThat(server.fail("observe", "nothing"))
        .isEqualTo(
            "sextant: observe: there is no \"nothing\": give flows, agent-events or"
                + " debug-events\n");
  }

  @ParameterizedTest
  @CsvSource({
    "--all=true, 3",
    "--all=false, 3",
    "--last=0, 3",
    "--last=18446744073709551615, 3",
    "-A, 3",
    "--all-namespaces=whatever, 3",
    "--from-all-namespaces, 3",
    "-4, 3",
    "-6, 0",
    "--ipv4=v4, 3",
    "--not-reply, 2",
    "--reply, 1",
    "--dns-query=x, 0"
  })
  void flags_comeInAllForms(String flag, int flows) {
    server.append(TestFlows.request(), TestFlows.answer(), numbered(1));
    assertThat(server.out("observe", flag).lines()).hasSize(flows);
  }

  @Test
  void clusteredFlags_areTold() {
    server.append(TestFlows.request(), TestFlows.answer());
    assertThat(server.out("observe", "-4s", "-ojson").lines())
        .hasSize(2)
        .allMatch(line -> line.startsWith("{\"flow\":{\"time\":"));
    assertThat(server.out("observe", "-4A", "-o", "compact").lines()).hasSize(2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--ip 1.1.1.1 --fqdn a | filters --ip and --fqdn cannot be combined",
        "--namespace a --from-ip 1.1.1.1 | filters --from-ip and --namespace cannot be combined",
        "-A --to-pod a | filters --to-pod and --all-namespaces cannot be combined",
        "--label a --to-label b | filters --label and --to-label cannot be combined",
        "--service a --from-service b | filters --service and --from-service cannot be combined",
        "--port 1 --to-port 2 | filters --port and --to-port cannot be combined",
        "--identity 1 --from-identity 2"
            + " | filters --identity and --from-identity cannot be combined",
        "--workload a --to-workload b | filters --workload and --to-workload cannot be combined",
        "--encrypted --unencrypted | filters --encrypted and --unencrypted cannot be combined",
        "--not --ip 1.1.1.1 --not --pod a | filters --ip and --pod cannot be combined",
        "--pod a/x --service y"
            + " | the service \"y\" is not in the namespace of the pod \"a/x\": give one namespace"
            + " for both",
        "--first 1 --all | cannot set both --first and --all",
        "--last 1 --all | cannot set both --last and --all",
        "--last -1 | Invalid value for option '--last': \"-1\" is no whole number from 0 on",
        "--type trace:nowhere | --type: \"trace:nowhere\" is no event type",
        "--type drop:policy-denied | --type: \"drop:policy-denied\" is no event type",
        "--to-identity nobody | --to-identity: \"nobody\" is neither a number nor one of host",
        "--tcp-flags SYN,BIG | --tcp-flags: \"BIG\" is not one of SYN",
        "--identity nobody | --identity: \"nobody\" is neither a number nor one of host",
        "--allowlist {\"nonsense\":1} | --allowlist: \"{\"nonsense\":1}\" is no filter",
        "--ip-trace-id 0 | --ip-trace-id: \"0\" is no number above 0",
        "--http-header x | --http-header: \"x\" has no colon",
        "--time-format now | --time-format: \"now\" is not one of StampMilli",
        "--by weather | --by: there is no field \"weather\": give one of verdict, drop-reason,",
        "--by verdict -o dict | --by prints table, compact or json, not dict",
        "--by verdict --sort pod"
            + " | --sort: groups have no \"pod\": give count, drops, rate, name, or a field of --by",
        "--by verdict --field-mask time -o json | --field-mask needs JSON output of flows",
        "--by verdict --top 0 | --top: 0 is less than 1",
        "--by verdict --interval 1s | --interval needs --follow",
        "--by verdict -f --interval soon | --interval: \"soon\" is no duration such as 2s",
        "--top 3 | --top is for groups: add --by",
        "--sort time -f | --sort needs an end: leave out --follow, or count with --by",
        "--sort weather | --sort: there is no field \"weather\"",
        "--sort count | --sort: only groups have a count: add --by",
        "--last 1 agent-events | --last stands before agent-events: give the options behind it",
        "--input-file /nowhere | --input-file: there is no file /nowhere",
      })
  void wrongArguments_areNamedOnOneLine(String arguments, String message) {
    assertThat(
            server.fail(
                Stream.of("observe " + arguments)
                    .flatMap(a -> Arrays.stream(a.split(" ")))
                    .toArray(String[]::new)))
        .startsWith("sextant: " + message)
        .hasLineCount(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--from-all-namespaces | {\"source_pod\":[\"/\"]}",
        "-t agent:policy-updated"
            + " | {\"event_type\":[{\"type\":130,\"match_sub_type\":true,\"sub_type\":3}]}",
        "-t 4:2 | {\"event_type\":[{\"type\":4,\"match_sub_type\":true,\"sub_type\":2}]}",
        "--ip-version none | {\"ip_version\":[\"IP_NOT_USED\"]}",
        "--http-header a:b:c | {\"http_header\":[{\"key\":\"a\",\"value\":\"b:c\"}]}",
        "--from-identity kube-apiserver | {\"source_identity\":[7]}",
        "--from-workload Deployment/web"
            + " | {\"source_workload\":[{\"name\":\"web\",\"kind\":\"Deployment\"}]}",
        "--ip-trace-id 7 | {\"ip_trace_id\":[\"7\"]}",
        "--cel-expression _flow.Summary==1"
            + " | {\"experimental\":{\"cel_expression\":[\"_flow.Summary==1\"]}}",
        "--from-namespace a --from-namespace b --from-pod x"
            + " | {\"source_pod\":[\"a/x\",\"b/x\"]}",
        "--traffic-direction ingress | {\"traffic_direction\":[\"INGRESS\"]}",
        "--interface eth0 | {\"interface\":[{\"name\":\"eth0\"}]}",
        "--reply | {\"reply\":[true]}",
      })
  void filters_becomeWhatHubbleSends(String arguments, String filter) {
    String[] all = ("observe --print-raw-filters " + arguments).split(" ");
    assertThat(server.out(all)).isEqualTo("allowlist:\n    - '" + filter + "'\n");
  }

  @Test
  void summary_comesOnAScreenOrAfterLossesOrWhenAskedFor() {
    server.append(numbered(1), numbered(2));
    TestTerminal watched = server.watched();
    assertThat(watched.run("observe")).isZero();
    String line =
        "sextant: 2 flows from Jan 15 10:20:31.123 to Jan 15 10:20:32.123, nothing lost\n";
    assertThat(watched.err()).isEqualTo("\r" + line);
    TestTerminal asked = server.terminal();
    asked.run("observe", "--summary");
    assertThat(asked.err()).isEqualTo(line);
    TestTerminal plain = server.terminal();
    plain.run("observe");
    assertThat(plain.err()).isEmpty();
    server.append(lost(7), lost(5));
    TestTerminal lossy = server.terminal();
    lossy.run("observe");
    assertThat(lossy.err()).contains(", 12 lost: 12 in PERF_EVENT_RING_BUFFER of node-1");
    TestTerminal silent = server.terminal();
    silent.run("observe", "-s", "--summary");
    assertThat(silent.err()).isEmpty();
  }

  @Test
  void stamps_canBePastedIntoSince() {
    server.append(numbered(1), numbered(2), numbered(3));
    assertThat(server.out("observe", "--since", "Jan 15 10:20:32.123").lines()).hasSize(2);
  }

  @Test
  void legacyJson_isTheBareFlow() {
    server.append(TestFlows.drop());
    TestTerminal old = server.terminal().with("HUBBLE_COMPAT", "legacy-json-output");
    old.run("observe", "-o", "json");
    assertThat(old.out()).startsWith("{\"time\":\"2026-01-15T10:20:30.123456789Z\",\"uuid\":");
    TestTerminal jsonpb = server.terminal().with("HUBBLE_COMPAT", "legacy-json-output");
    jsonpb.run("observe", "-o", "jsonpb");
    assertThat(jsonpb.out()).startsWith("{\"flow\":{\"time\":");
  }

  @Test
  void sort_ordersByFieldsAndTime() {
    server.append(TestFlows.scan(23), TestFlows.scan(22), TestFlows.scan(100), numbered(1));
    assertThat(ports(server.out("observe", "--sort", "to-port,time:desc")))
        .containsExactly("1", "22", "23", "100");
    assertThat(ports(server.out("observe", "--sort", "verdict:desc,port:desc")))
        .containsExactly("1", "100", "23", "22");
    assertThat(ports(server.out("observe", "--sort", "time", "--last", "2")))
        .containsExactly("100", "1");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "port:1-2 | 1 2",
        "destination.port:>1 -port:3 | 2",
        "'' | 1 2 3",
        "é OR to.port:3 | 3",
      })
  void query_isSentToTheServer(String query, String found) {
    server.append(numbered(1), numbered(2), numbered(3));
    assertThat(ports(server.out("observe", "-q", query))).containsExactly(found.split(" ", -1));
    assertThat(ports(server.out("observe", "--query=" + query, "--last", "1")))
        .containsExactly(found.substring(found.length() - 1));
    assertThat(ports(server.out("observe", "--query", query, "--to-port", "3", "--to-port", "2")))
        .hasSize((int) Stream.of(found.split(" ", -1)).filter(p -> !p.equals("1")).count());
  }

  @Test
  void query_isPrintedWithTheFilters() {
    assertThat(server.out("observe", "--print-raw-filters", "-4", "-q", "text:it's"))
        .endsWith("query: 'text:it''s'\n");
  }

  @Test
  void queryThatIsNone_isShownWithThePlace() {
    assertThat(server.fail("observe", "--query", "pod:x port:70000 y"))
        .isEqualTo(
            """
            sextant: --query: column 12: port takes a number from 0 to 65535, or a range such as \
            1000-2000 or >=1024, not "70000"
              pod:x port:70000 y
                         ^^^^^
            """);
  }

  private static LostEvents lost(long count) {
    return new LostEvents(
        TestFlows.TEN_TWENTY,
        TestServer.NODE,
        LostEvents.Source.PERF_EVENT_RING_BUFFER,
        count,
        3,
        0,
        0);
  }
}
