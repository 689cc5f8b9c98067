package io.sextant.datapath;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AddressPrefixTest {
  @ParameterizedTest
  @CsvSource({
    "10.1.2.3, 10.1.2.3/32",
    "10.1.2.3/16, 10.1.0.0/16",
    "10.255.2.3/9, 10.128.0.0/9",
    "10.1.2.3/0, 0.0.0.0/0",
    "fd00:1:2::3/32, fd00:1:0:0:0:0:0:0/32",
    "::1, 0:0:0:0:0:0:0:1/128",
  })
  void parse_giveCanonicalForm(String text, String canonical) {
    assertThat(AddressPrefix.parse(text)).hasToString(canonical);
  }

  @Test
  void parse_nonsense_saysWhatIsWrong() {
    assertThatThrownBy(() -> AddressPrefix.parse("10.0.0.0/33"))
        .hasMessage("prefix length 33: must be 0 to 32 for 10.0.0.0");
    assertThatThrownBy(() -> AddressPrefix.parse("10.0.0.0/x"))
        .hasMessage("not a prefix, like 10.1.0.0/16: '10.0.0.0/x'");
    assertThatThrownBy(() -> AddressPrefix.parse("shop/8"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
