package io.sextant.datapath.sys;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;

/**
 * One map of the kernel, as bytes. Any thread; each call is one system call.
 *
 * <p>Many elements go in batches. Kernels before 5.13 have none for prefix maps, and before 5.19
 * none for maps of maps: there the elements go one by one.
 */
public final class BpfMap implements AutoCloseable {
  private static final int INFO_SIZE = 80;
  private static final int LARGEST_BATCH = 4096;

  private final Fd fd;
  private final int id;
  private final Shape shape;
  private final long valueStride;
  private volatile boolean batches = true;

  /** What {@code bpf_map_info} says of a map. */
  public record Shape(
      String name, MapType type, int keySize, int valueSize, int maxEntries, int flags) {}

  private BpfMap(Fd fd, int id, Shape shape) {
    this.fd = fd;
    this.id = id;
    this.shape = shape;
    this.valueStride =
        shape.type().perCpu()
            ? (shape.valueSize() + 7L) / 8 * 8 * PossibleCpus.count()
            : shape.valueSize();
  }

  /** Takes the descriptor over, and closes it if it is of no map. */
  static BpfMap of(Fd fd) throws SystemCallException {
    try {
      return read(fd);
    } catch (SystemCallException | RuntimeException e) {
      fd.close();
      throw e;
    }
  }

  /** Makes a map that lives as long as this object, or another map, holds it. */
  public static BpfMap create(Shape shape) throws SystemCallException {
    long fd =
        Bpf.call(
            "create map " + shape.name(),
            Bpf.MAP_CREATE,
            (attr, _) -> {
              Bpf.set(attr, 0, shape.type().number());
              Bpf.set(attr, 4, shape.keySize());
              Bpf.set(attr, 8, shape.valueSize());
              Bpf.set(attr, 12, shape.maxEntries());
              Bpf.set(attr, 16, shape.flags());
              attr.setString(28, shape.name());
            });
    return of(new Fd(fd));
  }

  public static BpfMap openPinned(Path path) throws SystemCallException {
    return of(Bpf.openPinned(path));
  }

  /**
   * Opens a map by the kernel's number for it, as an outer map gives it.
   *
   * @throws SystemCallException ENOENT when it is gone
   */
  public static BpfMap openById(int id) throws SystemCallException {
    long fd = Bpf.call("open map " + id, Bpf.MAP_GET_FD_BY_ID, (attr, _) -> Bpf.set(attr, 0, id));
    return of(new Fd(fd));
  }

  /** From now on as on a kernel that has no batches for this kind of map. */
  BpfMap withoutBatches() {
    batches = false;
    return this;
  }

  /** The kernel's number for it, the same through every descriptor and pin. */
  public int id() {
    return id;
  }

  public Shape shape() {
    return shape;
  }

  /** Bytes of a value as system calls see it: one for each possible CPU in a per-CPU map. */
  public long valueBytes() {
    return valueStride;
  }

  public int fd() {
    return fd.number();
  }

  public void pin(Path path) throws SystemCallException {
    Bpf.pin(fd, path);
  }

  /** Copies the value of a key; false if the key is not there. */
  public boolean lookup(MemorySegment key, MemorySegment value) throws SystemCallException {
    return element("look up in", Bpf.MAP_LOOKUP_ELEM, key, value);
  }

  /** Writes or replaces the element as one. */
  public void put(MemorySegment key, MemorySegment value) throws SystemCallException {
    if (!element("write to", Bpf.MAP_UPDATE_ELEM, key, value)) {
      throw new SystemCallException("write to map " + shape.name(), 2);
    }
  }

  /** False if the key was not there. */
  public boolean remove(MemorySegment key) throws SystemCallException {
    return element("delete from", Bpf.MAP_DELETE_ELEM, key, MemorySegment.NULL);
  }

  /** Writes {@code count} elements that lie one behind the other. */
  public void putAll(MemorySegment keys, MemorySegment values, int count)
      throws SystemCallException {
    if (batch("write to", Bpf.MAP_UPDATE_BATCH, keys, values, count)) {
      return;
    }
    for (int i = 0; i < count; i++) {
      put(nth(keys, i, shape.keySize()), nth(values, i, valueStride));
    }
  }

  /** Deletes {@code count} keys that lie one behind the other, up to the first that is missing. */
  public void removeAll(MemorySegment keys, int count) throws SystemCallException {
    try {
      if (batch("delete from", Bpf.MAP_DELETE_BATCH, keys, MemorySegment.NULL, count)) {
        return;
      }
    } catch (SystemCallException e) {
      if (e.errno() == Errno.ENOENT) {
        return;
      }
      throw e;
    }
    int i = 0;
    while (i < count && remove(nth(keys, i, shape.keySize()))) {
      i++;
    }
  }

  /** Receives one element; the segments are valid during the call. */
  @FunctionalInterface
  public interface Visitor {
    void element(MemorySegment key, MemorySegment value);
  }

  /** Shows all elements, read in batches: no snapshot, what changes meanwhile may be missed. */
  public void forEach(Visitor visitor) throws SystemCallException {
    if (batches) {
      try {
        forEachInBatches(visitor);
        return;
      } catch (SystemCallException e) {
        if (!refusesBatches(e)) {
          throw e;
        }
      }
    }
    forEachByKey(visitor);
  }

  /** A key that is deleted meanwhile leads back to the first: so no more are shown than fit. */
  private void forEachByKey(Visitor visitor) throws SystemCallException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment key = arena.allocate(shape.keySize(), 8);
      MemorySegment next = arena.allocate(shape.keySize(), 8);
      MemorySegment value = arena.allocate(valueStride, 8);
      boolean more = element("list", Bpf.MAP_GET_NEXT_KEY, MemorySegment.NULL, next);
      for (int shown = 0; more && shown < shape.maxEntries(); shown++) {
        key.copyFrom(next);
        more = element("list", Bpf.MAP_GET_NEXT_KEY, key, next);
        if (lookup(key, value)) {
          visitor.element(key, value);
        }
      }
    }
  }

  private void forEachInBatches(Visitor visitor) throws SystemCallException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment keys = arena.allocate((long) batch() * shape.keySize(), 8);
      MemorySegment values = arena.allocate(batch() * valueStride, 8);
      MemorySegment attr = Bpf.attributes(arena);
      MemorySegment state = arena.allocate(Libc.CALL_STATE);
      MemorySegment cursor = arena.allocate(Math.max(shape.keySize(), 8), 8);
      boolean first = true;
      boolean more = true;
      while (more) {
        more = readBatch(attr, state, cursor, first, keys, values);
        first = false;
        int count = attr.get(JAVA_INT, 32);
        for (int i = 0; i < count; i++) {
          visitor.element(
              keys.asSlice((long) i * shape.keySize(), shape.keySize()),
              values.asSlice(i * valueStride, valueStride));
        }
      }
    }
  }

  @Override
  public void close() {
    fd.close();
  }

  private int batch() {
    return Math.min(LARGEST_BATCH, shape.maxEntries());
  }

  private boolean readBatch(
      MemorySegment attr,
      MemorySegment state,
      MemorySegment cursor,
      boolean first,
      MemorySegment keys,
      MemorySegment values)
      throws SystemCallException {
    attr.fill((byte) 0);
    attr.set(JAVA_LONG, 0, first ? 0 : cursor.address());
    Bpf.set(attr, 8, cursor);
    Bpf.set(attr, 16, keys);
    Bpf.set(attr, 24, values);
    Bpf.set(attr, 32, batch());
    Bpf.set(attr, 36, fd.number());
    try {
      if (Bpf.invoke(state, Bpf.MAP_LOOKUP_BATCH, attr) >= 0) {
        return true;
      }
    } catch (Throwable e) {
      throw Libc.unexpected("read map " + shape.name(), e);
    }
    if (Errno.of(Libc.errno(state)) == Errno.ENOENT) {
      return false;
    }
    throw new SystemCallException("read map " + shape.name(), Libc.errno(state));
  }

  private boolean element(String verb, int command, MemorySegment key, MemorySegment value)
      throws SystemCallException {
    try {
      Bpf.call(
          verb + " map " + shape.name(),
          command,
          (attr, _) -> {
            Bpf.set(attr, 0, fd.number());
            Bpf.set(attr, 8, key);
            Bpf.set(attr, 16, value);
          });
      return true;
    } catch (SystemCallException e) {
      if (e.errno() == Errno.ENOENT) {
        return false;
      }
      throw e;
    }
  }

  /** False, with nothing done, if the kernel has no batches for this kind of map. */
  private boolean batch(
      String verb, int command, MemorySegment keys, MemorySegment values, int count)
      throws SystemCallException {
    if (count == 0 || !batches) {
      return count == 0;
    }
    try {
      Bpf.call(
          verb + " map " + shape.name() + " (" + count + " elements)",
          command,
          (attr, _) -> {
            Bpf.set(attr, 16, keys);
            Bpf.set(attr, 24, values);
            Bpf.set(attr, 32, count);
            Bpf.set(attr, 36, fd.number());
          });
      return true;
    } catch (SystemCallException e) {
      if (refusesBatches(e)) {
        return false;
      }
      throw e;
    }
  }

  /** EINVAL may come from an element too: alone it will be refused again, and then by name. */
  static boolean refusesBatches(SystemCallException e) {
    return e.errno() == Errno.ENOTSUPP
        || e.errno() == Errno.EOPNOTSUPP
        || e.errno() == Errno.EINVAL;
  }

  private static MemorySegment nth(MemorySegment elements, int index, long size) {
    return elements.asSlice(index * size, size);
  }

  private static BpfMap read(Fd fd) throws SystemCallException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment info = arena.allocate(INFO_SIZE, 8);
      Bpf.info(fd, info);
      ValueLayout.OfInt word = JAVA_INT;
      Shape shape =
          new Shape(
              info.getString(24),
              MapType.of(info.get(word, 0)),
              info.get(word, 8),
              info.get(word, 12),
              info.get(word, 16),
              info.get(word, 20));
      return new BpfMap(fd, info.get(word, 4), shape);
    }
  }
}
