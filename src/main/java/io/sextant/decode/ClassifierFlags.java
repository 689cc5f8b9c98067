package io.sextant.decode;

/** What the datapath says about the packet that it captured ({@code bpf/lib/classifiers.h}). */
public final class ClassifierFlags {
  public static final int IPV6 = 0x01;

  /** The packet starts with its IP header. */
  public static final int L3_DEVICE = 0x02;

  public static final int VXLAN = 0x04;
  public static final int GENEVE = 0x08;

  private ClassifierFlags() {}
}
