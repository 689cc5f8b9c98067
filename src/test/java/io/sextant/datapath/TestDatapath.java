package io.sextant.datapath;

import static org.assertj.core.api.Assertions.assertThat;

import io.sextant.datapath.EventSettings.Aggregation;
import io.sextant.datapath.sys.BpfFileSystem;
import io.sextant.ring.LossSource;
import io.sextant.ring.RingReader;
import io.sextant.ring.RingSettings;
import io.sextant.ring.SampleConsumer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A datapath under pins of its own, its reader, and one endpoint on the loopback device; test runs
 * only, no device has the programs.
 */
public final class TestDatapath implements AutoCloseable {
  /** The device that test runs name. */
  public static final int LOOPBACK = 1;

  static final int ENDPOINT_ID = 900;
  static final int IDENTITY = 4_000;

  private static final AtomicInteger NUMBER = new AtomicInteger();

  public final Datapath datapath;
  private final RingReader reader;
  private final boolean mounted;
  private int revision;

  public TestDatapath() throws IOException {
    mounted = Datapath.mountBpfFileSystem();
    datapath =
        Datapath.open(
            config("sxd-" + ProcessHandle.current().pid() + "-" + NUMBER.incrementAndGet()));
    reader = RingReader.open(datapath.events(), new RingSettings(1 << 20, 1 << 20));
    reader.start();
  }

  static DatapathConfig config(String name) {
    EventSettings events = EventSettings.defaults().withAggregation(Aggregation.LOWEST);
    return new DatapathConfig(
        BpfFileSystem.USUAL.resolve(name),
        new DatapathConfig.Capacity(64, 65_536, 1_024, 65_536),
        DatapathConfig.AttachMode.AUTO,
        events);
  }

  /** One event, as its bytes. */
  public record Event(int cpu, long nanos, ByteBuffer bytes) {
    public int type() {
      return u8(0);
    }

    int u8(int offset) {
      return bytes.get(offset) & 0xff;
    }

    int u16(int offset) {
      return Short.toUnsignedInt(bytes.getShort(offset));
    }

    public int i32(int offset) {
      return bytes.getInt(offset);
    }

    /** The event in words, with what its fields say. */
    @Override
    public String toString() {
      return switch (type()) {
        case 1 -> "drop %d %d->%d to %d".formatted(u8(1), i32(16), i32(20), i32(24));
        case 4 ->
            "trace %d reason %d %d->%d to %d".formatted(u8(1), u8(26), i32(16), i32(20), u16(24));
        case 5 ->
            "verdict %d dir %d remote %d port %d/%d match %d audited %d cookie %d"
                .formatted(
                    i32(20),
                    u8(27) & 3,
                    i32(16),
                    u16(24),
                    u8(26),
                    u8(27) >> 3 & 7,
                    u8(27) >> 6 & 1,
                    i32(32));
        default -> "event of type " + type();
      };
    }
  }

  /** What a packet met: the program's return code, and the events it emitted. */
  public record Outcome(int returned, List<Event> events) {
    public static final int PASS = -1;
    static final int DROP = 2;

    List<String> texts() {
      return events.stream().map(Event::toString).toList();
    }
  }

  static RuleEntry allow(Direction direction, int identity, int protocol, int port) {
    return new RuleEntry(identity, direction, protocol, port, port == 0 ? 0 : 16, false, 70 + port);
  }

  static RuleEntry deny(Direction direction, int identity, int protocol, int port) {
    return new RuleEntry(identity, direction, protocol, port, port == 0 ? 0 : 16, true, 90 + port);
  }

  static void assertPasses(Outcome outcome, String... events) {
    assertThat(outcome.texts()).containsExactly(events);
    assertThat(outcome.returned()).isEqualTo(Outcome.PASS);
  }

  static void assertDropped(Outcome outcome, String... events) {
    assertThat(outcome.texts()).containsExactly(events);
    assertThat(outcome.returned()).isEqualTo(Outcome.DROP);
  }

  /** Points the endpoint to a new rule set. */
  RuleSet enforce(Set<EndpointFlag> flags, RuleEntry... rules) throws IOException {
    RuleSet set = datapath.ruleSets().create(++revision, List.of(rules));
    datapath
        .endpoints()
        .put(LOOPBACK, new Endpoint(ENDPOINT_ID, IDENTITY, set.id(), set.revision(), flags));
    return set;
  }

  void open() throws IOException {
    datapath.endpoints().put(LOOPBACK, Endpoint.open(ENDPOINT_ID, IDENTITY));
  }

  void address(String prefix, int identity) throws IOException {
    datapath.addresses().put(AddressPrefix.parse(prefix), identity);
  }

  public Outcome fromEndpoint(byte[] packet) throws IOException {
    long before = emitted();
    int returned = datapath.fromEndpoint().testRun(packet, LOOPBACK, 1).returned();
    return new Outcome(returned, take(emitted() - before));
  }

  public Outcome toEndpoint(byte[] packet) throws IOException {
    long before = emitted();
    int returned = datapath.toEndpoint().testRun(packet, LOOPBACK, 1).returned();
    return new Outcome(returned, take(emitted() - before));
  }

  /** The programs count what they emit, so exactly so many are awaited. */
  private long emitted() throws IOException {
    return datapath.counters().emits().stream().mapToLong(DatapathCounters.Emits::count).sum();
  }

  private List<Event> take(long count) {
    List<Event> events = new ArrayList<>();
    SampleConsumer consumer =
        new SampleConsumer() {
          @Override
          public void sample(int cpu, long nanos, byte[] buffer, int offset, int length) {
            byte[] bytes = Arrays.copyOfRange(buffer, offset, offset + length);
            events.add(
                new Event(cpu, nanos, ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder())));
          }

          @Override
          public void lost(int cpu, long nanos, LossSource source, long lost) {
            throw new AssertionError("lost " + lost + " at " + source);
          }
        };
    while (events.size() < count) {
      if (!reader.awaitSamples(5_000_000_000L)) {
        throw new AssertionError(count + " events were emitted, only came " + events);
      }
      reader.drainTo(consumer, 1_000);
    }
    return events;
  }

  @Override
  public void close() throws IOException {
    reader.close();
    datapath.uninstall();
    if (mounted) {
      Datapath.unmountBpfFileSystem();
    }
  }
}
