package io.sextant.datapath.sys;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;

/**
 * The functions of libbpf in use. Initialising this class loads the library, so ask {@link
 * BpfObject#isLibraryPresent} first.
 */
final class Libbpf {
  static final String LIBRARY = "libbpf.so.1";

  private static final SymbolLookup LOOKUP = SymbolLookup.libraryLookup(LIBRARY, Arena.global());

  static final MethodHandle OPEN_MEM =
      function("bpf_object__open_mem", ADDRESS, ADDRESS, JAVA_LONG, ADDRESS);
  static final MethodHandle LOAD = function("bpf_object__load", JAVA_INT, ADDRESS);
  static final MethodHandle CLOSE = function("bpf_object__close", JAVA_INT, ADDRESS);
  static final MethodHandle FIND_MAP =
      function("bpf_object__find_map_by_name", ADDRESS, ADDRESS, ADDRESS);
  static final MethodHandle FIND_PROGRAM =
      function("bpf_object__find_program_by_name", ADDRESS, ADDRESS, ADDRESS);
  static final MethodHandle MAP_FD = function("bpf_map__fd", JAVA_INT, ADDRESS);
  static final MethodHandle MAP_REUSE_FD =
      function("bpf_map__reuse_fd", JAVA_INT, ADDRESS, JAVA_INT);
  static final MethodHandle MAP_SET_MAX_ENTRIES =
      function("bpf_map__set_max_entries", JAVA_INT, ADDRESS, JAVA_INT);
  static final MethodHandle PROGRAM_FD = function("bpf_program__fd", JAVA_INT, ADDRESS);

  static {
    silence();
  }

  private Libbpf() {}

  private static MethodHandle function(
      String name,
      java.lang.foreign.ValueLayout result,
      java.lang.foreign.ValueLayout... arguments) {
    return Libc.foreign(LOOKUP.findOrThrow(name), result, arguments);
  }

  /** By default it prints to standard error; what matters comes back as errno and verifier log. */
  private static void silence() {
    MethodHandle setPrint = function("libbpf_set_print", ADDRESS, ADDRESS);
    try (Arena arena = Arena.ofConfined()) {
      var _ =
          (MemorySegment) setPrint.invokeExact(arena.allocate(Libc.CALL_STATE), MemorySegment.NULL);
    } catch (Throwable e) {
      throw Libc.unexpected("libbpf_set_print", e);
    }
  }
}
