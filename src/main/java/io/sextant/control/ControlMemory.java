package io.sextant.control;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What the control plane is to know after its restart: the numbers of identities, and that
 * revisions go on. For one thread.
 */
final class ControlMemory {
  private static final int VERSION = 1;
  private static final int REVISIONS_AHEAD = 1_000;

  private final @Nullable StateFile file;
  private final IdentityAllocator allocator;
  private int revision;
  private int reserved;
  private long savedChanges;

  private record State(int reserved, AllocatorState identities) {}

  private ControlMemory(@Nullable StateFile file, IdentityAllocator allocator) {
    this.file = file;
    this.allocator = allocator;
  }

  /**
   * Takes over what was remembered; begins anew where nothing was, or what there is is broken.
   *
   * @param folder where the file is, or null to remember nothing
   */
  static ControlMemory open(@Nullable Path folder, IdentityAllocator allocator)
      throws IOException {
    if (folder == null) {
      return new ControlMemory(null, allocator);
    }
    StateFile file = new StateFile(folder.resolve("control.state"), "sxtcntrl", VERSION);
    ControlMemory memory = new ControlMemory(file, allocator);
    file.read(in -> new State(in.readInt(), AllocatorState.readFrom(in)))
        .ifPresent(memory::takeOver);
    return memory;
  }

  private void takeOver(State state) {
    revision = state.reserved();
    reserved = state.reserved();
    allocator.restore(state.identities());
    savedChanges = allocator.changes();
  }

  /** A larger one each time, over restarts too once {@link #save} was called. */
  int nextRevision() {
    return ++revision;
  }

  /** Before a number or a revision is used by anybody. */
  void save() throws IOException {
    long changes = allocator.changes();
    if (file == null || (changes == savedChanges && revision <= reserved)) {
      return;
    }
    int next = revision <= reserved ? reserved : revision + REVISIONS_AHEAD;
    AllocatorState identities = allocator.state();
    file.write(out -> {
      out.writeInt(next);
      identities.writeTo(out);
    });
    reserved = next;
    savedChanges = changes;
  }
}
