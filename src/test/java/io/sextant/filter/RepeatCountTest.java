package io.sextant.filter;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RepeatCountTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      value = {
        "abc 1 3",
        "a{3} 3 3",
        "a{2,5}b{4} 5 9",
        "a{3,} 3 3",
        "(ab){3} 3 6",
        "((a{100}){100}){100} 1000000 1000000",
        "(a{10}b){10} 100 110",
        "[{3}]{4} 4 4",
        "[]{9}]{2} 2 2",
        "\\Q{9}\\E 1 1",
        "\\({5} 5 5",
        "a)b{2} 2 4",
        "((((((a{1000}){1000}){1000}){1000}){1000}) 1073741824 1073741824",
      })
  void count_multipliesWhatIsNested(String expression, long nested, long size) {
    assertThat(RepeatCount.of(expression)).isEqualTo(new RepeatCount(nested, size));
  }
}
