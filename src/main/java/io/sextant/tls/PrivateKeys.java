package io.sextant.tls;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.HexFormat;
import java.util.List;

/**
 * Private keys in the forms that tools write: PKCS #8, and the older PKCS #1 (RSA) and SEC 1
 * (elliptic curves), which are put into the first.
 */
final class PrivateKeys {
  /** Labels of blocks that hold a key. */
  static final List<String> LABELS = List.of("PRIVATE KEY", "RSA PRIVATE KEY", "EC PRIVATE KEY");

  private static final List<String> ALGORITHMS = List.of("EC", "RSA", "Ed25519", "Ed448");
  private static final int CURVE_TAG = 0xa0;
  private static final byte[] VERSION_0 = Der.value(Der.INTEGER, new byte[1]);
  // OBJECT IDENTIFIER rsaEncryption, NULL
  private static final byte[] RSA = hex("06092a864886f70d0101010500");
  // OBJECT IDENTIFIER ecPublicKey; the curve follows
  private static final byte[] EC = hex("06072a8648ce3d0201");

  private PrivateKeys() {}

  /**
   * Reads a key.
   *
   * @throws IllegalArgumentException saying what is wrong with it
   */
  static PrivateKey read(PemBlock block) {
    PKCS8EncodedKeySpec key = new PKCS8EncodedKeySpec(pkcs8(block));
    for (String algorithm : ALGORITHMS) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(key);
      } catch (GeneralSecurityException e) {
        // Then it is one of the others.
      }
    }
    throw new IllegalArgumentException("its key is damaged, or none of " + ALGORITHMS);
  }

  /** Whether the two belong together: what one signs, the other accepts. */
  static boolean fit(PrivateKey key, PublicKey certified) {
    String algorithm =
        switch (key.getAlgorithm()) {
          case "RSA" -> "SHA256withRSA";
          case "EC" -> "SHA256withECDSA";
          default -> "EdDSA";
        };
    byte[] text = {1, 2, 3};
    try {
      Signature signature = Signature.getInstance(algorithm);
      signature.initSign(key);
      signature.update(text);
      byte[] signed = signature.sign();
      signature.initVerify(certified);
      signature.update(text);
      return signature.verify(signed);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  private static byte[] pkcs8(PemBlock block) {
    return switch (block.label()) {
      case "RSA PRIVATE KEY" -> wrapped(Der.value(Der.SEQUENCE, RSA), block.der());
      case "EC PRIVATE KEY" ->
          wrapped(Der.value(Der.SEQUENCE, EC, Der.find(block.der(), CURVE_TAG)), block.der());
      default -> block.der();
    };
  }

  private static byte[] wrapped(byte[] algorithm, byte[] key) {
    return Der.value(Der.SEQUENCE, VERSION_0, algorithm, Der.value(Der.OCTETS, key));
  }

  private static byte[] hex(String text) {
    return HexFormat.of().parseHex(text);
  }
}
