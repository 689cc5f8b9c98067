package io.sextant.enrich;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.NullMarked;

/**
 * Samples that are almost right: known ones with wrong lengths, versions, types, flags and options
 * where the structs and headers have them, spliced, cut and extended; and some that are noise.
 */
@NullMarked
final class SampleMutator {
  private static final int[] STRUCT_LENGTHS = {20, 24, 32, 36, 40, 48, 56};
  private static final int[] TYPES = {1, 2, 3, 4, 5, 7, 0, 6, 129, 255};
  private static final int[] ETHERTYPES = {0x0800, 0x86dd, 0x6558, 0x0806, 0x8100, 0x0005};
  private static final int[] PROTOCOLS = {0, 1, 2, 4, 6, 17, 41, 43, 44, 58, 60, 94, 112, 132};
  private static final int[] EDGES = {0, 1, 2, 4, 5, 7, 8, 15, 19, 20, 40, 127, 128, 254, 255};
  private static final int MAX_LENGTH = 512;

  private final List<byte[]> known;
  private final SplittableRandom random;

  SampleMutator(List<byte[]> known, long seed) {
    this.known = known;
    this.random = new SplittableRandom(seed);
  }

  byte[] next() {
    if (random.nextInt(50) == 0) {
      return noise();
    }
    byte[] sample = pick().clone();
    for (int i = random.nextInt(4); i >= 0; i--) {
      sample = mutated(sample);
    }
    return sample;
  }

  private byte[] mutated(byte[] sample) {
    if (sample.length == 0) {
      return noise();
    }
    return switch (random.nextInt(10)) {
      case 0 -> Arrays.copyOf(sample, random.nextInt(sample.length + 1));
      case 1 -> extended(sample);
      case 2 -> spliced(sample);
      case 3, 4 -> header(sample);
      case 5, 6, 7 -> packet(sample);
      default -> flipped(sample);
    };
  }

  private byte[] noise() {
    byte[] sample = new byte[random.nextInt(160)];
    random.nextBytes(sample);
    if (sample.length > 0) {
      sample[0] = (byte) any(TYPES);
    }
    return sample;
  }

  private byte[] extended(byte[] sample) {
    byte[] longer = Arrays.copyOf(sample, Math.min(MAX_LENGTH, sample.length + random.nextInt(80)));
    if (random.nextBoolean()) {
      for (int i = Math.min(sample.length, longer.length); i < longer.length; i++) {
        longer[i] = (byte) random.nextInt();
      }
    }
    return longer;
  }

  /** The struct of one sample before the packet of another, or a packet inside a packet. */
  private byte[] spliced(byte[] sample) {
    byte[] other = pick();
    int keep =
        Math.min(sample.length, random.nextBoolean() ? any(STRUCT_LENGTHS) : random.nextInt(120));
    int from = Math.min(other.length, any(STRUCT_LENGTHS) + (random.nextBoolean() ? 14 : 0));
    int length = Math.min(MAX_LENGTH, keep + other.length - from);
    byte[] both = Arrays.copyOf(sample, length);
    System.arraycopy(other, from, both, keep, length - keep);
    return both;
  }

  private byte[] header(byte[] sample) {
    switch (random.nextInt(5)) {
      case 0 -> put(sample, 0, any(TYPES));
      case 1 -> put(sample, 1, random.nextInt(256));
      case 2 -> put(sample, 14, random.nextInt(5));
      case 3 -> put(sample, any(new int[] {3, 26, 27, 36}), random.nextInt(256));
      default -> put(sample, random.nextInt(56), any(EDGES));
    }
    return sample;
  }

  /** A field of a header, at the place where it is when nothing unusual stands before it. */
  private byte[] packet(byte[] sample) {
    int ethernet = any(STRUCT_LENGTHS);
    int ip = ethernet + (random.nextInt(4) == 0 ? 0 : 14);
    int above = ip + (random.nextBoolean() ? 20 : 40);
    switch (random.nextInt(9)) {
      case 0 -> put16(sample, ethernet + 12, any(ETHERTYPES));
      case 1 -> put(sample, ip, 0x40 | random.nextInt(16));
      case 2 -> put16(sample, ip + 2, any(EDGES));
      case 3 -> put16(sample, ip + 4, any(EDGES));
      case 4 -> put(sample, ip + (random.nextBoolean() ? 9 : 6), any(PROTOCOLS));
      case 5 -> put16(sample, ip + 6, random.nextInt(0x10000));
      case 6 -> put(sample, above + any(new int[] {0, 1, 4, 5, 12}), any(EDGES));
      case 7 -> put16(sample, above + 4, any(EDGES));
      default -> put(sample, above + random.nextInt(40), any(EDGES));
    }
    return sample;
  }

  private byte[] flipped(byte[] sample) {
    for (int i = random.nextInt(3); i >= 0; i--) {
      int at = random.nextInt(sample.length);
      sample[at] = (byte) (sample[at] ^ (1 << random.nextInt(8)));
    }
    return sample;
  }

  private byte[] pick() {
    return known.get(random.nextInt(known.size()));
  }

  private int any(int[] values) {
    return values[random.nextInt(values.length)];
  }

  private static void put(byte[] sample, int at, int value) {
    if (at < sample.length) {
      sample[at] = (byte) value;
    }
  }

  private static void put16(byte[] sample, int at, int value) {
    put(sample, at, value >>> 8);
    put(sample, at + 1, value);
  }
}
