package io.sextant.datapath.sys;

import java.io.IOException;

/** Network devices of the calling thread's namespace. */
public final class NetworkDevice {
  private NetworkDevice() {}

  /** The device's number. */
  public static int index(String name) throws IOException {
    long[] index = new long[1];
    Libc.call(
        "find network device " + name,
        (arena, state) -> {
          index[0] = (int) Libc.IF_NAMETOINDEX.invokeExact(state, arena.allocateFrom(name));
          return index[0] == 0 ? -1 : 0;
        });
    return (int) index[0];
  }
}
