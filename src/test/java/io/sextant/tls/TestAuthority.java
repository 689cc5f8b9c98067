package io.sextant.tls;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** An authority of its own, and files with what it issues. */
public final class TestAuthority {
  private final X509Bundle root;

  public TestAuthority(String name) {
    try {
      root =
          new CertificateBuilder()
              .ecp256()
              .subject("CN=" + name)
              .setIsCertificateAuthority(true)
              .buildSelfSigned();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** A certificate for a name, as server and as client. */
  public X509Bundle issue(String dnsName) {
    return issue(new CertificateBuilder().ecp256(), dnsName);
  }

  X509Bundle issue(CertificateBuilder kind, String dnsName) {
    try {
      return kind.subject("CN=" + dnsName).addSanDnsName(dnsName).buildIssuedBy(root);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** Writes {@code ca.crt}. */
  public Path writeAuthority(Path directory) {
    return text(directory.resolve("ca.crt"), root.getRootCertificatePEM());
  }

  /** Issues a certificate and writes {@code tls.crt} and {@code tls.key}. */
  public X509Bundle write(Path directory, String dnsName) {
    X509Bundle issued = issue(dnsName);
    text(directory.resolve("tls.crt"), issued.getCertificatePathPEM());
    text(directory.resolve("tls.key"), issued.getPrivateKeyPEM());
    return issued;
  }

  /** The usual names in a directory. */
  public static TlsFiles files(Path directory, List<Path> authorities) {
    return new TlsFiles(
        new PemFile("tls.cert-file", directory.resolve("tls.crt").toString()),
        new PemFile("tls.key-file", directory.resolve("tls.key").toString()),
        authorities(authorities));
  }

  /** Only authorities, for one that shows no certificate. */
  public static TlsFiles trusting(Path... authorities) {
    return new TlsFiles(
        new PemFile("tls.cert-file", ""),
        new PemFile("tls.key-file", ""),
        authorities(List.of(authorities)));
  }

  static Path text(Path file, String text) {
    try {
      return Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<PemFile> authorities(List<Path> files) {
    return files.stream().map(file -> new PemFile("tls.ca-files", file.toString())).toList();
  }
}
