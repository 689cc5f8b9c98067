package io.sextant.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CidrTest {
  @ParameterizedTest
  @CsvSource({
    "10.1.2.3/8, 10.0.0.0/8",
    "10.1.2.3/32, 10.1.2.3/32",
    "10.1.2.3, 10.1.2.3/32",
    "255.255.255.255/0, 0.0.0.0/0",
    "fd42::17/64, fd42::/64",
    "fd42::17/65, fd42::/65",
    "fd42:0:0:0:ffff::/66, fd42::c000:0:0:0/66",
    "::1/128, ::1/128",
    "ffff::/0, ::/0"
  })
  void parse_zerosWhatDoesNotCount(String text, String canonical) {
    assertThat(Cidr.parse(text)).hasToString(canonical);
  }

  @ParameterizedTest
  @CsvSource({
    "10.0.0.0/8, 10.1.0.0/16, true",
    "10.1.0.0/16, 10.0.0.0/8, false",
    "10.0.0.0/8, 10.0.0.0/8, true",
    "10.0.0.0/8, 11.0.0.0/16, false",
    "0.0.0.0/0, fd00::/8, false",
    "::/0, 10.0.0.0/8, false",
    "::/0, fd00::/8, true",
    "fd42::/64, fd42:0:0:1::/65, false"
  })
  void contains_withinOneFamilyByPrefix(String outer, String inner, boolean expected) {
    assertThat(Cidr.parse(outer).contains(Cidr.parse(inner))).isEqualTo(expected);
  }

  @Test
  void parse_lengthOutOfRange_saysWhatIsPossible() {
    assertThatThrownBy(() -> Cidr.parse("10.0.0.0/33"))
        .hasMessage("prefix length 33 of 10.0.0.0: 0 to 32 is possible");
  }

  @Test
  void parse_nonsense_isNamed() {
    assertThatThrownBy(() -> Cidr.parse("10.0.0.0/x"))
        .hasMessage("\"10.0.0.0/x\" is not a range of addresses such as 10.0.0.0/8 or fd00::/8");
  }
}
