package io.sextant.datapath;

import static io.sextant.datapath.EndpointFlag.ENFORCE_EGRESS;
import static io.sextant.datapath.EndpointFlag.ENFORCE_INGRESS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sextant.datapath.DatapathConfig.AttachMode;
import io.sextant.ring.LossSource;
import io.sextant.ring.RingReader;
import io.sextant.ring.RingSettings;
import io.sextant.ring.SampleConsumer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Real connections between namespaces, through programs on real devices. */
@Tag("kernel")
class NamespacesTest {
  private static final int CLIENT_IDENTITY = 1_001;
  private static final int SERVER_IDENTITY = 1_002;
  private static final int ALLOWED = 8080;
  private static final int REFUSED = 8081;
  private static final int BRIEF_MILLIS = 300;

  /** New devices need some time until IPv6 works on them. */
  private static final int PATIENT_MILLIS = 10_000;

  @ParameterizedTest
  @EnumSource(
      value = AttachMode.class,
      names = {"TCX", "CLSACT"})
  void onePortAllowedAnotherNot_connectionsSayTheSameAsEvents(AttachMode mode) throws Exception {
    boolean mounted = Datapath.mountBpfFileSystem();
    DatapathConfig config =
        TestDatapath.config("sxd-net-" + ProcessHandle.current().pid()).withAttachMode(mode);
    try (TestNetwork network = new TestNetwork()) {
      Datapath datapath = Datapath.open(config);
      try (RingReader reader = RingReader.open(datapath.events(), RingSettings.defaults())) {
        reader.start();
        attach(network, datapath);
        converse(network, TestNetwork.SERVER);
        converse(network, TestNetwork.SERVER6);
        assertThat(events(reader, datapath))
            .contains(
                "verdict 0 of 1002 on 11 port 8080",
                "verdict 0 of 1001 on 12 port 8080",
                "verdict -133 of 1001 on 12 port 8081",
                "drop 133 on 12",
                "trace 3 on 11",
                "trace 0 on 12",
                "trace 3 on 12",
                "trace 0 on 11");
      } finally {
        network.router().run(datapath::uninstall);
      }
      assertThatThrownBy(() -> connect(network, TestNetwork.SERVER, 9, PATIENT_MILLIS))
          .as("nothing is in the way any more")
          .hasMessageContaining("refused");
    } finally {
      if (mounted) {
        Datapath.unmountBpfFileSystem();
      }
    }
  }

  private static void attach(TestNetwork network, Datapath datapath) throws IOException {
    RuleEntry in = new RuleEntry(CLIENT_IDENTITY, Direction.INGRESS, 6, ALLOWED, 16, false, 1);
    RuleEntry out = new RuleEntry(SERVER_IDENTITY, Direction.EGRESS, 6, 8080, 15, false, 2);
    List<RuleSet> sets = datapath.ruleSets().createAll(1, List.of(List.of(out), List.of(in)));
    Set<EndpointFlag> both = Set.of(ENFORCE_INGRESS, ENFORCE_EGRESS);
    datapath.addresses().put(AddressPrefix.parse(TestNetwork.CLIENT), CLIENT_IDENTITY);
    datapath.addresses().put(AddressPrefix.parse(TestNetwork.SERVER), SERVER_IDENTITY);
    datapath.addresses().put(AddressPrefix.parse(TestNetwork.CLIENT6), CLIENT_IDENTITY);
    datapath.addresses().put(AddressPrefix.parse(TestNetwork.SERVER6), SERVER_IDENTITY);
    int client = network.router().call(() -> datapath.attach(TestNetwork.CLIENT_DEVICE));
    int server = network.router().call(() -> datapath.attach(TestNetwork.SERVER_DEVICE));
    datapath.endpoints().put(client, new Endpoint(11, CLIENT_IDENTITY, sets.get(0).id(), 1, both));
    datapath.endpoints().put(server, new Endpoint(12, SERVER_IDENTITY, sets.get(1).id(), 1, both));
  }

  /** The allowed port answers, the other stays silent though somebody listens. */
  private static void converse(TestNetwork network, String server) throws Exception {
    try (ServerSocket allowed = listen(network, server, ALLOWED);
        ServerSocket refused = listen(network, server, REFUSED)) {
      Thread.ofPlatform().daemon().start(() -> echo(allowed));
      try (Socket socket = connect(network, server, ALLOWED, PATIENT_MILLIS)) {
        socket.setSoTimeout(5_000);
        socket.getOutputStream().write(42);
        assertThat(socket.getInputStream().read()).isEqualTo(42);
      }
      assertThatThrownBy(() -> connect(network, server, REFUSED, BRIEF_MILLIS))
          .isInstanceOf(SocketTimeoutException.class);
      refused.setSoTimeout(1);
      assertThatThrownBy(refused::accept).isInstanceOf(SocketTimeoutException.class);
    }
  }

  private static ServerSocket listen(TestNetwork network, String address, int port)
      throws IOException {
    return network
        .server()
        .call(() -> {
          ServerSocket socket = new ServerSocket();
          socket.setReuseAddress(true);
          socket.bind(new InetSocketAddress(address, port));
          return socket;
        });
  }

  private static Socket connect(TestNetwork network, String address, int port, int millis)
      throws IOException {
    return network
        .client()
        .call(() -> {
          Socket socket = new Socket();
          try {
            socket.connect(new InetSocketAddress(address, port), millis);
            return socket;
          } catch (IOException e) {
            socket.close();
            throw e;
          }
        });
  }

  private static void echo(ServerSocket listening) {
    try (Socket socket = listening.accept()) {
      socket.getOutputStream().write(socket.getInputStream().read());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Set<String> events(RingReader reader, Datapath datapath) throws IOException {
    Set<String> texts = new TreeSet<>();
    long[] seen = new long[1];
    long emitted =
        datapath.counters().emits().stream().mapToLong(DatapathCounters.Emits::count).sum();
    assertThat(datapath.counters().failedEmits()).isZero();
    SampleConsumer consumer =
        new SampleConsumer() {
          @Override
          public void sample(int cpu, long nanos, byte[] buffer, int offset, int length) {
            texts.add(text(buffer, offset));
            seen[0]++;
          }

          @Override
          public void lost(int cpu, long nanos, LossSource source, long count) {
            throw new AssertionError("lost " + count);
          }
        };
    while (seen[0] < emitted && reader.awaitSamples(5_000_000_000L)) {
      reader.drainTo(consumer, 100);
    }
    assertThat(seen[0]).isGreaterThanOrEqualTo(emitted);
    return texts;
  }

  private static String text(byte[] buffer, int offset) {
    var b =
        java.nio.ByteBuffer.wrap(buffer).order(java.nio.ByteOrder.nativeOrder()).slice(offset, 48);
    b.order(java.nio.ByteOrder.nativeOrder());
    return switch (b.get(0)) {
      case 1 -> "drop " + (b.get(1) & 0xff) + " on " + b.getShort(2);
      case 4 -> "trace " + b.get(1) + " on " + b.getShort(2);
      default ->
          "verdict %d of %d on %d port %d"
              .formatted(b.getInt(20), b.getInt(16), b.getShort(2), b.getShort(24) & 0xffff);
    };
  }
}
