package io.sextant.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.sextant.control.IdentityEntry;
import io.sextant.control.RuleEntry;
import io.sextant.durable.StateFile;
import io.sextant.flow.PolicyAttribution;
import io.sextant.flow.PolicyRef;
import io.sextant.flow.TrafficDirection;
import io.sextant.policy.Origin;
import io.sextant.policy.Policy;
import io.sextant.policy.RuleRef;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeStateFileTest {
  private static final PolicyRef POLICY =
      new PolicyRef("NetworkPolicy", "shop", "über", List.of("a=b"), 0);
  private static final NodeState STATE =
      new NodeState(
          7,
          12,
          3,
          List.of(NodeState.KnownEndpoint.of(3, 41, TestCluster.pod("cart", 1))),
          List.of(
              new RuleEntry(
                  12,
                  new Origin(
                      new PolicyAttribution(
                          TrafficDirection.EGRESS, false, List.of(POLICY), List.of("noted")),
                      List.of(
                          new RuleRef(POLICY, TrafficDirection.EGRESS, Policy.Action.DENY, 4))))),
          List.of(new IdentityEntry(256, List.of("k8s:app=cart"))));

  @TempDir private Path directory;

  @SuppressWarnings("NullAway.Init")
  private Path file;

  @SuppressWarnings("NullAway.Init")
  private Path log;

  private NodeStateFile states = new NodeStateFile(null);

  @BeforeEach
  void open() {
    Path folder = directory.resolve("of/agent");
    file = folder.resolve("node-state");
    log = folder.resolve("node-state.log");
    states = new NodeStateFile(folder);
  }

  @Test
  void write_isReadAgain_andReplaced() throws IOException {
    states.write(NodeState.NONE);
    states.write(STATE);
    assertThat(states.read()).isEqualTo(new NodeStateFile.Found(STATE, null));
    assertThat(STATE.endpoints().getFirst().spec()).isEqualTo(TestCluster.pod("cart", 1));
  }

  @Test
  void write_more_addsOnlyThat_andIsReadTogether() throws IOException {
    states.write(STATE);
    byte[] whole = Files.readAllBytes(file);
    assertThat(log).doesNotExist();
    states.write(STATE);
    assertThat(log).as("nothing is new").doesNotExist();
    states.write(more(300));
    long first = Files.size(log);
    states.write(more(301));
    assertThat(Files.size(log)).as("not the first one again").isLessThan(2 * first + 1);
    assertThat(Files.readAllBytes(file)).isEqualTo(whole);
    NodeState read = new NodeStateFile(file.getParent()).read().state();
    assertThat(read.revision()).isEqualTo(301);
    assertThat(read.rules()).isEqualTo(STATE.rules());
    assertThat(read.identities()).extracting(IdentityEntry::number).containsExactly(256, 300, 301);
  }

  @Test
  void read_logIsCutAnywhere_keepsWhatIsWhole() throws IOException {
    states.write(STATE);
    states.write(more(300));
    states.write(more(301));
    byte[] bytes = Files.readAllBytes(log);
    int best = 1;
    for (int length = 0; length <= bytes.length; length++) {
      Files.write(log, Arrays.copyOf(bytes, length));
      int known = new NodeStateFile(file.getParent()).read().state().identities().size();
      assertThat(known).as("%d bytes", length).isBetween(best, 3);
      best = known;
    }
    assertThat(best).isEqualTo(3);
  }

  @Test
  void write_afterTheWholeWasLost_forgetsItsLog() throws IOException {
    states.write(STATE);
    states.write(more(300));
    Files.delete(file);
    NodeStateFile next = new NodeStateFile(file.getParent());
    assertThat(next.read().problem()).contains("does not exist");
    next.write(STATE);
    assertThat(new NodeStateFile(file.getParent()).read().state()).isEqualTo(STATE);
  }

  @Test
  void write_identityIsAnotherNow_isReadAsThat() throws IOException {
    states.write(STATE);
    NodeState other =
        new NodeState(
            8,
            12,
            3,
            List.of(),
            List.of(),
            List.of(new IdentityEntry(256, List.of("k8s:app=pay"))));
    states.write(other);
    assertThat(new NodeStateFile(file.getParent()).read().state().identities())
        .isEqualTo(other.identities());
  }

  /** The state and one more identity, of its revision's number. */
  private static NodeState more(int revision) {
    return new NodeState(
        revision,
        12,
        3,
        STATE.endpoints(),
        STATE.rules(),
        List.of(
            STATE.identities().getFirst(), new IdentityEntry(revision, List.of("k8s:app=pay"))));
  }

  @Test
  void read_noFile_saysSo() {
    assertThat(states.read().problem()).isEqualTo(file + " does not exist");
    assertThat(new NodeStateFile(null).read().problem()).contains("no state directory");
  }

  @Test
  void read_damaged_saysSo() throws IOException {
    states.write(STATE);
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length / 2] ^= 0x20;
    Files.write(file, bytes);
    assertThat(states.read())
        .isEqualTo(
            new NodeStateFile.Found(
                NodeState.NONE, file + " is damaged: its checksum is not that of its content"));
  }

  @Test
  void read_rightChecksumOfNonsense_isRefused() throws Exception {
    StateFile any = new StateFile(file, "node-state", 1, StateFile.Survival.OF_PROCESS);
    for (String body : List.of("", "[]", "{\"endpoints\":3}", "null", "{\"endpoints\":[{}]}")) {
      any.write(body.getBytes(StandardCharsets.UTF_8));
      assertThat(states.read().problem()).as(body).isNotNull();
    }
  }
}
