package io.sextant.tls;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One block of a PEM file (RFC 7468).
 *
 * @param label as in {@code -----BEGIN label-----}
 */
@SuppressWarnings("ArrayRecordComponent") // read once, compared never
record PemBlock(String label, byte[] der) {
  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]{1,40})-----([^-]*)-----END \\1-----");
  private static final Pattern HEADER = Pattern.compile("(?m)^[^:\\r\\n]+:.*$");

  /**
   * The blocks of a file; text around them is skipped.
   *
   * @throws IllegalArgumentException if one is not base64
   */
  static List<PemBlock> parse(byte[] file) {
    Matcher blocks = BLOCK.matcher(new String(file, StandardCharsets.ISO_8859_1));
    List<PemBlock> parsed = new ArrayList<>();
    while (blocks.find()) {
      String text = HEADER.matcher(blocks.group(2)).replaceAll("").replaceAll("\\s", "");
      parsed.add(new PemBlock(blocks.group(1), Base64.getDecoder().decode(text)));
    }
    return parsed;
  }
}
