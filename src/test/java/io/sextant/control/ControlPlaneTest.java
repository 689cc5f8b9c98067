package io.sextant.control;

import static io.sextant.control.Harbour.berth;
import static io.sextant.control.Harbour.told;
import static io.sextant.flow.TrafficDirection.EGRESS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sextant.enrich.PodName;
import io.sextant.flow.L4Protocol;
import io.sextant.policy.LabelSelector;
import io.sextant.policy.NamePattern;
import io.sextant.policy.Policy;
import io.sextant.policy.Policy.Rule;
import io.sextant.policy.Policy.Section;
import io.sextant.policy.PortRange;
import io.sextant.policy.Ports;
import io.sextant.policy.RuleSetLimit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ControlPlaneTest {
  @TempDir private Path folder;
  private final List<NodeIntent> realised = new CopyOnWriteArrayList<>();

  @Test
  void add_returnsWhenThePodIsRealised() throws IOException {
    try (ControlPlane control = start(realised::add)) {
      control.objects(Harbour.withShips().objects());
      control.add(List.of(told("new", 30)));
      assertThat(realised.getLast().endpoints())
          .extracting(each -> each.spec().podName())
          .contains("new", "tug", "ferry");
      control.remove(new PodName("red", "new"));
      assertThat(realised.getLast().endpoints())
          .extracting(each -> each.spec().podName())
          .doesNotContain("new");
    }
  }

  @Test
  void add_nodeFails_isThrownAndThePodForgotten() throws IOException {
    try (ControlPlane control =
        start(intent -> {
          if (intent.endpoints().stream().anyMatch(e -> e.spec().podName().equals("new"))) {
            throw new IOException("no such device sxt30");
          }
          realised.add(intent);
        })) {
      control.objects(Harbour.withShips().objects());
      control.settle();
      assertThatThrownBy(() -> control.add(List.of(told("new", 30))))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("sxt30");
      control.settle();
      assertThat(control.status().failure()).isNull();
      assertThat(realised.getLast().endpoints()).hasSize(4);
    }
  }

  @Test
  void burst_isPlannedTogether() throws Exception {
    CountDownLatch busy = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    try (ControlPlane control =
        start(intent -> {
          busy.countDown();
          await(go);
          realised.add(intent);
        })) {
      Harbour harbour = Harbour.withShips();
      control.objects(harbour.objects());
      await(busy);
      for (int berth = 50; berth < 150; berth++) {
        harbour.ship("red", "ship" + berth, berth, Map.of("kind", "tug"));
        control.objects(harbour.objects());
      }
      go.countDown();
      control.settle();
      assertThat(realised).hasSize(2);
      assertThat(realised.getLast().endpoints()).hasSize(104);
      assertThat(realised.getLast().revision()).isGreaterThan(realised.getFirst().revision());
    }
  }

  @Test
  void tooManyIdentities_onlyTheObjectsAtFaultAreRefused() throws IOException {
    try (ControlPlane control = start(realised::add)) {
      Harbour harbour = Harbour.withShips();
      harbour.crowd(0xffff - 256 + 1 - 4);
      control.objects(harbour.objects());
      control.settle();
      harbour.ship("red", "zz-one-too-many", 60, Map.of("kind", "new"));
      harbour.ship("red", "twin", 61, Map.of("kind", "tug"));
      control.objects(harbour.objects());
      control.settle();
      assertThat(control.status().refused())
          .singleElement()
          .satisfies(refused -> {
            assertThat(refused.object().name()).isEqualTo("zz-one-too-many");
            assertThat(refused.problem()).contains("use fewer different sets of labels");
          });
      assertThat(realised.getLast().endpoints())
          .extracting(each -> each.spec().podName())
          .contains("twin")
          .doesNotContain("zz-one-too-many");
    }
  }

  @Test
  void tooLargeRuleSet_onlyThePolicyAtFaultIsRefused() throws IOException {
    try (ControlPlane control = start(realised::add)) {
      Harbour harbour = Harbour.withShips();
      control.objects(harbour.objects());
      control.settle();
      harbour.put(toAnyone("few", PortRange.tcp(80)));
      harbour.put(toAnyone("all-by-number", eachPort(RuleSetLimit.MOST + 1)));
      control.objects(harbour.objects());
      control.settle();
      assertThat(control.status().failure()).isNull();
      assertThat(control.status().refused())
          .singleElement()
          .satisfies(refused -> {
            assertThat(refused.object().toString()).isEqualTo("NetworkPolicy/red/all-by-number");
            assertThat(refused.problem())
                .contains("endpoint red/", "65,537 entries", "NetworkPolicy red/all-by-number");
          });
      assertThat(realised.getLast().policies()).extracting(Policy::name).containsExactly("few");
    }
  }

  @Test
  void learn_namesOfBeforeAndAfterThePolicyCount() throws IOException {
    try (ControlPlane control = start(realised::add)) {
      Harbour harbour = Harbour.withShips();
      control.objects(harbour.objects());
      control.learn(answer("north.lights.example"));
      control.settle();
      int before = realised.size();
      harbour.put(toLights());
      control.objects(harbour.objects());
      control.settle();
      assertThat(realised.size()).isGreaterThan(before);
      assertThat(reaches(Harbour.LIGHTHOUSE)).isTrue();
      assertThat(reaches(Harbour.ISLAND)).isFalse();
      control.learn(
          new FqdnBook.Answer(
              new PodName("red", "tug"),
              "South.Lights.example.",
              List.of(Harbour.ISLAND),
              Duration.ZERO));
      control.settle();
      assertThat(reaches(Harbour.ISLAND)).isTrue();
      int known = realised.size();
      control.learn(answer("north.lights.example"));
      control.learn(answer("elsewhere.example"));
      control.settle();
      assertThat(realised).hasSize(known);
    }
  }

  @Test
  void learn_doesNotWait_andWhatNobodyAsksAboutChangesNothing() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    try (ControlPlane control =
        start(intent -> {
          await(go);
          realised.add(intent);
        })) {
      control.objects(Harbour.withShips().put(toLights()).objects());
      control.learn(answer("north.lights.example"));
      assertThat(realised).isEmpty();
      go.countDown();
      control.settle();
      assertThat(reaches(Harbour.LIGHTHOUSE)).isTrue();
      int known = realised.size();
      control.learn(answer("elsewhere.example"));
      control.learn(answer("north.lights.example"));
      control.settle();
      assertThat(realised).hasSize(known);
    }
  }

  @Test
  void begin_tellsOnce_whenAllIsInForce() throws Exception {
    List<String> told = new CopyOnWriteArrayList<>();
    ControlPlane.Setup setup = ControlPlane.Setup.of(Harbour.SETTINGS, folder);
    NodeIntents failsFirst =
        intent -> {
          told.add(told.isEmpty() ? "failed" : "in force");
          if (told.size() == 1) {
            throw new IOException("not yet");
          }
        };
    try (ControlPlane control = ControlPlane.open(setup, failsFirst, InstantSource.system())) {
      control.objects(Harbour.withShips().objects());
      control.begin(() -> told.add("whole"));
      assertThatThrownBy(control::settle).hasMessage("not yet");
      control.settle();
      control.objects(Harbour.withShips().put(toLights()).objects());
      control.settle();
    }
    assertThat(told)
        .startsWith("failed", "in force")
        .endsWith("in force")
        .containsOnlyOnce("whole");
  }

  @Test
  void begin_withNothingAsked_tellsAtOnce() throws Exception {
    CountDownLatch told = new CountDownLatch(1);
    ControlPlane.Setup setup = ControlPlane.Setup.of(Harbour.SETTINGS, folder);
    try (ControlPlane control = ControlPlane.open(setup, realised::add, InstantSource.system())) {
      control.begin(told::countDown);
      await(told);
    }
    assertThat(realised).isEmpty();
  }

  @Test
  void restart_numbersAndRevisionsGoOn() throws IOException {
    Harbour harbour = Harbour.withShips();
    NodeIntent before = run(harbour);
    Harbour grown = Harbour.withShips();
    grown.ship("blue", "aardvark", 70, Map.of("kind", "aardvark"));
    NodeIntent after = run(grown);
    assertThat(after.revision()).isGreaterThan(before.revision());
    for (int berth : List.of(11, 12, 13, 14)) {
      assertThat(new KernelModel(after).identity(berth(berth)))
          .isEqualTo(new KernelModel(before).identity(berth(berth)));
    }
    assertThat(new KernelModel(after).identity(berth(70))).isEqualTo(260);
  }

  /** Though the process was away for longer than they would have lasted. */
  @Test
  void restart_answersThatPoliciesAskAbout_goOn() throws Exception {
    Harbour harbour = Harbour.withShips().put(toLights());
    try (ControlPlane control = start(realised::add)) {
      control.objects(harbour.objects());
      control.learn(answer("north.lights.example"));
      control.learn(
          new FqdnBook.Answer(
              new PodName("red", "tug"),
              "elsewhere.example",
              List.of(Harbour.ISLAND),
              Duration.ofMinutes(5)));
      control.settle();
    }
    Instant later = Instant.now().plus(Duration.ofHours(1));
    ControlPlane.Setup setup = ControlPlane.Setup.of(Harbour.SETTINGS, folder);
    try (ControlPlane control =
        ControlPlane.open(setup, realised::add, InstantSource.fixed(later))) {
      harbour.put(toEverywhere());
      control.objects(harbour.objects());
      control.begin();
      control.settle();
      assertThat(reaches(Harbour.LIGHTHOUSE)).isTrue();
      assertThat(reaches(Harbour.ISLAND)).as("no policy asked about it").isFalse();
    }
    run(Harbour.withShips());
    try (ControlPlane control = start(realised::add)) {
      control.objects(harbour.objects());
      control.settle();
      assertThat(reaches(Harbour.LIGHTHOUSE)).as("no policy asked any more").isFalse();
    }
  }

  @Test
  void restart_brokenSnapshot_isSetAsideAndTheRestGoesOn() throws IOException {
    run(Harbour.withShips());
    Path file = folder.resolve("control.state");
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length / 2] ^= 1;
    Files.write(file, bytes);
    assertThat(run(Harbour.withShips()).endpoints()).hasSize(4);
    assertThat(folder.resolve("bad-control.state")).exists();
  }

  @Test
  void restart_logCutAnywhere_keepsWhatIsWhole() throws IOException {
    try (ControlPlane control = start(realised::add)) {
      Harbour harbour = Harbour.withShips();
      control.objects(harbour.objects());
      control.settle();
      harbour.ship("red", "one", 80, Map.of("kind", "one"));
      control.objects(harbour.objects());
      control.settle();
      harbour.ship("red", "two", 81, Map.of("kind", "two"));
      control.objects(harbour.objects());
      control.settle();
    }
    byte[] log = Files.readAllBytes(folder.resolve("control.log"));
    byte[] snapshot = Files.readAllBytes(folder.resolve("control.state"));
    int best = 0;
    for (int length = 0; length <= log.length; length++) {
      Files.write(folder.resolve("control.log"), java.util.Arrays.copyOf(log, length));
      Files.write(folder.resolve("control.state"), snapshot);
      IdentityAllocator allocator = new IdentityAllocator();
      ControlMemory.open(folder, allocator);
      int known = allocator.all().size();
      assertThat(known).isGreaterThanOrEqualTo(best);
      best = known;
    }
    assertThat(best).isEqualTo(10 + 6);
  }

  private static Policy toLights() {
    return toNames("lights", "*.lights.example");
  }

  private static Policy toEverywhere() {
    return toNames("everywhere", "elsewhere.example");
  }

  private static Policy toNames(String policy, String pattern) {
    Policy.Peer names = new Policy.Names(new NamePattern(pattern));
    return Harbour.policy(
        "red", policy, LabelSelector.ALL, Section.ABSENT, Section.only(Rule.allow(names)));
  }

  private NodeIntent run(Harbour harbour) throws IOException {
    try (ControlPlane control = start(realised::add)) {
      control.objects(harbour.objects());
      control.settle();
    }
    return realised.getLast();
  }

  private boolean reaches(io.sextant.flow.IpAddress peer) {
    return new KernelModel(realised.getLast()).allows(berth(11), EGRESS, peer, L4Protocol.TCP, 443);
  }

  private ControlPlane start(NodeIntents node) throws IOException {
    ControlPlane control =
        ControlPlane.open(
            ControlPlane.Setup.of(Harbour.SETTINGS, folder), node, InstantSource.system());
    control.begin();
    return control;
  }

  private static Policy toAnyone(String name, Ports... ports) {
    return Harbour.policy(
        "red",
        name,
        LabelSelector.ALL,
        Section.only(Rule.allow(new Policy.Everyone(Policy.Entity.ALL), ports)),
        Section.ABSENT);
  }

  /** One entry for each. */
  private static Ports[] eachPort(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> i <= 0xffff ? PortRange.tcp(i) : PortRange.udp(i - 0xffff))
        .toArray(Ports[]::new);
  }

  private static FqdnBook.Answer answer(String name) {
    return new FqdnBook.Answer(
        new PodName("red", "tug"), name, List.of(Harbour.LIGHTHOUSE), Duration.ofMinutes(5));
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
