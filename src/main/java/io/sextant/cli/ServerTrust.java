package io.sextant.cli;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Which servers are believed: those of the given authorities, of the system's, of Java's, in this
 * order. A pool is read only when the ones before it do not know the server. Called by the
 * connection's thread.
 */
final class ServerTrust extends X509ExtendedTrustManager {
  private static final List<String> SYSTEM_POOLS =
      List.of(
          "/etc/ssl/certs/ca-certificates.crt",
          "/etc/pki/tls/certs/ca-bundle.crt",
          "/etc/ssl/ca-bundle.pem",
          "/etc/ssl/cert.pem");

  private final List<Pool> pools;
  private volatile @Nullable X509Certificate shown;

  private interface Pool {
    X509ExtendedTrustManager open() throws CertificateException;
  }

  private interface Check {
    void of(X509ExtendedTrustManager manager) throws CertificateException;
  }

  private ServerTrust(List<Pool> pools) {
    this.pools = List.copyOf(pools);
  }

  /**
   * @param files of authorities, PEM; read at once so that a wrong one is told
   */
  static ServerTrust of(List<String> files, Terminal terminal) {
    List<Pool> pools = new ArrayList<>();
    List<X509Certificate> given = new ArrayList<>();
    files.forEach(file -> given.addAll(PemFile.certificates("--tls-ca-cert-files", file)));
    if (!given.isEmpty()) {
      pools.add(() -> manager(given));
    }
    Stream.concat(Stream.of(terminal.environment("SSL_CERT_FILE", "")), SYSTEM_POOLS.stream())
        .filter(file -> !file.isEmpty() && Files.isReadable(Path.of(file)))
        .findFirst()
        .ifPresent(
            file -> pools.add(() -> manager(PemFile.certificates("the system's pool", file))));
    pools.add(() -> manager((KeyStore) null));
    return new ServerTrust(pools);
  }

  @Nullable X509Certificate shown() {
    return shown;
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    check(chain, manager -> manager.checkServerTrusted(chain, type, engine));
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    check(chain, manager -> manager.checkServerTrusted(chain, type, socket));
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
    check(chain, manager -> manager.checkServerTrusted(chain, type));
  }

  /** The first pool that knows the issuer decides; its complaint is the one to tell. */
  private void check(X509Certificate[] chain, Check check) throws CertificateException {
    shown = chain[0];
    chain[0].checkValidity(); // Java itself lets a certificate pass that is its own authority.
    CertificateException unknown = new CertificateException("no authority");
    for (Pool pool : pools) {
      try {
        check.of(pool.open());
        return;
      } catch (CertificateException e) {
        if (!(e.getCause() instanceof CertPathBuilderException)) {
          throw e;
        }
        unknown = e;
      }
    }
    throw unknown;
  }

  private static X509ExtendedTrustManager manager(List<X509Certificate> authorities)
      throws CertificateException {
    try {
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      for (int i = 0; i < authorities.size(); i++) {
        store.setCertificateEntry("authority-" + i, authorities.get(i));
      }
      return manager(store);
    } catch (GeneralSecurityException | IOException e) {
      throw new CertificateException(e);
    }
  }

  /**
   * @param store null for Java's own
   */
  private static X509ExtendedTrustManager manager(@Nullable KeyStore store)
      throws CertificateException {
    try {
      TrustManagerFactory factory =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init(store);
      return Arrays.stream(factory.getTrustManagers())
          .filter(X509ExtendedTrustManager.class::isInstance)
          .map(X509ExtendedTrustManager.class::cast)
          .findFirst()
          .orElseThrow();
    } catch (GeneralSecurityException e) {
      throw new CertificateException(e);
    }
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    throw new CertificateException("clients are not asked");
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    throw new CertificateException("clients are not asked");
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
    throw new CertificateException("clients are not asked");
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return new X509Certificate[0];
  }
}
