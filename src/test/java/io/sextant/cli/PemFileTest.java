package io.sextant.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The forms that private keys come in. */
class PemFileTest {
  private static final HexFormat HEX = HexFormat.of();

  @TempDir private Path folder;

  @Test
  void pkcs8_ofAllKindsIsRead() throws Exception {
    for (String kind : new String[] {"EC", "RSA", "Ed25519"}) {
      KeyPair pair = KeyPairGenerator.getInstance(kind).generateKeyPair();
      assertThat(read("PRIVATE KEY", pair.getPrivate().getEncoded())).isEqualTo(pair.getPrivate());
    }
  }

  @Test
  void ecKeys_asOpensslWritesThemAreRead() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    ECPrivateKey key = (ECPrivateKey) generator.generateKeyPair().getPrivate();
    ByteArrayOutputStream sec1 = new ByteArrayOutputStream();
    sec1.writeBytes(HEX.parseHex("3031" + "020101" + "0420")); // SEQUENCE {1, OCTETS of 32 …
    sec1.writeBytes(fixed(key.getS()));
    sec1.writeBytes(HEX.parseHex("a00a" + "06082a8648ce3d030107")); // … [0] prime256v1}
    ECPrivateKey read = (ECPrivateKey) read("EC PRIVATE KEY", sec1.toByteArray());
    assertThat(read.getS()).isEqualTo(key.getS());
  }

  @Test
  void rsaKeys_asOpensslWritesThemAreRead() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    PrivateKey key = generator.generateKeyPair().getPrivate();
    byte[] pkcs8 = key.getEncoded();
    // 30 82 .. .., version 3, algorithm 15, 04 82 .. ..
    byte[] pkcs1 = Arrays.copyOfRange(pkcs8, 4 + 3 + 15 + 4, pkcs8.length);
    assertThat(read("RSA PRIVATE KEY", pkcs1)).isEqualTo(key);
  }

  @Test
  void others_areRefusedWithWhatToDo() {
    assertThatThrownBy(() -> read("ENCRYPTED PRIVATE KEY", new byte[] {1}))
        .hasMessageEndingWith("needs a password: take it off with openssl pkcs8");
    assertThatThrownBy(() -> read("EC PRIVATE KEY", HEX.parseHex("3003020101")))
        .hasMessageContaining("does not name its curve");
    assertThatThrownBy(() -> read("EC PRIVATE KEY", HEX.parseHex("30820102")))
        .hasMessageContaining("does not name its curve");
    assertThatThrownBy(() -> read("PRIVATE KEY", new byte[] {1, 2, 3}))
        .hasMessageEndingWith("has a key that is none of EC, RSA, EdDSA");
    assertThatThrownBy(() -> read("DH PARAMETERS", new byte[] {1}))
        .hasMessageContaining("has no private key");
  }

  private PrivateKey read(String label, byte[] bytes) throws IOException {
    Path file = Files.writeString(folder.resolve("a.key"), TestCertificate.pem(label, bytes));
    return PemFile.privateKey("--key", file.toString());
  }

  private static byte[] fixed(BigInteger number) {
    byte[] bytes = number.toByteArray();
    byte[] fixed = new byte[32];
    int length = Math.min(32, bytes.length);
    System.arraycopy(bytes, bytes.length - length, fixed, 32 - length, length);
    return fixed;
  }
}
