package io.sextant.cli;

import static io.sextant.cli.ObservedServer.numbered;
import static org.assertj.core.api.Assertions.assertThat;

import io.sextant.flow.TestFlows;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What {@code sextant observe --by} counts and how it shows it. */
@Timeout(30)
class ObserveGroupsTest {
  private final ObservedServer server = new ObservedServer();

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void groups_areCountedOverAllThatTheServerHolds() {
    for (int i = 0; i < 30; i++) {
      server.append(numbered(i));
    }
    server.append(TestFlows.drop(), TestFlows.scan(22), TestFlows.scan(23));
    assertThat(server.out("observe", "--by", "verdict"))
        .isEqualTo(
            """
            FLOWS   SHARE   DROPS   VERDICT
               30   90.9%       0   FORWARDED
                3    9.1%       3   DROPPED
            33 flows, 3 dropped, 2 groups
            """);
    assertThat(
            server.out("observe", "--by", "source,port", "--verdict", "DROPPED", "--sort", "port"))
        .isEqualTo(
            """
            FLOWS   SHARE   DROPS   SOURCE                PORT
                1   33.3%       1   198.51.100.7          22
                1   33.3%       1   198.51.100.7          23
                1   33.3%       1   shop/reviews-66d8-k3   5432
            3 flows, 3 dropped, 3 groups
            """
                .replace("SOURCE                PORT", "SOURCE                 PORT")
                .replace("198.51.100.7          2", "198.51.100.7           2"));
  }

  @Test
  void groups_comeAsJsonAndCompact() {
    server.append(TestFlows.request(), TestFlows.drop());
    assertThat(server.out("observe", "--by", "verdict,label:app", "-o", "json", "--sort", "name"))
        .startsWith(
            "{\"verdict\":\"DROPPED\",\"label:app\":\"ledger-db\","
                + "\"flows\":1,\"share\":0.5000,\"drops\":1}\n");
    assertThat(
            server.out("observe", "--by", "drop-reason", "-o", "compact", "--sort", "count,name"))
        .isEqualTo(
            """
            drop-reason= flows=1 share=50.0% drops=0
            drop-reason=POLICY_DENIED flows=1 share=50.0% drops=1
            """);
  }

  @Test
  void groups_areLiveWhileFollowing() throws Exception {
    TestTerminal terminal = server.terminal();
    Lines lines = new Lines();
    CompletableFuture<Integer> code =
        CompletableFuture.supplyAsync(
            () ->
                terminal.runInto(
                    lines,
                    "observe",
                    "-f",
                    "--last",
                    "9",
                    "--by",
                    "verdict",
                    "-o",
                    "compact",
                    "--interval",
                    "10ms"),
            Thread::startVirtualThread);
    server.append(TestFlows.drop());
    lines.await("flows=1 ");
    server.append(TestFlows.scan(22));
    lines.await("flows=2 ");
    server.end();
    assertThat(code.get(10, TimeUnit.SECONDS)).isOne();
    assertThat(lines.text().lines())
        .allMatch(line ->
            line.matches(
                "time=2026-01-15T10:21:00Z verdict=DROPPED flows=\\d share=100.0% drops=\\d"
                    + " rate=[\\d,.]+"));
  }

  @Test
  void groups_areDrawnInPlaceOnAScreen() throws Exception {
    TestTerminal terminal = server.watched();
    Lines lines = new Lines();
    CompletableFuture<Integer> code =
        CompletableFuture.supplyAsync(
            () ->
                terminal.runInto(
                    lines, "observe", "-f", "--last", "9", "--by", "verdict", "--interval", "10ms"),
            Thread::startVirtualThread);
    server.append(TestFlows.drop());
    lines.await("1 flow, 1 dropped");
    lines.await("\u001b[3A\r");
    server.end();
    assertThat(code.get(10, TimeUnit.SECONDS)).isOne();
    assertThat(lines.text()).endsWith("flows/s\u001b[K\n\u001b[J\u001b[?7h");
    assertThat(terminal.err()).startsWith("\rsextant: 1 flow from ");
  }
}
