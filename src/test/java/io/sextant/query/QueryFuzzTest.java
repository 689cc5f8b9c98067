package io.sextant.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.sextant.flow.Flow;
import io.sextant.flow.SmallWorldFlows;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Whatever is typed is a query or says why not; what is printed means the same. */
class QueryFuzzTest {
  private static final long SEED = 20_260_115;
  private static final int TEXTS = 20_000;

  private static final List<String> PIECES =
      List.of(
          "(",
          ")",
          "\"",
          "\\",
          "-",
          "!",
          " ",
          " ",
          "\t",
          ",",
          ":",
          "*",
          "..",
          ">=",
          "<",
          "/",
          "AND ",
          "OR ",
          "NOT ",
          "&&",
          "||",
          "source.",
          "client.",
          "to:",
          "x",
          "é",
          "\u0000",
          "\ud83d",
          "9".repeat(20),
          "10.0.0.0/8",
          "fd00::1",
          "cart",
          "2026-01-15");

  private static final List<String> TERMS =
      Stream.of(
              "port:443",
              "port:>=1024",
              "port:1-9999",
              "pod:cart",
              "pod:shop/*",
              "-reply:true",
              "ns:shop",
              "identity:world",
              "ip:10.0.0.0/30",
              "verdict:DROPPED,AUDIT",
              "status:5xx",
              "dns:*.com",
              "cart",
              "\"shop\"",
              "example",
              "reason:policy",
              "type:trace",
              "client.workload:web",
              "server:cart",
              "label:app=web",
              "label:\"app in (cart,dns)\"",
              "node:west/*",
              "policy:*",
              "latency:>50ms",
              "url:cart",
              "flags:SYN",
              "proto:udp",
              "interface:*",
              "text:\"a \\\"b\\\\\"",
              "port:(53 OR 80)",
              "method:GET",
              "fd00::1",
              "trace:4bf92f3577b34da6a3ce929d0e0e4736",
              "time:>=2026-01-15T10:21:00Z")
          .toList();

  @Test
  void anyText_isAQueryOrSaysWhereItIsNone() {
    Random random = new Random(SEED);
    int understood = 0;
    for (int i = 0; i < TEXTS; i++) {
      String text = hostile(random);
      try {
        Query.parse(text);
        understood++;
      } catch (QueryException e) {
        assertThat(e.column()).as("seed %s, text %s", SEED, text).isBetween(1, text.length() + 1);
        assertThat(e.length()).isPositive();
        assertThat(e.problem()).isNotBlank();
        assertThat(e.pointed().lines()).hasSizeBetween(1, 2);
      } catch (RuntimeException | StackOverflowError e) {
        throw new AssertionError("seed " + SEED + ", text " + text, e);
      }
    }
    assertThat(understood).isGreaterThan(TEXTS / 50);
  }

  @Test
  void printedQuery_choosesTheSameFlows() {
    Random random = new Random(SEED);
    SmallWorldFlows flows = new SmallWorldFlows(SEED);
    List<Flow> some = Stream.generate(flows::next).limit(50).toList();
    int chosen = 0;
    for (int i = 0; i < 2_000; i++) {
      String text = sound(random, 3);
      Query query = Query.parse(text);
      Query again = Query.parse(query.toString());
      assertThat(again).hasToString(query.toString());
      for (Flow flow : some) {
        boolean fits = query.condition().test(flow);
        chosen += fits ? 1 : 0;
        assertThat(again.condition().test(flow))
            .as("seed %s, text %s, printed %s", SEED, text, query)
            .isEqualTo(fits);
      }
    }
    assertThat(chosen).isBetween(5_000, 95_000);
  }

  private static String hostile(Random random) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(12); i >= 0; i--) {
      switch (random.nextInt(4)) {
        case 0 -> text.append(one(random, TERMS)).append(' ');
        case 1 ->
            text.append(one(random, QueryFields.ALL).name())
                .append(':')
                .append(one(random, PIECES));
        case 2 -> text.append((char) random.nextInt(0x250));
        default -> text.append(one(random, PIECES));
      }
    }
    return text.toString();
  }

  private static String sound(Random random, int depth) {
    if (depth == 0) {
      return one(random, TERMS);
    }
    String first = sound(random, random.nextInt(depth));
    String second = sound(random, random.nextInt(depth));
    return switch (random.nextInt(6)) {
      case 0 -> first + " OR " + second;
      case 1 -> "(" + first + " || " + second + ")";
      case 2 -> "-(" + first + ") " + second;
      case 3 -> "NOT (" + first + " AND " + second + ")";
      case 4 -> first + " " + second;
      default -> first;
    };
  }

  private static <T> T one(Random random, List<T> list) {
    return list.get(random.nextInt(list.size()));
  }
}
