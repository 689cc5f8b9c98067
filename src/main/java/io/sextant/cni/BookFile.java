package io.sextant.cni;

import io.sextant.durable.DamagedStateException;
import io.sextant.durable.StateFile;
import io.sextant.flow.IpAddress;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The book on the disk, as JSON in a state file that outlives the machine. */
final class BookFile {
  private static final JsonMapper MAPPER = JsonMapper.shared();

  /**
   * What stands in it.
   *
   * @param lastGiven the last address of each range that was given
   */
  record Page(List<Attachment> attachments, List<IpAddress> lastGiven) {}

  private final Path path;
  private final StateFile file;

  BookFile(Path path) {
    this.path = path;
    this.file = new StateFile(path, "attachments", 1, StateFile.Survival.OF_MACHINE);
  }

  /** Nothing when there is no file. */
  Page read() throws IOException {
    try {
      Optional<byte[]> content = file.read();
      return content.isEmpty()
          ? new Page(List.of(), List.of())
          : page(MAPPER.readTree(content.get()));
    } catch (DamagedStateException e) {
      throw unusable(String.valueOf(e.getMessage()), e);
    } catch (JacksonException | IllegalArgumentException e) {
      throw unusable("%s is damaged: %s".formatted(path, e.getMessage()), e);
    }
  }

  private static IOException unusable(String why, Exception cause) {
    return new IOException(
        why
            + "; it says which pods have which addresses: bring it back from a copy, or delete the node's pods and then the file",
        cause);
  }

  void write(Page page) throws IOException {
    file.write(json(page).toString().getBytes(StandardCharsets.UTF_8));
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
