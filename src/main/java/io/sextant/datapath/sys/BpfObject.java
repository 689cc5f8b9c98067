package io.sextant.datapath.sys;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;

/**
 * A compiled object on its way into the kernel: open, adjust maps, load, take maps and programs.
 *
 * <p>One thread. What was taken lives on after close.
 */
public final class BpfObject implements AutoCloseable {
  private static final int LOG_SIZE = 1 << 20;
  private static final int LOG_TAIL = 800;
  private static final int OPTIONS_SIZE = 80;
  private static final int F_DUPFD_CLOEXEC = 1030;

  private final Arena arena = Arena.ofConfined();
  private final String name;
  private final MemorySegment log;
  private final MemorySegment object;

  private BpfObject(byte[] elf, String name) throws SystemCallException {
    this.name = name;
    this.log = arena.allocate(LOG_SIZE);
    try {
      this.object = openMemory(elf);
    } catch (SystemCallException | RuntimeException | Error e) {
      arena.close();
      throw e;
    }
  }

  /** True when libbpf can be loaded; without it no object can be opened. */
  public static boolean isLibraryPresent() {
    try {
      SymbolLookup.libraryLookup(Libbpf.LIBRARY, Arena.global());
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /** Reads the object's bytes; nothing is in the kernel yet. */
  public static BpfObject open(byte[] elf, String name) throws SystemCallException {
    return new BpfObject(elf, name);
  }

  public void setMaxEntries(String map, int entries) throws SystemCallException {
    MemorySegment found = findMap(map);
    Libc.call(
        "size map " + map,
        (_, state) -> (int) Libbpf.MAP_SET_MAX_ENTRIES.invokeExact(state, found, entries));
  }

  /** Takes a map that exists, from an earlier start, in place of a new one. */
  public void reuse(String map, BpfMap existing) throws SystemCallException {
    MemorySegment found = findMap(map);
    Libc.call(
        "reuse map " + map,
        (_, state) -> (int) Libbpf.MAP_REUSE_FD.invokeExact(state, found, existing.fd()));
  }

  /** Makes the maps, has the programs verified; a refusal carries the verifier's last words. */
  public void load() throws SystemCallException {
    try (Arena call = Arena.ofConfined()) {
      MemorySegment state = call.allocate(Libc.CALL_STATE);
      int result = (int) Libbpf.LOAD.invokeExact(state, object);
      if (result < 0) {
        throw new SystemCallException("load object " + name, -result, verifierLog());
      }
    } catch (SystemCallException e) {
      throw e;
    } catch (Throwable e) {
      throw Libc.unexpected("bpf_object__load", e);
    }
  }

  public BpfMap map(String map) throws SystemCallException {
    return BpfMap.of(duplicate(Libbpf.MAP_FD, findMap(map)));
  }

  public BpfProgram program(String program) throws SystemCallException {
    MemorySegment found = find(Libbpf.FIND_PROGRAM, program);
    return new BpfProgram(duplicate(Libbpf.PROGRAM_FD, found), program);
  }

  @Override
  public void close() {
    try {
      var _ = (int) Libbpf.CLOSE.invokeExact(arena.allocate(Libc.CALL_STATE), object);
    } catch (Throwable e) {
      throw Libc.unexpected("bpf_object__close", e);
    }
    arena.close();
  }

  private MemorySegment openMemory(byte[] elf) throws SystemCallException {
    MemorySegment bytes = arena.allocate(elf.length, 8).copyFrom(MemorySegment.ofArray(elf));
    MemorySegment options = options();
    return checked(
        "open object " + name,
        state ->
            (MemorySegment) Libbpf.OPEN_MEM.invokeExact(state, bytes, bytes.byteSize(), options));
  }

  /** {@code struct bpf_object_open_opts}: with level 0 the log is filled on failure only. */
  private MemorySegment options() {
    MemorySegment options = arena.allocate(OPTIONS_SIZE, 8);
    options.set(JAVA_LONG, 0, OPTIONS_SIZE);
    options.set(JAVA_LONG, 8, arena.allocateFrom(name).address());
    options.set(JAVA_LONG, 56, log.address());
    options.set(JAVA_LONG, 64, LOG_SIZE);
    options.set(JAVA_INT, 72, 0);
    return options;
  }

  private MemorySegment findMap(String map) throws SystemCallException {
    return find(Libbpf.FIND_MAP, map);
  }

  private MemorySegment find(MethodHandle function, String wanted) throws SystemCallException {
    MemorySegment text = arena.allocateFrom(wanted);
    return checked(
        "find " + wanted + " in object " + name,
        state -> (MemorySegment) function.invokeExact(state, object, text));
  }

  /** A descriptor of our own: libbpf's ends with the object. */
  private Fd duplicate(MethodHandle function, MemorySegment owner) throws SystemCallException {
    return new Fd(
        Libc.call(
            "duplicate a descriptor of object " + name,
            (_, state) -> {
              int fd = (int) function.invokeExact(state, owner);
              return (int) Libc.FCNTL.invokeExact(state, fd, F_DUPFD_CLOEXEC, 0);
            }));
  }

  @FunctionalInterface
  private interface PointerCall {
    MemorySegment invoke(MemorySegment state) throws Throwable;
  }

  private MemorySegment checked(String what, PointerCall call) throws SystemCallException {
    MemorySegment state = arena.allocate(Libc.CALL_STATE);
    try {
      MemorySegment result = call.invoke(state);
      if (result.address() == 0) {
        throw new SystemCallException(what, Libc.errno(state));
      }
      return result;
    } catch (SystemCallException e) {
      throw e;
    } catch (Throwable e) {
      throw Libc.unexpected(what, e);
    }
  }

  private String verifierLog() {
    String text = log.getString(0).strip();
    return text.isEmpty()
        ? ""
        : "; verifier: …" + text.substring(Math.max(0, text.length() - LOG_TAIL));
  }
}
