package io.sextant.datapath.sys;

/** System call numbers of this machine, for those the C library gives no function for. */
public enum Platform {
  X86_64("amd64", 321, 298, 324),
  AARCH64("aarch64", 280, 241, 283),
  /** Neither: {@link #current()} on macOS, or on Linux for another processor. */
  UNSUPPORTED("", -1, -1, -1);

  private static final Platform CURRENT = find();

  private final String arch;
  final long bpf;
  final long perfEventOpen;
  final long membarrier;

  Platform(String arch, long bpf, long perfEventOpen, long membarrier) {
    this.arch = arch;
    this.bpf = bpf;
    this.perfEventOpen = perfEventOpen;
    this.membarrier = membarrier;
  }

  public static Platform current() {
    return CURRENT;
  }

  private static Platform find() {
    if (!System.getProperty("os.name").equals("Linux")) {
      return UNSUPPORTED;
    }
    for (Platform platform : values()) {
      if (platform.arch.equals(System.getProperty("os.arch"))) {
        return platform;
      }
    }
    return UNSUPPORTED;
  }
}
