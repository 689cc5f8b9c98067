package io.sextant.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.interfaces.ECKey;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TlsFilesTest {
  private static final TestAuthority AUTHORITY = new TestAuthority("sextant tests");

  @TempDir private Path directory;

  @Test
  void onlyOneOfKeyAndCertificate_isRefusedWithBothNames() {
    PemFile given = new PemFile("sextant.grpc.tls.cert-file", "/etc/tls.crt");
    PemFile absent = new PemFile("sextant.grpc.tls.key-file", "");
    assertThatThrownBy(() -> new TlsFiles(given, absent, List.of()))
        .hasMessage(
            "sextant.grpc.tls.cert-file /etc/tls.crt is set without sextant.grpc.tls.key-file:"
                + " give both, or neither");
  }

  @ParameterizedTest
  @EnumSource(
      value = CertificateBuilder.Algorithm.class,
      names = {"ecp256", "ecp384", "rsa2048", "ed25519"})
  void keysOfEveryKind_areRead(CertificateBuilder.Algorithm algorithm) throws Exception {
    X509Bundle issued = AUTHORITY.issue(new CertificateBuilder().algorithm(algorithm), "a.test");
    TlsMaterial material = read(issued.getCertificatePathPEM(), issued.getPrivateKeyPEM());
    assertThat(material.chain().getFirst()).isEqualTo(issued.getCertificate());
    assertThat(material.key()).isEqualTo(issued.getKeyPair().getPrivate());
  }

  @Test
  void olderForms_areReadToo() throws Exception {
    X509Bundle rsa = AUTHORITY.issue(new CertificateBuilder().rsa2048(), "a.test");
    byte[] pkcs1 = Der.find(rsa.getKeyPair().getPrivate().getEncoded(), Der.OCTETS);
    assertThat(read(rsa.getCertificatePathPEM(), pem("RSA PRIVATE KEY", pkcs1)).key())
        .isEqualTo(rsa.getKeyPair().getPrivate());
    X509Bundle curve = AUTHORITY.issue("a.test");
    assertThat(read(curve.getCertificatePathPEM(), sec1(curve)).key())
        .extracting(key -> ((ECKey) Objects.requireNonNull(key)).getParams().getOrder())
        .isEqualTo(((ECKey) curve.getKeyPair().getPrivate()).getParams().getOrder());
  }

  @Test
  void certificateAndKeyInOneFile_areFound() throws Exception {
    X509Bundle issued = AUTHORITY.issue("a.test");
    String both = "made by hand\n" + issued.getPrivateKeyPEM() + issued.getCertificatePathPEM();
    assertThat(read(both, both).chain()).hasSize(issued.getCertificatePath().length);
  }

  @Test
  void wrongContents_areNamedWithWhatWouldBeRight() {
    X509Bundle issued = AUTHORITY.issue("a.test");
    String certificate = issued.getCertificatePathPEM();
    String key = issued.getPrivateKeyPEM();
    assertRefused(
        key,
        key,
        "tls.cert-file c: no certificate in it: it has PRIVATE KEY; a PEM block that begins with"
            + " -----BEGIN CERTIFICATE----- would be right");
    assertRefused(
        certificate,
        "",
        "tls.key-file k: no private key in it: it has no PEM block; a PEM block that begins with"
            + " -----BEGIN PRIVATE KEY----- would be right");
    assertRefused(
        certificate,
        AUTHORITY.issue("a.test").getPrivateKeyPEM(),
        "tls.key-file k: this key does not belong to the first certificate of tls.cert-file c;"
            + " give the pair that was issued together");
    assertRefused(
        certificate.substring(0, certificate.length() / 2),
        key,
        "tls.cert-file c: no certificate in it: it has no PEM block; a PEM block that begins with"
            + " -----BEGIN CERTIFICATE----- would be right");
    assertRefused(
        pem("CERTIFICATE", new byte[] {48, 1, 1}),
        key,
        "tls.cert-file c: a certificate in it is damaged");
    assertRefused(
        "-----BEGIN CERTIFICATE-----\nM*M\n-----END CERTIFICATE-----",
        key,
        "tls.cert-file c: a PEM block in it is not base64");
    assertRefused(
        certificate,
        pem("ENCRYPTED PRIVATE KEY", new byte[4]),
        "tls.key-file k: its key is encrypted; give one without a password");
  }

  @Test
  void damagedKeys_neverGiveMoreThanAMessage() {
    X509Bundle issued = AUTHORITY.issue("a.test");
    byte[] good = Der.find(issued.getKeyPair().getPrivate().getEncoded(), Der.OCTETS);
    for (String label : PrivateKeys.LABELS) {
      for (int length = 0; length < good.length; length++) {
        String cut = pem(label, Arrays.copyOf(good, length));
        assertThatThrownBy(() -> read(issued.getCertificatePathPEM(), cut))
            .isInstanceOf(TlsFileException.class);
      }
    }
  }

  @Test
  void unreadableFile_isNamed() throws Exception {
    TlsFiles files =
        new TlsFiles(
            new PemFile("tls.cert-file", directory.toString()),
            new PemFile("tls.key-file", directory.toString()),
            List.of());
    assertThatThrownBy(() -> TlsCredentials.open(files))
        .hasMessageStartingWith("tls.cert-file " + directory + ": it cannot be read: ");
    Files.write(directory.resolve("tls.crt"), new byte[2 << 20]);
    assertThatThrownBy(() -> TlsCredentials.open(TestAuthority.files(directory, List.of())))
        .hasMessageContaining("more than 1048576 bytes are no certificates");
  }

  @Test
  void fileThatIsNotThereYet_isWaitedFor() {
    assertThatCode(() -> TlsCredentials.open(TestAuthority.files(directory, List.of())).close())
        .doesNotThrowAnyException();
  }

  private static void assertRefused(String certificate, String key, String message) {
    assertThatThrownBy(() -> read(certificate, key)).hasMessage(message);
  }

  private static TlsMaterial read(String certificate, String key) throws TlsFileException {
    PemFile chainFile = new PemFile("tls.cert-file", "c");
    PemFile keyFile = new PemFile("tls.key-file", "k");
    Map<PemFile, byte[]> contents = new HashMap<>();
    contents.put(chainFile, certificate.getBytes(StandardCharsets.US_ASCII));
    contents.put(keyFile, key.getBytes(StandardCharsets.US_ASCII));
    return TlsMaterial.read(new TlsFiles(chainFile, keyFile, List.of()), contents);
  }

  /** As openssl writes it: with the curve inside, which the JDK leaves out. */
  private static String sec1(X509Bundle issued) {
    byte[] pkcs8 = issued.getKeyPair().getPrivate().getEncoded();
    byte[] bare = Der.find(pkcs8, Der.OCTETS);
    byte[] p256 = {0x06, 0x08, 0x2a, (byte) 0x86, 0x48, (byte) 0xce, 0x3d, 0x03, 0x01, 0x07};
    return pem(
        "EC PRIVATE KEY",
        Der.value(
            Der.SEQUENCE,
            Der.value(Der.INTEGER, new byte[] {1}),
            Der.value(Der.OCTETS, Der.find(bare, Der.OCTETS)),
            Der.value(0xa0, p256)));
  }

  private static String pem(String label, byte[] der) {
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
        .formatted(label, Base64.getMimeEncoder().encodeToString(der), label);
  }
}
