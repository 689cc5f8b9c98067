package io.sextant.cni;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sextant.flow.Cidr;
import io.sextant.flow.IpAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AddressPoolTest {
  @Test
  void take_givesOneOfEachFamily_neverTheFirst() throws CniException {
    AddressPool pool = pool("10.42.0.0/24", "fd42::/64");
    assertThat(pool.take()).map(IpAddress::toString).containsExactly("10.42.0.1", "fd42::1");
    assertThat(pool.take()).map(IpAddress::toString).containsExactly("10.42.0.2", "fd42::2");
  }

  @Test
  void take_afterGiveBack_goesOnBehindTheLast() throws CniException {
    AddressPool pool = pool("10.42.0.0/29");
    List<IpAddress> first = pool.take();
    pool.take();
    pool.giveBack(first);
    assertThat(pool.take().getFirst()).hasToString("10.42.0.3");
    pool.take();
    pool.take();
    assertThat(pool.take().getFirst()).hasToString("10.42.0.6");
    assertThat(pool.take()).as("round to what rested longest").isEqualTo(first);
  }

  @Test
  void take_usedUp_saysWhichPoolAndFamily_andTakesNothing() throws CniException {
    AddressPool pool = pool("10.42.0.0/24", "fd42::4/126");
    pool.take();
    List<IpAddress> second = pool.take();
    assertThatThrownBy(pool::take)
        .isInstanceOfSatisfying(
            CniException.class, e -> assertThat(e.code()).isEqualTo(CniErrorCode.TRY_AGAIN))
        .hasMessage("address pool test has no free IPv6 address");
    pool.giveBack(second);
    assertThat(pool.take()).map(IpAddress::toString).containsExactly("10.42.0.3", "fd42::6");
  }

  @Test
  void take_severalRangesOfAFamily_fillsOneAfterTheOther() throws CniException {
    AddressPool pool = pool("10.1.0.0/30", "10.2.0.0/30");
    List<String> given = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      given.add(pool.take().getFirst().toString());
    }
    assertThat(given).containsExactly("10.1.0.1", "10.1.0.2", "10.2.0.1", "10.2.0.2");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''                      | has no range",
        "10.0.0.0/31             | range 10.0.0.0/31 of address pool test has no room",
        "fd00::1/128             | range fd00::1/128 of address pool test has no room",
        "10.0.0.0/8 10.1.0.0/16  | ranges 10.0.0.0/8 and 10.1.0.0/16 of address pool test overlap",
      })
  void pool_thatCannotBe_isRefused(String ranges, String complaint) {
    String[] parts = ranges.isEmpty() ? new String[0] : ranges.split(" ");
    assertThatThrownBy(() -> pool(parts))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(complaint);
  }

  /**
   * Random comings and goings, with a restart now and then: nobody's address is given twice, none
   * is outside of the ranges, the pool ends exactly when all are taken, and an address that came
   * back rests until every other free one was given.
   */
  @RepeatedTest(20)
  void takeAndGiveBack_atRandom_keepsThePromises() throws CniException {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    Cidr range = Cidr.parse("10.9.0.0/" + (24 + random.nextInt(6)));
    int size = (1 << (32 - range.length())) - 2;
    AddressPool pool = new AddressPool("test", List.of(range));
    List<IpAddress> held = new ArrayList<>();
    for (int step = 0; step < 2000; step++) {
      if (random.nextInt(100) == 0) {
        pool = restarted(pool, range, held);
      }
      if (random.nextInt(100) < 52) {
        if (held.size() == size) {
          assertThatThrownBy(pool::take).isInstanceOf(CniException.class);
          continue;
        }
        IpAddress address = pool.take().getFirst();
        assertThat(held).as("seed %d, step %d", seed, step).doesNotContain(address);
        assertThat(range.contains(Cidr.of(address))).as("seed %d: %s", seed, address).isTrue();
        assertThat(address.low() - range.address().low()).isBetween(1L, (long) size);
        held.add(address);
      } else if (!held.isEmpty()) {
        pool.giveBack(List.of(held.remove(random.nextInt(held.size()))));
      }
    }
  }

  private static AddressPool restarted(AddressPool old, Cidr range, List<IpAddress> held) {
    AddressPool pool = new AddressPool("test", List.of(range));
    held.forEach(pool::occupy);
    pool.continueBehind(old.lastGiven());
    return pool;
  }

  @Test
  void restart_doesNotBringQuickReuse() throws CniException {
    Cidr range = Cidr.parse("10.9.0.0/28");
    AddressPool pool = new AddressPool("test", List.of(range));
    IpAddress given = pool.take().getFirst();
    pool.giveBack(List.of(given));
    pool = restarted(pool, range, List.of());
    Set<IpAddress> others = new HashSet<>();
    for (int i = 0; i < 13; i++) {
      others.add(pool.take().getFirst());
    }
    assertThat(others).hasSize(13).doesNotContain(given);
    assertThat(pool.take()).isEqualTo(List.of(given));
  }

  @Test
  void aFreedAddress_restsUntilAllOtherFreeOnesWereGiven() throws CniException {
    AddressPool pool = pool("10.9.0.0/26");
    ArrayDeque<IpAddress> freed = new ArrayDeque<>();
    for (int i = 0; i < 62 * 3; i++) {
      IpAddress address = pool.take().getFirst();
      if (i >= 62) {
        assertThat(address).isEqualTo(freed.removeFirst());
      }
      pool.giveBack(List.of(address));
      freed.addLast(address);
    }
  }

  private static AddressPool pool(String... ranges) {
    return new AddressPool("test", List.of(ranges).stream().map(Cidr::parse).toList());
  }
}
