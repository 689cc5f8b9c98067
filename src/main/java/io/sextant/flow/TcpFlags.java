package io.sextant.flow;

/**
 * The nine flags of a TCP header (RFC 9293, section 3.1; NS from RFC 3540) as bits of an int, in
 * the order of the header's bits 15 to 7.
 */
public final class TcpFlags {
  public static final int FIN = 0x001;
  public static final int SYN = 0x002;
  public static final int RST = 0x004;
  public static final int PSH = 0x008;
  public static final int ACK = 0x010;
  public static final int URG = 0x020;
  public static final int ECE = 0x040;
  public static final int CWR = 0x080;
  public static final int NS = 0x100;

  private static final int[] PRINT_ORDER = {SYN, ACK, RST, FIN, PSH, URG, ECE, CWR, NS};
  private static final String[] PRINT_NAMES = {
    "SYN", "ACK", "RST", "FIN", "PSH", "URG", "ECE", "CWR", "NS"
  };
  private static final String[] TEXTS = new String[512];

  static {
    for (int flags = 0; flags < TEXTS.length; flags++) {
      TEXTS[flags] = join(flags);
    }
  }

  private TcpFlags() {}

  /**
   * The names of the flags that are set, as {@code SYN, ACK}; one shared string per combination.
   */
  public static String text(int flags) {
    return TEXTS[flags & 0x1ff];
  }

  /** The bit of a flag's upper-case name, or 0. */
  public static int bit(String name) {
    for (int i = 0; i < PRINT_NAMES.length; i++) {
      if (PRINT_NAMES[i].equals(name)) {
        return PRINT_ORDER[i];
      }
    }
    return 0;
  }

  private static String join(int flags) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < PRINT_ORDER.length; i++) {
      if ((flags & PRINT_ORDER[i]) != 0) {
        text.append(text.isEmpty() ? "" : ", ").append(PRINT_NAMES[i]);
      }
    }
    return text.toString();
  }
}
