package io.sextant.datapath;

import static io.sextant.datapath.EndpointFlag.ENFORCE_INGRESS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sextant.datapath.DatapathConfig.AttachMode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** From open to uninstall: what is pinned, taken over, and removed. */
@Tag("kernel")
class DatapathTest {
  private final DatapathConfig config =
      TestDatapath.config("sxd-life-" + ProcessHandle.current().pid());
  private boolean mounted;

  @BeforeEach
  void mount() throws IOException {
    mounted = Datapath.mountBpfFileSystem();
  }

  @AfterEach
  void unmount() throws IOException {
    Datapath.uninstall(config);
    if (mounted) {
      Datapath.unmountBpfFileSystem();
    }
  }

  @Test
  void close_keepsState_openTakesItOver() throws Exception {
    RuleEntry rule = new RuleEntry(7, Direction.INGRESS, 6, 80, 16, false, 1);
    RuleSet set;
    try (Datapath datapath = Datapath.open(config)) {
      set = datapath.ruleSets().create(3, List.of(rule));
      Endpoint endpoint = new Endpoint(12, 300, set.id(), 3, Set.of(ENFORCE_INGRESS));
      datapath.endpoints().put(1, endpoint);
      datapath.addresses().put(AddressPrefix.parse("fd00::/16"), 7);
    }
    try (Datapath datapath = Datapath.open(config)) {
      assertThat(datapath.endpoints().all())
          .isEqualTo(Map.of(1, new Endpoint(12, 300, set.id(), 3, Set.of(ENFORCE_INGRESS))));
      assertThat(datapath.addresses().all()).isEqualTo(Map.of(AddressPrefix.parse("fd00::/16"), 7));
      assertThat(datapath.ruleSets().ids()).containsExactly(set.id());
      assertThat(datapath.ruleSets().create(4, List.of(rule)).id())
          .as("ids are never used again")
          .isGreaterThan(set.id());
    }
  }

  @Test
  void open_whileAnotherHasIt_isRefused() throws Exception {
    try (Datapath datapath = Datapath.open(config)) {
      assertThat(datapath.attached()).isEmpty();
      assertThatThrownBy(() -> Datapath.open(config))
          .hasMessageContaining("another process runs the datapath")
          .hasMessageContaining("stop it first");
      assertThatThrownBy(() -> Datapath.uninstall(config)).isInstanceOf(IOException.class);
    }
  }

  @Test
  void open_leftByAnotherLayout_isRefused() throws Exception {
    Files.createDirectories(config.pinDirectory().resolve("v0"));
    try {
      assertThatThrownBy(() -> Datapath.open(config))
          .hasMessageContaining("v0 is of another version of the datapath");
    } finally {
      Files.delete(config.pinDirectory().resolve("v0"));
    }
  }

  @Test
  void unmount_whilePinsAreThere_leavesThem() throws Exception {
    try (Datapath datapath = Datapath.open(config)) {
      assertThat(Datapath.unmountBpfFileSystem()).isFalse();
      assertThat(datapath.attached()).isEmpty();
    }
  }

  @Test
  void openAndClose_overExistingPins_keepNoDescriptor() throws Exception {
    Datapath.open(config).close();
    long before = bpfDescriptors();
    for (int i = 0; i < 3; i++) {
      Datapath.open(config).close();
    }
    assertThat(bpfDescriptors()).isEqualTo(before);
  }

  @Test
  void open_fails_keepsNoDescriptor() throws Exception {
    Datapath.open(config).close();
    Path last = config.pinDirectory().resolve(PinDirectory.LAYOUT_VERSION).resolve("maps/emits");
    Files.delete(last);
    Files.createSymbolicLink(last, Path.of("nowhere"));
    long before = bpfDescriptors();
    assertThatThrownBy(() -> Datapath.open(config)).hasMessageContaining("pin " + last);
    assertThat(bpfDescriptors()).isEqualTo(before);
  }

  private static long bpfDescriptors() throws IOException {
    try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
      return all.filter(DatapathTest::isBpf).count();
    }
  }

  private static boolean isBpf(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).toString().startsWith("anon_inode:bpf");
    } catch (IOException closedMeanwhile) {
      return false;
    }
  }

  @Test
  void uninstall_leavesNothing() throws Exception {
    Datapath datapath = Datapath.open(config);
    datapath.uninstall();
    assertThat(config.pinDirectory()).doesNotExist();
    assertThat(Datapath.uninstall(config)).isFalse();
  }

  @ParameterizedTest
  @EnumSource(
      value = AttachMode.class,
      names = {"TCX", "CLSACT"})
  void attach_isTakenOver_andUninstalledByAnyProcess(AttachMode mode) throws Exception {
    try (TestNetwork network = new TestNetwork()) {
      network.router().run(() -> attachAndAdopt(mode));
    }
  }

  private void attachAndAdopt(AttachMode mode) throws IOException {
    DatapathConfig attached = config.withAttachMode(mode);
    int ifindex;
    try (Datapath datapath = Datapath.open(attached)) {
      ifindex = datapath.attach(TestNetwork.CLIENT_DEVICE);
      assertThat(datapath.attached()).containsExactly(ifindex);
    }
    try (Datapath datapath = Datapath.open(attached)) {
      assertThat(datapath.attached()).containsExactly(ifindex);
      datapath.detach(ifindex);
      assertThat(datapath.attached()).isEmpty();
      datapath.attach(ifindex);
    }
    assertThat(Datapath.uninstall(attached)).isTrue();
    assertThat(config.pinDirectory()).doesNotExist();
  }

  @ParameterizedTest
  @EnumSource(
      value = AttachMode.class,
      names = {"TCX", "CLSACT"})
  void open_deviceGone_forgetsItAndItsEndpoint(AttachMode mode) throws Exception {
    DatapathConfig attached = config.withAttachMode(mode);
    try (TestNetwork network = new TestNetwork()) {
      int ifindex =
          network
              .router()
              .call(() -> {
                try (Datapath datapath = Datapath.open(attached)) {
                  int index = datapath.attach(TestNetwork.CLIENT_DEVICE);
                  datapath.endpoints().put(index, Endpoint.open(5, 500));
                  return index;
                }
              });
      network.deleteClientDevice();
      network
          .router()
          .run(() -> {
            try (Datapath datapath = Datapath.open(attached)) {
              assertThat(datapath.attached()).doesNotContain(ifindex);
              assertThat(datapath.endpoints().all()).isEmpty();
            }
          });
    }
  }

  @Test
  void attach_unknownDevice_saysSo() throws Exception {
    try (Datapath datapath = Datapath.open(config)) {
      assertThatThrownBy(() -> datapath.attach("sxd-none"))
          .hasMessageStartingWith("find network device sxd-none: No such device");
    }
  }

  @Test
  void ruleSets_dropUnused_keepsWhatEndpointsAndCallersNeed() throws Exception {
    try (Datapath datapath = Datapath.open(config)) {
      RuleEntry rule = new RuleEntry(7, Direction.INGRESS, 6, 80, 16, false, 1);
      List<RuleSet> sets =
          datapath.ruleSets().createAll(1, List.of(List.of(rule), List.of(), List.of(rule)));
      Set<EndpointFlag> none = Set.of();
      datapath.endpoints().put(9, new Endpoint(1, 2, sets.get(0).id(), 1, none));
      assertThat(datapath.ruleSets().dropUnused(Set.of(sets.get(1).id()))).isEqualTo(1);
      assertThat(datapath.ruleSets().ids()).containsExactly(sets.get(0).id(), sets.get(1).id());
    }
  }

  @Test
  void addresses_many_areWrittenAtOnce() throws Exception {
    try (Datapath datapath = Datapath.open(config)) {
      Map<AddressPrefix, Integer> many = new java.util.HashMap<>();
      for (int i = 0; i < 10_000; i++) {
        many.put(AddressPrefix.parse("10." + i / 250 + "." + i % 250 + ".0/24"), i + 256);
      }
      datapath.addresses().putAll(many);
      assertThat(datapath.addresses().all()).isEqualTo(many);
      AddressPrefix one = AddressPrefix.parse("10.3.4.0/24");
      assertThat(datapath.addresses().remove(one)).isTrue();
      assertThat(datapath.addresses().remove(one)).isFalse();
    }
  }

  @Test
  void ruleSetFull_keepsTheRunningOnes() throws Exception {
    try (Datapath datapath = Datapath.open(config)) {
      RuleSet running = datapath.ruleSets().create(1, List.of());
      List<List<RuleEntry>> tooMany = new ArrayList<>();
      for (int i = 0; i < config.capacity().ruleSets() + 1; i++) {
        tooMany.add(List.of());
      }
      assertThatThrownBy(() -> datapath.ruleSets().createAll(2, tooMany))
          .hasMessageContaining("rule_sets");
      assertThat(datapath.ruleSets().ids()).containsExactly(running.id());
    }
  }
}
