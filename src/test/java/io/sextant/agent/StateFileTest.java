package io.sextant.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.sextant.control.IdentityEntry;
import io.sextant.flow.PolicyAttribution;
import io.sextant.flow.PolicyRef;
import io.sextant.flow.TrafficDirection;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateFileTest {
  private static final NodeState STATE =
      new NodeState(
          7,
          12,
          3,
          List.of(NodeState.KnownEndpoint.of(3, 41, TestCluster.pod("cart", 1))),
          List.of(
              new NodeState.Rule(
                  12,
                  new PolicyAttribution(
                      TrafficDirection.EGRESS,
                      false,
                      List.of(new PolicyRef("NetworkPolicy", "shop", "über", List.of("a=b"), 0)),
                      List.of("noted")))),
          List.of(new IdentityEntry(256, List.of("k8s:app=cart"))));

  @TempDir private Path directory;

  @SuppressWarnings("NullAway.Init")
  private Path file;

  private StateFile states = new StateFile(null);

  @BeforeEach
  void open() {
    Path folder = directory.resolve("of/agent");
    file = folder.resolve("node-state");
    states = new StateFile(folder);
  }

  @Test
  void write_isReadAgain_andReplaced() throws IOException {
    states.write(NodeState.NONE);
    states.write(STATE);
    assertThat(states.read()).isEqualTo(new StateFile.Found(STATE, null));
    assertThat(STATE.endpoints().getFirst().spec()).isEqualTo(TestCluster.pod("cart", 1));
    try (var files = Files.list(file.getParent())) {
      assertThat(files).containsExactly(file);
    }
  }

  @Test
  void read_noFile_saysSo() {
    assertThat(states.read().problem()).isEqualTo(file + " does not exist");
    assertThat(new StateFile(null).read().problem()).contains("no state directory");
  }

  @Test
  void read_otherFormat_saysWhich() throws IOException {
    states.write(STATE);
    String text = Files.readString(file);
    Files.writeString(file, text.replaceFirst("state 1 ", "state 2 "));
    assertThat(states.read().problem()).contains("has format 2, this agent reads format 1");
  }

  @Test
  void read_anyByteIsAnother_isRefused() throws IOException {
    states.write(STATE);
    byte[] bytes = Files.readAllBytes(file);
    for (int i = 0; i < bytes.length; i++) {
      byte[] broken = bytes.clone();
      broken[i] ^= 0x20;
      Files.write(file, broken);
      assertThat(states.read()).as("byte %d", i).isNotEqualTo(new StateFile.Found(STATE, null));
      assertThat(states.read().problem()).as("byte %d", i).isNotNull();
    }
  }

  @Test
  void read_cutOrNoise_isRefused() throws IOException {
    states.write(STATE);
    byte[] bytes = Files.readAllBytes(file);
    for (int length = 0; length < bytes.length; length++) {
      Files.write(file, java.util.Arrays.copyOf(bytes, length));
      assertThat(states.read().problem()).as("%d bytes", length).isNotNull();
    }
    Random random = new Random(11);
    for (int i = 0; i < 1_000; i++) {
      byte[] noise = new byte[random.nextInt(200)];
      random.nextBytes(noise);
      Files.write(file, noise);
      assertThat(states.read().problem()).isNotNull();
    }
  }

  @Test
  void read_rightChecksumOfNonsense_isRefused() throws Exception {
    Files.createDirectories(file.getParent());
    for (String body : List.of("", "[]", "{\"endpoints\":3}", "null", "{\"endpoints\":[{}]}")) {
      byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
      String digest =
          java.util.HexFormat.of()
              .formatHex(java.security.MessageDigest.getInstance("SHA-256").digest(bytes));
      Files.writeString(file, "sextant-node-state 1 " + digest + "\n" + body);
      assertThat(states.read().problem()).as(body).isNotNull();
    }
  }
}
