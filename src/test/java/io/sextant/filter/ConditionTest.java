package io.sextant.filter;

import static org.assertj.core.api.Assertions.assertThat;

import io.sextant.filter.Condition.All;
import io.sextant.filter.Condition.Any;
import io.sextant.filter.Condition.Not;
import io.sextant.flow.Event;
import io.sextant.flow.LostEvents;
import io.sextant.flow.SmallWorldFlows;
import io.sextant.flow.TestFlows;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConditionTest {
  private static final long SEED = 5;

  @Test
  void nothing_holdsForAll_andAnyOfNothingForNone() {
    assertThat(Condition.EVERYTHING.test(TestFlows.drop())).isTrue();
    assertThat(Condition.any(List.of()).test(TestFlows.drop())).isFalse();
    assertThat(new Not(Condition.EVERYTHING).test(TestFlows.drop())).isFalse();
  }

  @Test
  void cheapParts_standFirst() {
    Criterion dear = DnsQueries.parse(List.of("x"));
    Criterion cheap = Verdicts.of(List.of(2));
    Condition middle = new Not(new Any(List.of(new Replies(Set.of(true)), cheap)));
    assertThat(new All(List.of(dear, middle, cheap)).parts()).containsExactly(cheap, middle, dear);
    assertThat(new Any(List.of(dear, middle, cheap)).parts()).containsExactly(cheap, middle, dear);
  }

  @Test
  void selection_isTheSameAsItsTree() {
    Random random = new Random(SEED);
    SmallWorldFlows flows = new SmallWorldFlows(SEED);
    int chosen = 0;
    for (int i = 0; i < 300; i++) {
      Selection selection = new Selection(filters(random), filters(random));
      Condition tree = selection.condition();
      for (int j = 0; j < 50; j++) {
        Event event = j == 0 ? lost() : flows.next();
        assertThat(tree.test(event))
            .as("seed %s, selection %s: %s", SEED, i, tree)
            .isEqualTo(selection.test(event));
        chosen += selection.test(event) ? 1 : 0;
      }
    }
    assertThat(chosen).isBetween(1_000, 14_000);
  }

  @Test
  void filter_isTheSameAsItsTree() {
    Random random = new Random(SEED);
    SmallWorldFlows flows = new SmallWorldFlows(SEED);
    for (int i = 0; i < 300; i++) {
      FlowFilter filter = filter(random);
      for (int j = 0; j < 20; j++) {
        Event event = flows.next();
        assertThat(filter.condition().test(event)).isEqualTo(filter.test(event));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "cart, cart, true",
    "cart, carts, false",
    "cart-*, cart-7d, true",
    "*cart, my/cart, true",
    "*, anything at all, true",
    "a*b*c, aXbYc, true",
    "a*b*c, acb, false",
    "ab*ab, ab, false",
    "ab**ab, abab, true",
    "*_%*, a_%b, true",
    "Cart, cart, false",
  })
  void wildcard_matches(String pattern, String text, boolean fits) {
    assertThat(Wildcard.exact(pattern).matches(text)).isEqualTo(fits);
  }

  @Test
  void wildcard_withoutRegardToCase_andLiteral() {
    assertThat(Wildcard.loose("*.Example.COM").matches("api.exAmple.com")).isTrue();
    assertThat(Wildcard.loose("a*B*c").matches("AxbXC")).isTrue();
    assertThat(Wildcard.literal("a*").matches("ab")).isFalse();
    assertThat(Wildcard.part("*").matches("a*b")).isTrue();
    assertThat(Wildcard.part("*").matches("ab")).isFalse();
  }

  @Test
  void hostileWildcard_costsLittle() {
    Wildcard pattern = Wildcard.loose("*a".repeat(255));
    org.junit.jupiter.api.Assertions.assertTimeout(
        Duration.ofSeconds(2),
        () -> {
          for (int i = 0; i < 1_000; i++) {
            assertThat(pattern.matches("a".repeat(254) + "b")).isFalse();
          }
        });
  }

  @Test
  void range_isOfUnsignedNumbers_andOfWhatIsThere() {
    assertThat(new Range(Range.Quantity.DESTINATION_PORT, 5000, 6000).test(TestFlows.drop()))
        .isTrue();
    assertThat(new Range(Range.Quantity.SOURCE_PORT, 5000, 6000).test(TestFlows.drop())).isFalse();
    assertThat(new Range(Range.Quantity.HTTP_STATUS, 0, 999).test(TestFlows.drop())).isFalse();
    assertThat(new Range(Range.Quantity.LATENCY, 0, 999).test(TestFlows.drop())).isFalse();
    long time = TestFlows.TEN_TWENTY;
    assertThat(new Range(Range.Quantity.TIME, time, time).test(lost())).isTrue();
    assertThat(new Range(Range.Quantity.TIME, time + 1, Long.MAX_VALUE).test(lost())).isFalse();
  }

  private static LostEvents lost() {
    return new LostEvents(
        TestFlows.TEN_TWENTY,
        TestFlows.NODE,
        LostEvents.Source.PERF_EVENT_RING_BUFFER,
        3,
        LostEvents.NO_CPU,
        0,
        0);
  }

  private static List<FlowFilter> filters(Random random) {
    List<FlowFilter> filters = new ArrayList<>();
    for (int i = random.nextInt(3); i > 0; i--) {
      filters.add(filter(random));
    }
    return filters;
  }

  private static FlowFilter filter(Random random) {
    List<Supplier<Criterion>> kinds =
        List.of(
            () -> Verdicts.of(List.of(random.nextInt(8), random.nextInt(8))),
            () -> Pods.parse(Side.SOURCE, List.of("shop/", "/cart")),
            () -> Labels.parse(Labels.Where.DESTINATION, List.of("app in (cart, web)", "!app")),
            () -> Ports.parse(Side.DESTINATION, List.of("443", "8080")),
            () -> Addresses.parse(Addresses.Which.SOURCE, List.of("10.0.0.0/30")),
            () -> new Replies(Set.of(random.nextBoolean())),
            () -> new EventTypes(List.of(new EventTypes.Match(4, EventTypes.Match.ANY))),
            () -> Protocols.parse(List.of("tcp", "dns")),
            () -> new Range(Range.Quantity.DESTINATION_PORT, 0, random.nextInt(65_536)),
            () -> new Text("cart", random.nextBoolean()),
            () -> new Contains(Contains.Where.SOURCE, "CART"));
    List<Criterion> criteria = new ArrayList<>();
    for (int i = random.nextInt(3); i > 0; i--) {
      criteria.add(kinds.get(random.nextInt(kinds.size())).get());
    }
    return new FlowFilter(criteria);
  }
}
