package io.sextant.enrich;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import io.sextant.control.ClusterState;
import io.sextant.decode.DecoderVectors;
import io.sextant.flow.AgentEvent;
import io.sextant.flow.DebugEvent;
import io.sextant.flow.Event;
import io.sextant.flow.Flow;
import io.sextant.flow.LostEvents;
import io.sextant.flow.Node;
import io.sextant.serve.grpc.FlowMessages;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * No sequence of bytes throws, hangs, or is read beyond its end.
 *
 * <p>Each sample is parsed twice, alone in its array and amid other bytes: what is read outside of
 * it would show as a difference. A short run by default; {@code -Dfuzz.events=20000000} and {@code
 * -Dfuzz.seed=…} make it longer or another one.
 */
@NullMarked
class DecoderFuzzTest {
  private static final long EVENTS = Long.getLong("fuzz.events", 300_000);
  private static final long SEED = Long.getLong("fuzz.seed", 20260115);
  private static final ParserOptions OPTIONS = new ParserOptions(false, true, Redaction.OFF);

  private final ClusterState cluster = DecoderVectors.cluster();
  private final EventParser alone = new EventParser(() -> cluster, OPTIONS);
  private final EventParser amid = new EventParser(() -> cluster, OPTIONS);
  private final Arrival arrival = new Arrival(Node.named("fuzz"), FlowIds.seeded(1));
  private final FlowMessages messages = new FlowMessages("1.19.4");
  private final SplittableRandom random = new SplittableRandom(SEED);
  private final byte[] buffer = new byte[2048];

  @Test
  @Timeout(value = 4, unit = TimeUnit.HOURS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void anyBytes_areParsedOrRefused() {
    System.out.println("fuzz: " + EVENTS + " events, seed " + SEED);
    List<byte[]> known = DecoderVectors.samples();
    SampleMutator mutator = new SampleMutator(known, SEED);
    long parsed = 0;
    for (long i = 0; i < EVENTS; i++) {
      parsed += parsed(mutator.next(), i) ? 1 : 0;
    }
    System.out.println("fuzz: " + parsed + " parsed, " + alone.refusals().total() + " refused");
    assertThat(parsed + alone.refusals().total()).isEqualTo(EVENTS);
    assertThat(parsed).as("mutations that still decode").isGreaterThan(EVENTS / 10);
  }

  private boolean parsed(byte[] sample, long number) {
    try {
      arrival.as(1, 2, 3, number, number);
      Event first = alone.parse(sample, 0, sample.length, arrival);
      Event second = amid.parse(surrounded(sample), 64, sample.length, arrival);
      assertThat(message(second)).isEqualTo(message(first));
      return first != null;
    } catch (RuntimeException | AssertionError e) {
      throw new AssertionError(
          "event %d of seed %d: %s".formatted(number, SEED, HexFormat.of().formatHex(sample)), e);
    }
  }

  private byte[] surrounded(byte[] sample) {
    byte noise = (byte) random.nextInt();
    Arrays.fill(buffer, 0, 64, noise);
    System.arraycopy(sample, 0, buffer, 64, sample.length);
    Arrays.fill(buffer, 64 + sample.length, Math.min(buffer.length, 192 + sample.length), noise);
    return buffer;
  }

  private @Nullable Message message(@Nullable Event event) {
    return switch (event) {
      case null -> null;
      case Flow flow -> messages.message(flow);
      case DebugEvent debug -> messages.message(debug);
      case AgentEvent agent -> messages.message(agent);
      case LostEvents lost -> messages.message(lost);
    };
  }
}
