package io.sextant.tls;

import java.util.ArrayList;
import java.util.List;

/**
 * What one side of TLS is made of.
 *
 * @param certificate own certificate, followed by those between it and its authority
 * @param key private key of the first certificate
 * @param authorities certificates of those who vouch for the other side, any number per file; on a
 *     server none means that clients show no certificate, on a client that those of the JDK count
 */
public record TlsFiles(PemFile certificate, PemFile key, List<PemFile> authorities) {

  /**
   * Checks what can be checked without reading.
   *
   * @throws IllegalArgumentException if only one of certificate and key is set
   */
  public TlsFiles {
    authorities = authorities.stream().filter(PemFile::isSet).toList();
    if (certificate.isSet() != key.isSet()) {
      PemFile given = certificate.isSet() ? certificate : key;
      PemFile missing = certificate.isSet() ? key : certificate;
      throw new IllegalArgumentException(
          "%s is set without %s: give both, or neither".formatted(given, missing.setting()));
    }
  }

  /** Whether this side shows a certificate. */
  public boolean hasCertificate() {
    return certificate.isSet();
  }

  /** Whether no file is set at all. */
  public boolean isEmpty() {
    return !hasCertificate() && authorities.isEmpty();
  }

  List<PemFile> all() {
    List<PemFile> all = new ArrayList<>(authorities);
    if (hasCertificate()) {
      all.add(certificate);
      all.add(key);
    }
    return all;
  }
}
