package io.sextant.datapath.sys;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;

/** The bpf(2) call: command numbers, and {@code union bpf_attr} by its offsets. */
final class Bpf {
  static final int MAP_CREATE = 0;
  static final int MAP_LOOKUP_ELEM = 1;
  static final int MAP_UPDATE_ELEM = 2;
  static final int MAP_DELETE_ELEM = 3;
  static final int MAP_GET_NEXT_KEY = 4;
  static final int OBJ_PIN = 6;
  static final int OBJ_GET = 7;
  static final int PROG_TEST_RUN = 10;
  static final int MAP_GET_FD_BY_ID = 14;
  static final int OBJ_GET_INFO_BY_FD = 15;
  static final int MAP_LOOKUP_BATCH = 24;
  static final int MAP_UPDATE_BATCH = 26;
  static final int MAP_DELETE_BATCH = 27;
  static final int LINK_CREATE = 28;
  static final int LINK_UPDATE = 29;
  static final int LINK_DETACH = 34;

  /** Longer than any command's part in use; the kernel wants zeros behind it. */
  private static final int ATTR_SIZE = 128;

  private Bpf() {}

  /** Fills the zeroed attributes of one command. */
  @FunctionalInterface
  interface Fill {
    void into(MemorySegment attr, Arena arena);
  }

  static long call(String what, int command, Fill fill) throws SystemCallException {
    return Libc.call(
        what,
        (arena, state) -> {
          MemorySegment attr = arena.allocate(ATTR_SIZE, 8);
          fill.into(attr, arena);
          return invoke(state, command, attr);
        });
  }

  static long invoke(MemorySegment state, int command, MemorySegment attr) throws Throwable {
    return (long)
        Libc.SYSCALL_BPF.invokeExact(
            state, Platform.current().bpf, command, attr, (int) attr.byteSize());
  }

  static MemorySegment attributes(Arena arena) {
    return arena.allocate(ATTR_SIZE, 8);
  }

  static void set(MemorySegment attr, int offset, int value) {
    attr.set(JAVA_INT, offset, value);
  }

  static void set(MemorySegment attr, int offset, MemorySegment pointer) {
    attr.set(JAVA_LONG, offset, pointer.address());
  }

  /** Keeps an object alive in the bpf file system, under a name without dots. */
  static void pin(Fd fd, Path path) throws SystemCallException {
    call(
        "pin " + path,
        OBJ_PIN,
        (attr, arena) -> {
          set(attr, 0, arena.allocateFrom(path.toString()));
          set(attr, 8, fd.number());
        });
  }

  static Fd openPinned(Path path) throws SystemCallException {
    return new Fd(
        call(
            "open pinned " + path,
            OBJ_GET,
            (attr, arena) -> set(attr, 0, arena.allocateFrom(path.toString()))));
  }

  /** Fills {@code info}, a zeroed segment as long as the part that is asked for. */
  static void info(Fd fd, MemorySegment info) throws SystemCallException {
    call(
        "read object info",
        OBJ_GET_INFO_BY_FD,
        (attr, _) -> {
          set(attr, 0, fd.number());
          set(attr, 4, (int) info.byteSize());
          set(attr, 8, info);
        });
  }
}
