package io.sextant.datapath.sys;

import static io.sextant.datapath.sys.IpCommand.ip;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("kernel")
class NetworkNamespaceTest {
  private static final String NAME = "sxd-ns-" + ProcessHandle.current().pid();

  @BeforeEach
  void create() throws Exception {
    ip("netns", "add", NAME);
  }

  @AfterEach
  void delete() throws Exception {
    ip("netns", "delete", NAME);
  }

  @Test
  void call_runsInsideAndComesBack() throws Exception {
    String home = inode();
    try (NetworkNamespace namespace = NetworkNamespace.open(NAME)) {
      String inside = namespace.call(NetworkNamespaceTest::inode);
      assertThat(inside).isNotEqualTo(home);
      assertThat(inode()).isEqualTo(home);
    }
  }

  @Test
  void call_actionFails_comesBackToo() throws Exception {
    String home = inode();
    try (NetworkNamespace namespace = NetworkNamespace.open(NAME)) {
      assertThatThrownBy(() ->
              namespace.call(() -> {
                throw new IOException("inside");
              }))
          .hasMessage("inside");
    }
    assertThat(inode()).isEqualTo(home);
  }

  @Test
  void call_seesOnlyTheNamespacesDevices() throws Exception {
    try (NetworkNamespace namespace = NetworkNamespace.open(NAME)) {
      List<String> lines =
          namespace.call(() -> Files.readAllLines(Path.of("/proc/thread-self/net/dev")));
      assertThat(lines).anyMatch(line -> line.strip().startsWith("lo:"));
      assertThat(lines).noneMatch(line -> line.strip().startsWith("eth"));
    }
  }

  @Test
  void open_unknownName_saysWhatToDo() {
    assertThatThrownBy(() -> NetworkNamespace.open("sxd-none"))
        .hasMessage("no network namespace sxd-none: create it, ip netns add sxd-none");
  }

  @Test
  void call_fromVirtualThread_isRefused() throws Exception {
    try (NetworkNamespace namespace = NetworkNamespace.open(NAME)) {
      var failure = new java.util.concurrent.CompletableFuture<Throwable>();
      Thread.ofVirtual()
          .start(() -> {
            try {
              namespace.call(() -> "inside");
              failure.complete(new AssertionError("entered"));
            } catch (Throwable e) {
              failure.complete(e);
            }
          });
      assertThat(failure.get()).isInstanceOf(IllegalStateException.class);
    }
  }

  private static String inode() throws IOException {
    return Files.readSymbolicLink(Path.of("/proc/thread-self/ns/net")).toString();
  }
}
