package io.sextant.serve.grpc;

import io.sextant.flow.IpAddress;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * Addresses as text; the last few thousand IP addresses are kept, in the same way as {@link
 * EndpointMessages} keeps its messages.
 */
final class AddressTexts {
  private static final int PLACES = 1 << 13;
  private static final HexFormat COLONS = HexFormat.ofDelimiter(":");

  private record Entry(long high, long low, String text) {}

  private final @Nullable Entry[] entries = new @Nullable Entry[PLACES];

  String text(IpAddress address) {
    return text(address.high(), address.low());
  }

  String text(long high, long low) {
    long mixed = (high * 31 + low) * 0x9e3779b97f4a7c15L;
    int place = (int) (mixed >>> 51);
    Entry entry = entries[place];
    if (entry == null || entry.high != high || entry.low != low) {
      entry = new Entry(high, low, new IpAddress(high, low).toString());
      entries[place] = entry;
    }
    return entry.text;
  }

  /** 48 bits in lower-case hex with colons. */
  static String mac(long bits) {
    byte[] bytes = new byte[6];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (bits >>> (40 - 8 * i));
    }
    return COLONS.formatHex(bytes);
  }
}
