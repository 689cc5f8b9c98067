package io.sextant.agent;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * The node's state on disk: a line with the format's version and the checksum of the rest, then
 * JSON. Replaced as a whole. Not forced to the disk: what a crash of the machine takes from it, it
 * takes from the kernel's maps too.
 */
final class StateFile {
  private static final String NAME = "node-state";
  private static final String MAGIC = "sextant-node-state";
  private static final String VERSION = "1";
  private static final JsonMapper MAPPER = JsonMapper.shared();

  private final @Nullable Path file;

  /**
   * @param directory null to keep nothing
   */
  StateFile(@Nullable Path directory) {
    this.file = directory == null ? null : directory.resolve(NAME);
  }

  /** What was read, and what is wrong with the file, or null. */
  record Found(NodeState state, @Nullable String problem) {
    private static Found nothing(String problem) {
      return new Found(NodeState.NONE, problem);
    }
  }

  /** A missing or broken file is no error: the kernel goes on with numbers that nobody knows. */
  Found read() {
    if (file == null) {
      return Found.nothing("no state directory is set");
    }
    try {
      if (!Files.exists(file)) {
        return Found.nothing(file + " does not exist");
      }
      return parse(Files.readAllBytes(file));
    } catch (IOException e) {
      return Found.nothing("%s cannot be read: %s".formatted(file, e));
    } catch (JacksonException | IllegalArgumentException e) {
      return Found.nothing("%s is no state of a node: %s".formatted(file, e.getMessage()));
    }
  }

  void write(NodeState state) throws IOException {
    if (file == null) {
      return;
    }
    byte[] body = MAPPER.writeValueAsBytes(state);
    String head = "%s %s %s\n".formatted(MAGIC, VERSION, digest(body));
    byte[] bytes =
        Arrays.copyOf(head.getBytes(StandardCharsets.US_ASCII), head.length() + body.length);
    System.arraycopy(body, 0, bytes, head.length(), body.length);
    Files.createDirectories(file.getParent());
    Path fresh = file.resolveSibling(NAME + ".new");
    Files.write(fresh, bytes);
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
  }

  private Found parse(byte[] bytes) {
    int end = 0;
    while (end < bytes.length && bytes[end] != '\n') {
      end++;
    }
    String[] head = new String(bytes, 0, end, StandardCharsets.ISO_8859_1).split(" ", -1);
    if (head.length != 3 || !head[0].equals(MAGIC)) {
      return Found.nothing("%s does not begin with \"%s\"".formatted(file, MAGIC));
    }
    if (!head[1].equals(VERSION)) {
      return Found.nothing(
          "%s has format %s, this agent reads format %s".formatted(file, head[1], VERSION));
    }
    byte[] body = Arrays.copyOfRange(bytes, Math.min(end + 1, bytes.length), bytes.length);
    if (!head[2].equals(digest(body))) {
      return Found.nothing(
          "%s is damaged: its checksum is not that of its content".formatted(file));
    }
    NodeState state = MAPPER.readValue(body, NodeState.class);
    return state == null ? Found.nothing(file + " is no state of a node") : new Found(state, null);
  }

  private static String digest(byte[] body) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(body));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
