package io.sextant.decode;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Numbers in a sample: structs of the datapath are little endian, packets big endian. */
final class Wire {
  private static final VarHandle SHORT_LE = view(short[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INT_LE = view(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LONG_LE = view(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle SHORT_BE = view(short[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle INT_BE = view(int[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle LONG_BE = view(long[].class, ByteOrder.BIG_ENDIAN);

  private Wire() {}

  static int u8(byte[] data, int at) {
    return data[at] & 0xff;
  }

  static int u16le(byte[] data, int at) {
    return (short) SHORT_LE.get(data, at) & 0xffff;
  }

  static int i32le(byte[] data, int at) {
    return (int) INT_LE.get(data, at);
  }

  static long i64le(byte[] data, int at) {
    return (long) LONG_LE.get(data, at);
  }

  static int u16be(byte[] data, int at) {
    return (short) SHORT_BE.get(data, at) & 0xffff;
  }

  static int i32be(byte[] data, int at) {
    return (int) INT_BE.get(data, at);
  }

  static long i64be(byte[] data, int at) {
    return (long) LONG_BE.get(data, at);
  }

  private static VarHandle view(Class<?> array, ByteOrder order) {
    return MethodHandles.byteArrayViewVarHandle(array, order);
  }
}
