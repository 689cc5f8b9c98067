package io.sextant.datapath.sys;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/** The C library functions in use, each a handle named after its function, and errno. */
final class Libc {
  private static final Linker LINKER = Linker.nativeLinker();
  private static final Linker.Option CAPTURE = Linker.Option.captureCallState("errno");
  static final StructLayout CALL_STATE = Linker.Option.captureStateLayout();
  private static final VarHandle ERRNO =
      CALL_STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));

  static final MethodHandle OPEN = variadic("open", 2, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT);
  static final MethodHandle CLOSE = capturing("close", JAVA_INT, JAVA_INT);
  static final MethodHandle FLOCK = capturing("flock", JAVA_INT, JAVA_INT, JAVA_INT);
  static final MethodHandle SETNS = capturing("setns", JAVA_INT, JAVA_INT, JAVA_INT);
  static final MethodHandle UNSHARE = capturing("unshare", JAVA_INT, JAVA_INT);
  static final MethodHandle MOUNT =
      capturing("mount", JAVA_INT, ADDRESS, ADDRESS, ADDRESS, JAVA_LONG, ADDRESS);
  static final MethodHandle UMOUNT2 = capturing("umount2", JAVA_INT, ADDRESS, JAVA_INT);
  static final MethodHandle STATFS = capturing("statfs", JAVA_INT, ADDRESS, ADDRESS);
  static final MethodHandle SYSCALL_BPF =
      variadic("syscall", 1, JAVA_LONG, JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT);
  static final MethodHandle SYSCALL_PERF_EVENT_OPEN =
      variadic(
          "syscall", 1, JAVA_LONG, JAVA_LONG, ADDRESS, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG);
  static final MethodHandle SYSCALL_MEMBARRIER =
      variadic("syscall", 1, JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT);
  static final MethodHandle IOCTL = variadic("ioctl", 2, JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG);
  static final MethodHandle FCNTL = variadic("fcntl", 2, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT);
  static final MethodHandle MMAP =
      capturing("mmap", JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG);
  static final MethodHandle MUNMAP = capturing("munmap", JAVA_INT, JAVA_LONG, JAVA_LONG);
  static final MethodHandle POLL = capturing("poll", JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT);
  static final MethodHandle SYSCONF = capturing("sysconf", JAVA_LONG, JAVA_INT);
  static final MethodHandle SETPRIORITY =
      capturing("setpriority", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT);
  static final MethodHandle SOCKET = capturing("socket", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT);
  static final MethodHandle SEND =
      capturing("send", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT);
  static final MethodHandle RECV =
      capturing("recv", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT);
  static final MethodHandle IF_NAMETOINDEX = capturing("if_nametoindex", JAVA_INT, ADDRESS);
  static final MethodHandle STRERROR_R = plain("strerror_r", ADDRESS, JAVA_INT, ADDRESS, JAVA_LONG);

  private Libc() {}

  /** One call that returns a negative number on failure and leaves errno in the given state. */
  @FunctionalInterface
  interface Call {
    long invoke(Arena arena, MemorySegment state) throws Throwable;
  }

  /** Makes the call with an arena of its own; {@code what} names it in the exception. */
  static long call(String what, Call call) throws SystemCallException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(CALL_STATE);
      long result = call.invoke(arena, state);
      if (result < 0) {
        throw new SystemCallException(what, errno(state));
      }
      return result;
    } catch (SystemCallException e) {
      throw e;
    } catch (Throwable e) {
      throw unexpected(what, e);
    }
  }

  static int errno(MemorySegment state) {
    return (int) ERRNO.get(state, 0L);
  }

  /**
   * A handle throws only what its own arguments cause, so this is a defect and never a condition.
   */
  static AssertionError unexpected(String what, Throwable cause) {
    if (cause instanceof Error error) {
      throw error;
    }
    return new AssertionError(what, cause);
  }

  /** A handle for a function of another library, with errno as the first argument. */
  static MethodHandle foreign(MemorySegment function, ValueLayout result, ValueLayout... args) {
    return LINKER.downcallHandle(function, FunctionDescriptor.of(result, args), CAPTURE);
  }

  private static MethodHandle capturing(String name, ValueLayout result, ValueLayout... args) {
    return LINKER.downcallHandle(symbol(name), FunctionDescriptor.of(result, args), CAPTURE);
  }

  private static MethodHandle variadic(
      String name, int firstVariadic, ValueLayout result, ValueLayout... args) {
    return LINKER.downcallHandle(
        symbol(name),
        FunctionDescriptor.of(result, args),
        CAPTURE,
        Linker.Option.firstVariadicArg(firstVariadic));
  }

  private static MethodHandle plain(String name, ValueLayout result, ValueLayout... args) {
    return LINKER.downcallHandle(symbol(name), FunctionDescriptor.of(result, args));
  }

  private static MemorySegment symbol(String name) {
    return LINKER.defaultLookup().findOrThrow(name);
  }
}
