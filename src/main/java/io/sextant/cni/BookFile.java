package io.sextant.cni;

import io.sextant.flow.IpAddress;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.zip.CRC32C;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The book on the disk: a line with the checksum, then JSON. Written beside and renamed, both
 * forced.
 */
final class BookFile {
  private static final JsonMapper MAPPER = JsonMapper.shared();
  private static final String TITLE = "sextant attachments 1 crc32c ";

  /**
   * What stands in it.
   *
   * @param lastGiven the last address of each range that was given
   */
  record Page(List<Attachment> attachments, List<IpAddress> lastGiven) {}

  private final Path file;
  private final Path beside;

  BookFile(Path file) {
    this.file = file.toAbsolutePath();
    this.beside = this.file.resolveSibling(file.getFileName() + ".new");
  }

  /** Nothing when there is no file. */
  Page read() throws IOException {
    if (!Files.exists(file)) {
      return new Page(List.of(), List.of());
    }
    String text = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
    int end = text.indexOf('\n');
    byte[] body = text.substring(end + 1).getBytes(StandardCharsets.ISO_8859_1);
    if (end < 0 || !text.substring(0, end).equals(title(body))) {
      throw damaged("its checksum does not fit", null);
    }
    try {
      return page(MAPPER.readTree(body));
    } catch (JacksonException | IllegalArgumentException e) {
      throw damaged(String.valueOf(e.getMessage()), e);
    }
  }

  void write(Page page) throws IOException {
    byte[] body = json(page).toString().getBytes(StandardCharsets.UTF_8);
    Files.createDirectories(directory());
    Files.deleteIfExists(beside);
    try (FileChannel channel =
        FileChannel.open(
            beside,
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
      writeAll(channel, ByteBuffer.wrap((title(body) + "\n").getBytes(StandardCharsets.UTF_8)));
      writeAll(channel, ByteBuffer.wrap(body));
      channel.force(true);
    }
    Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE);
    try (FileChannel channel = FileChannel.open(directory(), StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  private Path directory() {
    Path parent = file.getParent();
    return parent == null ? Path.of("/") : parent;
  }

  private static void writeAll(FileChannel channel, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  private static String title(byte[] body) {
    CRC32C sum = new CRC32C();
    sum.update(body);
    return TITLE + String.format(Locale.ROOT, "%08x", sum.getValue());
  }

  private IOException damaged(String how, @org.jspecify.annotations.Nullable Throwable cause) {
    return new IOException(
        "%s is damaged (%s): it says which pods have which addresses. Bring it back from a copy, or delete the node's pods and then the file"
            .formatted(file, how),
        cause);
  }

  private static ObjectNode json(Page page) {
    ObjectNode root = MAPPER.createObjectNode();
    ArrayNode last = root.putArray("last_given");
    page.lastGiven.forEach(address -> last.add(address.toString()));
    ArrayNode all = root.putArray("attachments");
    page.attachments.forEach(attachment -> write(all.addObject(), attachment));
    return root;
  }

  private static void write(ObjectNode node, Attachment attachment) {
    AttachmentId id = attachment.id();
    node.put("network", id.network()).put("container", id.container()).put("device", id.device());
    Attachment.PodId pod = attachment.pod();
    node.put("pod_namespace", pod.namespace()).put("pod", pod.name()).put("uid", pod.uid());
    node.put("netns", attachment.namespace()).put("state", attachment.state().name());
    ArrayNode addresses = node.putArray("addresses");
    attachment.addresses().forEach(address -> addresses.add(address.toString()));
  }

  private static Page page(JsonNode root) {
    return new Page(
        root.path("attachments").valueStream().map(BookFile::attachment).toList(),
        addresses(root.path("last_given")));
  }

  private static Attachment attachment(JsonNode node) {
    return new Attachment(
        new AttachmentId(text(node, "network"), text(node, "container"), text(node, "device")),
        new Attachment.PodId(text(node, "pod_namespace"), text(node, "pod"), text(node, "uid")),
        text(node, "netns"),
        addresses(node.path("addresses")),
        Attachment.State.valueOf(text(node, "state")));
  }

  private static String text(JsonNode node, String field) {
    return node.path(field).asString();
  }

  private static List<IpAddress> addresses(JsonNode list) {
    return list.valueStream().map(node -> IpAddress.parse(node.asString())).toList();
  }
}
