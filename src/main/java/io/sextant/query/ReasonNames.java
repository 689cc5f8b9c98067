package io.sextant.query;

import io.sextant.filter.Wildcard;
import io.sextant.flow.DropReason;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Drop reasons by what people call them. */
final class ReasonNames {
  private static final int ALL_NUMBERS = 256;

  /** Names in Hubble's API. */
  static final List<String> ALL =
      IntStream.range(1, ALL_NUMBERS)
          .mapToObj(DropReason::name)
          .filter(name -> !name.matches("[0-9]+"))
          .toList();

  private ReasonNames() {}

  /** The numbers of the one that is called so, else of all whose name or text fits. */
  static Set<Integer> numbers(Value value) {
    String text = value.text().toLowerCase(Locale.ROOT).replace(' ', '_');
    if (text.matches("[0-9]{1,9}")) {
      return Set.of(Integer.parseInt(text));
    }
    Set<Integer> exact = numbers(i -> name(i).equals(text) || words(i).equals(text));
    if (!exact.isEmpty()) {
      return exact;
    }
    Wildcard pattern = new Value(text, value.quoted()).partly();
    return numbers(i -> pattern.matches(name(i)) || pattern.matches(words(i)));
  }

  private static Set<Integer> numbers(IntPredicate fits) {
    return IntStream.range(1, ALL_NUMBERS).filter(fits).boxed().collect(Collectors.toSet());
  }

  private static String name(int reason) {
    return DropReason.name(reason).toLowerCase(Locale.ROOT);
  }

  private static String words(int reason) {
    return DropReason.text(reason).toLowerCase(Locale.ROOT).replace(' ', '_');
  }
}
