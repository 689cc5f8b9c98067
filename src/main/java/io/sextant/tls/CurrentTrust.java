package io.sextant.tls;

import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Trusts whom the authorities of the moment vouch for, by the JDK's rules, names of hosts included;
 * nobody as long as there are none.
 */
final class CurrentTrust extends X509ExtendedTrustManager {
  private volatile @Nullable X509ExtendedTrustManager judge;

  /** Called by the one thread that watches the files. */
  void trust(List<X509Certificate> authorities) {
    judge = judgeBy(authorities);
  }

  /** Trusts whom the JDK trusts. */
  void trustAsTheJdk() {
    judge = judgeBy(null);
  }

  private static X509ExtendedTrustManager judgeBy(@Nullable List<X509Certificate> authorities) {
    try {
      TrustManagerFactory factory =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init(authorities == null ? null : keyStore(authorities));
      for (TrustManager manager : factory.getTrustManagers()) {
        if (manager instanceof X509ExtendedTrustManager found) {
          return found;
        }
      }
      throw new IllegalStateException("the JDK has no X.509 trust manager");
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the JDK cannot hold certificates in memory", e);
    }
  }

  private static KeyStore keyStore(List<X509Certificate> authorities)
      throws GeneralSecurityException {
    KeyStore.Builder empty =
        KeyStore.Builder.newInstance("PKCS12", null, new KeyStore.PasswordProtection(new char[0]));
    KeyStore store = empty.getKeyStore();
    for (int i = 0; i < authorities.size(); i++) {
      store.setCertificateEntry("authority-" + i, authorities.get(i));
    }
    return store;
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    judge().checkClientTrusted(chain, authType, engine);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    judge().checkServerTrusted(chain, authType, engine);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    judge().checkClientTrusted(chain, authType, socket);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    judge().checkServerTrusted(chain, authType, socket);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    judge().checkClientTrusted(chain, authType);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    judge().checkServerTrusted(chain, authType);
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    X509ExtendedTrustManager known = judge;
    return known == null ? new X509Certificate[0] : known.getAcceptedIssuers();
  }

  private X509ExtendedTrustManager judge() throws CertificateException {
    X509ExtendedTrustManager known = judge;
    if (known == null) {
      throw new CertificateException("no authority is known yet: its file is not there");
    }
    return known;
  }
}
