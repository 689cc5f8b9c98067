package io.sextant.datapath.sys;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;

/** The file system that keeps maps, programs and links alive under a path. */
public final class BpfFileSystem {
  public static final Path USUAL = Path.of("/sys/fs/bpf");

  private static final long MAGIC = 0xcafe4a11L;
  private static final int STATFS_SIZE = 120;

  private BpfFileSystem() {}

  /** True when the path, or its nearest parent that exists, lies in a bpf file system. */
  public static boolean holds(Path path) throws SystemCallException {
    Path existing = path.toAbsolutePath();
    while (!Files.exists(existing) && existing.getParent() != null) {
      existing = existing.getParent();
    }
    String name = existing.toString();
    long[] type = new long[1];
    Libc.call(
        "statfs " + name,
        (arena, state) -> {
          MemorySegment buffer = arena.allocate(STATFS_SIZE, 8);
          int result = (int) Libc.STATFS.invokeExact(state, arena.allocateFrom(name), buffer);
          type[0] = buffer.get(JAVA_LONG, 0) & 0xffffffffL;
          return result;
        });
    return type[0] == MAGIC;
  }

  /** Mounts one at a directory, mode 0700. */
  public static void mount(Path target) throws IOException {
    Libc.call(
        "mount a bpf file system at " + target,
        (arena, state) ->
            (int)
                Libc.MOUNT.invokeExact(
                    state,
                    arena.allocateFrom("bpf"),
                    arena.allocateFrom(target.toString()),
                    arena.allocateFrom("bpf"),
                    0L,
                    arena.allocateFrom("mode=0700")));
  }

  /** EBUSY when it is in use. */
  public static void unmount(Path target) throws IOException {
    Libc.call(
        "unmount " + target,
        (arena, state) ->
            (int) Libc.UMOUNT2.invokeExact(state, arena.allocateFrom(target.toString()), 0));
  }
}
