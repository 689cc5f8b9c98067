package io.sextant.control;

import io.sextant.durable.DamagedStateException;
import io.sextant.durable.EntryLog;
import io.sextant.durable.StateFile;
import io.sextant.flow.Identities;
import io.sextant.policy.Identity;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What the control plane is to know after its restart: the numbers of identities, and that
 * revisions go on. For one thread.
 *
 * <p>A snapshot, and a log of what changed since; a new snapshot is written when the log has grown,
 * and at the start. Playing the log onto a newer snapshot changes nothing. The log is not forced to
 * the disk: what the numbers are in, the kernel, ends with the machine too.
 *
 * <pre>
 *  log entry: revisions up to (4) | number (4) | 1 given, 0 gone (1) | identity if given
 * </pre>
 */
final class ControlMemory {
  private static final int VERSION = 1;
  private static final int REVISIONS_AHEAD = 1_000;
  private static final long LONGEST_LOG = 4 << 20;
  private static final System.Logger LOG = System.getLogger(ControlMemory.class.getName());

  private final @Nullable EntryLog log;
  private final @Nullable StateFile snapshot;
  private final IdentityAllocator allocator;
  private int revision;
  private int reserved;
  private long logBytes = LONGEST_LOG;

  private ControlMemory(@Nullable Path folder, IdentityAllocator allocator) {
    this.log = folder == null ? null : new EntryLog(folder.resolve("control.log"));
    this.snapshot =
        folder == null
            ? null
            : new StateFile(
                folder.resolve("control.state"),
                "control-state",
                VERSION,
                StateFile.Survival.OF_MACHINE);
    this.allocator = allocator;
  }

  /**
   * Takes over what was remembered; begins anew where nothing was, or what there is is broken.
   *
   * @param folder where the files are, or null to remember nothing
   */
  static ControlMemory open(@Nullable Path folder, IdentityAllocator allocator) throws IOException {
    ControlMemory memory = new ControlMemory(folder, allocator);
    if (memory.snapshot != null && memory.log != null) {
      Map<Integer, Identity> identities = new TreeMap<>();
      identities.putAll(memory.snapshot(memory.snapshot));
      for (byte[] change : memory.log.read()) {
        memory.play(new DataInputStream(new ByteArrayInputStream(change)), identities);
      }
      allocator.restore(identities.values());
      memory.revision = memory.reserved;
    }
    return memory;
  }

  /** A larger one each time, over restarts too once {@link #save} was called. */
  int nextRevision() {
    return ++revision;
  }

  /** To be called before anybody uses a new number or revision. */
  void save() throws IOException {
    List<Integer> changed = allocator.takeChanged();
    if (log == null || snapshot == null || (changed.isEmpty() && revision <= reserved)) {
      return;
    }
    if (revision > reserved) {
      reserved = revision + REVISIONS_AHEAD;
    }
    long before = logBytes;
    logBytes = LONGEST_LOG;
    if (before >= LONGEST_LOG) {
      writeSnapshot(snapshot);
      log.clear();
      logBytes = 0;
    } else {
      logBytes = before + append(log, changed);
    }
  }

  private void writeSnapshot(StateFile file) throws IOException {
    Collection<Identity> identities =
        allocator.all().stream()
            .filter(each -> Identities.reservedName(each.number()) == null)
            .toList();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.writeInt(reserved);
    out.writeInt(identities.size());
    for (Identity identity : identities) {
      IdentityBytes.write(out, identity);
    }
    file.write(bytes.toByteArray());
  }

  /** What is broken is put aside: the log is played onto nothing then. */
  private Map<Integer, Identity> snapshot(StateFile file) throws IOException {
    try {
      Optional<byte[]> content = file.read();
      return content.isEmpty() ? Map.of() : parse(content.get());
    } catch (DamagedStateException | EOFException | RuntimeException e) {
      LOG.log(
          System.Logger.Level.WARNING,
          "{0}; kept as {1}, and a new one is begun",
          e.getMessage(),
          file.setAside());
      return Map.of();
    }
  }

  private Map<Integer, Identity> parse(byte[] snapshot) throws IOException {
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(snapshot));
    int revisions = in.readInt();
    Map<Integer, Identity> identities = new TreeMap<>();
    for (int left = in.readInt(); left > 0; left--) {
      Identity identity = IdentityBytes.read(in);
      identities.put(identity.number(), identity);
    }
    reserved = revisions;
    return identities;
  }

  private int append(EntryLog file, List<Integer> changed) throws IOException {
    List<byte[]> entries = new ArrayList<>();
    if (changed.isEmpty()) {
      entries.add(entry(Identities.UNKNOWN));
    }
    for (int number : changed) {
      entries.add(entry(number));
    }
    return file.append(entries);
  }

  private byte[] entry(int number) throws IOException {
    ByteArrayOutputStream change = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(change);
    Identity identity = allocator.identity(number);
    out.writeInt(reserved);
    out.writeInt(number);
    out.writeBoolean(identity != null);
    if (identity != null) {
      IdentityBytes.write(out, identity);
    }
    return change.toByteArray();
  }

  private void play(DataInputStream change, Map<Integer, Identity> identities) throws IOException {
    reserved = Math.max(reserved, change.readInt());
    int number = change.readInt();
    if (change.readBoolean()) {
      identities.put(number, IdentityBytes.read(change));
    } else {
      identities.remove(number);
    }
  }
}
