package io.sextant.history.block;

import java.util.Arrays;

/** Different runs of bytes, each kept once. Reused by one thread. */
final class TokenSet {
  private static final long MIX = 0x9e3779b97f4a7c15L;
  private static final int FIRST_CAPACITY = 256;

  private byte[] bytes = new byte[16 * FIRST_CAPACITY];
  private int[] ends = new int[FIRST_CAPACITY];
  private int[] hashes = new int[FIRST_CAPACITY];
  private int[] table = new int[4 * FIRST_CAPACITY];
  private int size;

  void clear() {
    size = 0;
    Arrays.fill(table, 0);
  }

  int size() {
    return size;
  }

  byte[] bytes() {
    return bytes;
  }

  int start(int token) {
    return token == 0 ? 0 : ends[token - 1];
  }

  int end(int token) {
    return ends[token];
  }

  /** Whether it is new. */
  boolean add(byte[] from, int offset, int length) {
    int hash = hash(from, offset, length);
    int mask = table.length - 1;
    int at = hash & mask;
    while (table[at] != 0) {
      if (isAt(table[at] - 1, hash, from, offset, length)) {
        return false;
      }
      at = (at + 1) & mask;
    }
    append(hash, from, offset, length);
    table[at] = size;
    if (size == ends.length) {
      grow();
    }
    return true;
  }

  private boolean isAt(int token, int hash, byte[] from, int offset, int length) {
    int start = start(token);
    return hashes[token] == hash
        && Arrays.equals(bytes, start, ends[token], from, offset, offset + length);
  }

  private void append(int hash, byte[] from, int offset, int length) {
    int start = start(size);
    if (start + length > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, start + length));
    }
    System.arraycopy(from, offset, bytes, start, length);
    hashes[size] = hash;
    ends[size++] = start + length;
  }

  private void grow() {
    ends = Arrays.copyOf(ends, 2 * size);
    hashes = Arrays.copyOf(hashes, 2 * size);
    table = new int[4 * 2 * size];
    int mask = table.length - 1;
    for (int token = 0; token < size; token++) {
      int at = hashes[token] & mask;
      while (table[at] != 0) {
        at = (at + 1) & mask;
      }
      table[at] = token + 1;
    }
  }

  private static int hash(byte[] from, int offset, int length) {
    long hash = length;
    int at = offset;
    int end = offset + length;
    for (; at + Long.BYTES <= end; at += Long.BYTES) {
      hash = (hash ^ (long) ByteWriter.LONGS.get(from, at)) * MIX;
      hash ^= hash >>> 32;
    }
    long rest = 0;
    for (; at < end; at++) {
      rest = rest << 8 | (from[at] & 0xff);
    }
    hash = (hash ^ rest) * MIX;
    return (int) (hash ^ hash >>> 32);
  }
}
