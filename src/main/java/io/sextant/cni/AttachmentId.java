package io.sextant.cni;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * One network device of one container: the key that the specification gives.
 *
 * @param network name of the network configuration
 * @param device name of the device inside of the container
 */
public record AttachmentId(String network, String container, String device) {
  private static final String HOST_DEVICE_PREFIX = "sxt";

  /** A device's name has at most 15 characters: 12 of them are of the hash, 48 bits. */
  private static final int HASH_BYTES = 6;

  /** The node's end of the pair; the same for the same attachment. */
  public String hostDevice() {
    return HOST_DEVICE_PREFIX + HexFormat.of().formatHex(hash(), 0, HASH_BYTES);
  }

  /** A number of 64 bits that differs between attachments and between the ends of one. */
  long number(String end) {
    byte[] bytes = hash(end);
    long number = 0;
    for (int i = 0; i < Long.BYTES; i++) {
      number = number << Byte.SIZE | (bytes[i] & 0xff);
    }
    return number;
  }

  @Override
  public String toString() {
    return container + "/" + device;
  }

  private byte[] hash(String... more) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      String text = String.join("\0", network, container, device) + String.join("\0", more);
      return digest.digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
