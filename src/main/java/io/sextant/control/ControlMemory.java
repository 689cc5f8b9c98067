package io.sextant.control;

import io.sextant.flow.Identities;
import io.sextant.policy.Identity;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32C;
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
 *  log entry: bytes of the change (4) | their CRC-32C (4) | change
 *  change:    revisions up to (4) | number (4) | 1 given, 0 gone (1) | identity if given
 * </pre>
 */
final class ControlMemory {
  private static final int VERSION = 1;
  private static final int REVISIONS_AHEAD = 1_000;
  private static final long LONGEST_LOG = 4 << 20;
  private static final int HEADER_BYTES = 8;
  private static final System.Logger LOG = System.getLogger(ControlMemory.class.getName());

  private final @Nullable Path log;
  private final @Nullable StateFile snapshot;
  private final IdentityAllocator allocator;
  private int revision;
  private int reserved;
  private long logBytes = LONGEST_LOG;

  private ControlMemory(@Nullable Path folder, IdentityAllocator allocator) {
    this.log = folder == null ? null : folder.resolve("control.log");
    this.snapshot =
        folder == null ? null : new StateFile(folder.resolve("control.state"), "sxtcntrl", VERSION);
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
      memory.snapshot.read(in -> memory.readSnapshot(in)).ifPresent(identities::putAll);
      if (Files.exists(memory.log)) {
        memory.play(ByteBuffer.wrap(Files.readAllBytes(memory.log)), identities);
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
      Files.deleteIfExists(log);
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
    file.write(out -> {
      out.writeInt(reserved);
      out.writeInt(identities.size());
      for (Identity identity : identities) {
        IdentityBytes.write(out, identity);
      }
    });
  }

  private Map<Integer, Identity> readSnapshot(DataInputStream in) throws IOException {
    reserved = in.readInt();
    Map<Integer, Identity> identities = new TreeMap<>();
    for (int left = in.readInt(); left > 0; left--) {
      Identity identity = IdentityBytes.read(in);
      identities.put(identity.number(), identity);
    }
    return identities;
  }

  private long append(Path file, List<Integer> changed) throws IOException {
    ByteArrayOutputStream entries = new ByteArrayOutputStream();
    if (changed.isEmpty()) {
      entries.write(entry(Identities.UNKNOWN));
    }
    for (int number : changed) {
      entries.write(entry(number));
    }
    Files.write(file, entries.toByteArray(), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    return entries.size();
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
    byte[] bytes = change.toByteArray();
    ByteBuffer entry = ByteBuffer.allocate(HEADER_BYTES + bytes.length);
    return entry.putInt(bytes.length).putInt(checksum(bytes)).put(bytes).array();
  }

  /** Up to the first entry that is not whole: the process ended while it wrote that. */
  private void play(ByteBuffer entries, Map<Integer, Identity> identities) throws IOException {
    while (entries.remaining() > HEADER_BYTES) {
      int length = entries.getInt();
      int expected = entries.getInt();
      if (length < 0 || length > entries.remaining()) {
        break;
      }
      byte[] bytes = new byte[length];
      entries.get(bytes);
      if (checksum(bytes) != expected) {
        LOG.log(
            System.Logger.Level.WARNING,
            "{0}: an entry is broken; what stands behind it is not known any more",
            log);
        break;
      }
      play(new DataInputStream(new java.io.ByteArrayInputStream(bytes)), identities);
    }
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

  private static int checksum(byte[] bytes) {
    CRC32C sum = new CRC32C();
    sum.update(bytes);
    return (int) sum.getValue();
  }
}
