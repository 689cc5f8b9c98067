package io.sextant.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sextant.flow.IpAddress;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DnsMessageTest {
  private static final long SEED = 20_261_124;

  /** A query for the address of a.example, as RFC 1035 lays it out. */
  private static final String QUERY =
      "1234" // id
          + "0100" // a standard query, recursion desired
          + "0001000000000000" // one question
          + "0161" // "a"
          + "076578616d706c65" // "example"
          + "00" // the root
          + "0001" // A
          + "0001"; // IN

  @Test
  void encode_query_isAsTheStandardSays() {
    ByteBuffer encoded = DnsMessage.query(0x1234, "a.example", DnsMessage.A).encode();
    byte[] bytes = new byte[encoded.remaining()];
    encoded.get(bytes);
    assertThat(HexFormat.of().formatHex(bytes)).isEqualTo(QUERY);
  }

  @Test
  void decode_answer_givesBackItsAddresses() {
    List<IpAddress> addresses = List.of(IpAddress.parse("fd42::a"), IpAddress.parse("fd42::b"));
    DnsMessage answer =
        DnsMessage.query(7, "cart.shop.svc.cluster.local", DnsMessage.AAAA).answer(0, addresses);
    assertThat(DnsMessage.decode(answer.encode())).isEqualTo(answer);
  }

  @Test
  void decode_anyDamage_isAMessageOrRefused() {
    byte[] query = HexFormat.of().parseHex(QUERY);
    Random random = new Random(SEED);
    int refused = 0;
    for (int round = 0; round < 5_000; round++) {
      byte[] damaged = java.util.Arrays.copyOf(query, random.nextInt(query.length + 1));
      if (damaged.length > 0) {
        damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
      }
      try {
        DnsMessage.decode(ByteBuffer.wrap(damaged));
      } catch (IllegalArgumentException e) {
        refused++;
      } catch (RuntimeException e) {
        throw new AssertionError("seed " + SEED + ", round " + round, e);
      }
    }
    assertThat(refused).isBetween(1_000, 4_999);
  }

  @Test
  void decode_cutOff_saysSo() {
    byte[] query = HexFormat.of().parseHex(QUERY);
    assertThatThrownBy(() -> DnsMessage.decode(ByteBuffer.wrap(query, 0, 20)))
        .hasMessage("the DNS message is cut off");
  }
}
