package io.sextant.tls;

import java.io.ByteArrayInputStream;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What the files held at one moment, found to be good.
 *
 * @param chain own certificate first; empty without one
 * @param key of the first certificate, or null without one
 * @param authorities who vouch for the other side
 */
record TlsMaterial(
    List<X509Certificate> chain, @Nullable PrivateKey key, List<X509Certificate> authorities) {
  static final TlsMaterial NONE = new TlsMaterial(List.of(), null, List.of());

  private static final List<String> CERTIFICATE_LABELS =
      List.of("CERTIFICATE", "X509 CERTIFICATE", "TRUSTED CERTIFICATE");
  private static final String ENCRYPTED = "ENCRYPTED PRIVATE KEY";

  /**
   * Reads the files.
   *
   * @param contents what stands in each of them
   * @throws TlsFileException for the first that cannot be used
   */
  static TlsMaterial read(TlsFiles files, Map<PemFile, byte[]> contents) throws TlsFileException {
    List<X509Certificate> authorities = new ArrayList<>();
    for (PemFile file : files.authorities()) {
      authorities.addAll(certificates(file, blocks(file, contents)));
    }
    if (!files.hasCertificate()) {
      return new TlsMaterial(List.of(), null, List.copyOf(authorities));
    }
    List<X509Certificate> chain =
        certificates(files.certificate(), blocks(files.certificate(), contents));
    PrivateKey key = key(files.key(), blocks(files.key(), contents));
    if (!PrivateKeys.fit(key, chain.getFirst().getPublicKey())) {
      throw new TlsFileException(
          files.key(),
          "this key does not belong to the first certificate of %s; give the pair that was issued together"
              .formatted(files.certificate()));
    }
    return new TlsMaterial(chain, key, List.copyOf(authorities));
  }

  private static List<PemBlock> blocks(PemFile file, Map<PemFile, byte[]> contents)
      throws TlsFileException {
    byte[] content = contents.get(file);
    try {
      return content == null ? List.of() : PemBlock.parse(content);
    } catch (IllegalArgumentException e) {
      throw new TlsFileException(file, "a PEM block in it is not base64", e);
    }
  }

  private static List<X509Certificate> certificates(PemFile file, List<PemBlock> blocks)
      throws TlsFileException {
    List<X509Certificate> certificates = new ArrayList<>();
    try {
      CertificateFactory factory = CertificateFactory.getInstance("X.509");
      for (PemBlock block : blocks) {
        if (CERTIFICATE_LABELS.contains(block.label())) {
          certificates.add(
              (X509Certificate) factory.generateCertificate(new ByteArrayInputStream(block.der())));
        }
      }
    } catch (CertificateException e) {
      throw new TlsFileException(file, "a certificate in it is damaged", e);
    }
    if (certificates.isEmpty()) {
      throw new TlsFileException(file, "no certificate in it: " + wanted("CERTIFICATE", blocks));
    }
    return List.copyOf(certificates);
  }

  private static PrivateKey key(PemFile file, List<PemBlock> blocks) throws TlsFileException {
    for (PemBlock block : blocks) {
      if (block.label().equals(ENCRYPTED)) {
        throw new TlsFileException(file, "its key is encrypted; give one without a password");
      }
      if (PrivateKeys.LABELS.contains(block.label())) {
        try {
          return PrivateKeys.read(block);
        } catch (IllegalArgumentException e) {
          throw new TlsFileException(file, String.valueOf(e.getMessage()), e);
        }
      }
    }
    throw new TlsFileException(file, "no private key in it: " + wanted("PRIVATE KEY", blocks));
  }

  private static String wanted(String label, List<PemBlock> blocks) {
    String found =
        blocks.stream().map(PemBlock::label).distinct().collect(Collectors.joining(", "));
    return "it has %s; a PEM block that begins with -----BEGIN %s----- would be right"
        .formatted(found.isEmpty() ? "no PEM block" : found, label);
  }
}
