package io.sextant.cli;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Certificates and keys as openssl and cert-manager write them. */
final class PemFile {
  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([^-]*)-----END \\1-----");
  private static final List<String> ALGORITHMS = List.of("EC", "RSA", "EdDSA");

  /** AlgorithmIdentifier {rsaEncryption, NULL} in DER. */
  private static final byte[] RSA = {
    0x30, 0x0d, 0x06, 0x09, 0x2a, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xf7, 0x0d, 1, 1, 1, 5, 0
  };

  /** OBJECT IDENTIFIER id-ecPublicKey in DER. */
  private static final byte[] EC = {0x06, 0x07, 0x2a, (byte) 0x86, 0x48, (byte) 0xce, 0x3d, 2, 1};

  /** INTEGER 0, the version of PKCS #8, in DER. */
  private static final byte[] VERSION = {0x02, 0x01, 0x00};

  private static final int SEQUENCE = 0x30;
  private static final int OCTETS = 0x04;
  private static final int CURVE = 0xa0;

  private record Block(String label, String base64) {
    byte[] bytes() {
      return Base64.getDecoder().decode(base64);
    }
  }

  private PemFile() {}

  /**
   * @param flag that names the file, for errors
   */
  static List<X509Certificate> certificates(String flag, String file) {
    List<X509Certificate> certificates = new ArrayList<>();
    try {
      CertificateFactory factory = CertificateFactory.getInstance("X.509");
      for (Block block : blocks(flag, file)) {
        if (block.label().endsWith("CERTIFICATE")) {
          certificates.add(
              (X509Certificate)
                  factory.generateCertificate(new ByteArrayInputStream(block.bytes())));
        }
      }
    } catch (CertificateException | IllegalArgumentException e) {
      throw new CommandFailure(flag + ": " + file + " has a broken certificate: " + e.getMessage());
    }
    if (certificates.isEmpty()) {
      throw new CommandFailure(
          flag + ": " + file + " has no certificate: it begins with -----BEGIN CERTIFICATE-----");
    }
    return certificates;
  }

  /** Reads PKCS #8, and the older forms of RSA and EC. */
  static PrivateKey privateKey(String flag, String file) {
    try {
      return firstKey(flag, file);
    } catch (IllegalArgumentException e) {
      throw new CommandFailure(flag + ": " + file + " is no PEM: " + e.getMessage());
    }
  }

  private static PrivateKey firstKey(String flag, String file) {
    for (Block block : blocks(flag, file)) {
      switch (block.label()) {
        case "PRIVATE KEY" -> {
          return key(flag, file, block.bytes());
        }
        case "RSA PRIVATE KEY" -> {
          return key(flag, file, der(SEQUENCE, VERSION, RSA, der(OCTETS, block.bytes())));
        }
        case "EC PRIVATE KEY" -> {
          byte[] algorithm = der(SEQUENCE, EC, curve(flag, file, block.bytes()));
          return key(flag, file, der(SEQUENCE, VERSION, algorithm, der(OCTETS, block.bytes())));
        }
        case "ENCRYPTED PRIVATE KEY" ->
            throw new CommandFailure(
                flag + ": " + file + " needs a password: take it off with openssl pkcs8");
        default -> {
          // Certificates and parameters may stand beside it.
        }
      }
    }
    throw new CommandFailure(
        flag + ": " + file + " has no private key: it begins with -----BEGIN PRIVATE KEY-----");
  }

  private static PrivateKey key(String flag, String file, byte[] pkcs8) {
    for (String algorithm : ALGORITHMS) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
      } catch (GeneralSecurityException e) {
        // Then it is of the next one.
      }
    }
    throw new CommandFailure(
        flag + ": " + file + " has a key that is none of " + String.join(", ", ALGORITHMS));
  }

  /** The parameters in the [0] of an ECPrivateKey (RFC 5915): SEQUENCE {1, key, [0], [1]}. */
  private static byte[] curve(String flag, String file, byte[] ec) {
    try {
      int at = content(ec, 0);
      while (at < ec.length) {
        int begin = content(ec, at);
        int end = begin + length(ec, at);
        if ((ec[at] & 0xff) == CURVE) {
          return Arrays.copyOfRange(ec, begin, end);
        }
        at = end;
      }
    } catch (IndexOutOfBoundsException e) {
      // Broken; said below.
    }
    throw new CommandFailure(
        flag + ": " + file + " does not name its curve: convert it with openssl pkcs8 -topk8");
  }

  private static int content(byte[] der, int at) {
    return at + 2 + ((der[at + 1] & 0x80) == 0 ? 0 : der[at + 1] & 0x7f);
  }

  private static int length(byte[] der, int at) {
    int first = der[at + 1] & 0xff;
    if (first < 0x80) {
      return first;
    }
    int length = 0;
    for (int i = 0; i < (first & 0x7f); i++) {
      length = (length << 8) | (der[at + 2 + i] & 0xff);
    }
    return length;
  }

  private static byte[] der(int tag, byte[]... parts) {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      content.writeBytes(part);
    }
    int length = content.size();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(tag);
    if (length < 0x80) {
      out.write(length);
    } else {
      out.write(0x82);
      out.write(length >> 8);
      out.write(length);
    }
    out.writeBytes(content.toByteArray());
    return out.toByteArray();
  }

  private static List<Block> blocks(String flag, String file) {
    try {
      String text = Files.readString(Path.of(file), StandardCharsets.ISO_8859_1);
      List<Block> blocks = new ArrayList<>();
      Matcher matcher = BLOCK.matcher(text);
      while (matcher.find()) {
        blocks.add(new Block(matcher.group(1), matcher.group(2).replaceAll("\\s", "")));
      }
      return blocks;
    } catch (IOException e) {
      throw new CommandFailure(flag + ": cannot read " + file + ": " + reason(e));
    }
  }

  private static String reason(IOException e) {
    return switch (e) {
      case NoSuchFileException _ -> "there is no such file";
      case AccessDeniedException _ -> "it is not ours to read";
      default -> String.valueOf(e.getMessage());
    };
  }
}
