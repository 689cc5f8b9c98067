package io.sextant.cni;

import io.sextant.flow.IpAddress;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which pod has which addresses, durable: a change is on the disk before the call returns, and the
 * file is the old or the new one at any instant. Any thread calls.
 */
final class AttachmentBook {
  private final BookFile file;
  private final AddressPool pool;
  private final Map<AttachmentId, Attachment> attachments = new LinkedHashMap<>();

  /**
   * Reads what an earlier process left.
   *
   * @throws IOException when the file cannot be read or is damaged
   */
  AttachmentBook(Path file, AddressPool pool) throws IOException {
    this.file = new BookFile(file);
    this.pool = pool;
    BookFile.Page page = this.file.read();
    for (Attachment attachment : page.attachments()) {
      attachments.put(attachment.id(), attachment);
      attachment.addresses().forEach(pool::occupy);
    }
    pool.continueBehind(page.lastGiven());
  }

  /** Gives addresses to a device that is to be made. */
  synchronized Attachment open(AttachmentId id, Attachment.PodId pod, String namespace)
      throws CniException, IOException {
    Attachment before = attachments.get(id);
    if (before != null) {
      throw new CniException(
          CniErrorCode.INVALID_ENVIRONMENT,
          "CNI_CONTAINERID and CNI_IFNAME %s are attached already to network %s"
              .formatted(id, id.network()),
          "DEL comes before another ADD");
    }
    List<IpAddress> addresses = pool.take();
    try {
      Attachment attachment =
          new Attachment(id, pod, namespace, addresses, Attachment.State.UNFINISHED);
      write(attachment);
      return attachment;
    } catch (IOException | RuntimeException e) {
      attachments.remove(id);
      pool.giveBack(addresses);
      throw e;
    }
  }

  /** Notes how far an attachment has come; one that is not known is no error. */
  synchronized void mark(AttachmentId id, Attachment.State state) throws IOException {
    Attachment before = attachments.get(id);
    if (before == null || before.state() == state) {
      return;
    }
    try {
      write(before.in(state));
    } catch (IOException | RuntimeException e) {
      attachments.put(id, before);
      throw e;
    }
  }

  /** Frees the addresses; one that is not known is no error. */
  synchronized void close(AttachmentId id) throws IOException {
    Attachment gone = attachments.remove(id);
    if (gone == null) {
      return;
    }
    try {
      save();
    } catch (IOException | RuntimeException e) {
      attachments.put(id, gone);
      throw e;
    }
    pool.giveBack(gone.addresses());
  }

  synchronized Optional<Attachment> find(AttachmentId id) {
    return Optional.ofNullable(attachments.get(id));
  }

  synchronized List<Attachment> all() {
    return List.copyOf(attachments.values());
  }

  /** As {@link AddressPool#checkFree}. */
  synchronized void checkFree() throws CniException {
    pool.checkFree();
  }

  private void write(Attachment attachment) throws IOException {
    attachments.put(attachment.id(), attachment);
    save();
  }

  private void save() throws IOException {
    file.write(new BookFile.Page(List.copyOf(attachments.values()), pool.lastGiven()));
  }
}
