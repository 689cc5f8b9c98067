package io.sextant.tls;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * Shows the certificate of the moment, and none as long as there is none. Each issue goes by an
 * alias of its own and the one before stays known, so that a handshake in the middle of a change
 * never takes the chain of one and the key of the other.
 */
final class CurrentKey extends X509ExtendedKeyManager {
  private record Shown(long number, TlsMaterial now, TlsMaterial before) {}

  private volatile Shown shown = new Shown(0, TlsMaterial.NONE, TlsMaterial.NONE);

  /** Called by the one thread that watches the files. */
  void show(TlsMaterial material) {
    Shown last = shown;
    shown = new Shown(last.number + 1, material, last.now);
  }

  @Override
  public @Nullable String chooseEngineServerAlias(
      String keyType, Principal @Nullable [] issuers, SSLEngine engine) {
    return alias(List.of(keyType));
  }

  @Override
  public @Nullable String chooseEngineClientAlias(
      String[] keyTypes, Principal @Nullable [] issuers, SSLEngine engine) {
    return alias(List.of(keyTypes));
  }

  @Override
  public @Nullable String chooseServerAlias(
      String keyType, Principal @Nullable [] issuers, Socket socket) {
    return alias(List.of(keyType));
  }

  @Override
  public @Nullable String chooseClientAlias(
      String[] keyTypes, Principal @Nullable [] issuers, Socket socket) {
    return alias(List.of(keyTypes));
  }

  @Override
  public X509Certificate[] getCertificateChain(String alias) {
    return material(alias).chain().toArray(X509Certificate[]::new);
  }

  @Override
  public @Nullable PrivateKey getPrivateKey(String alias) {
    return material(alias).key();
  }

  @Override
  public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
    return aliases(keyType);
  }

  @Override
  public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
    return aliases(keyType);
  }

  private String @Nullable [] aliases(String keyType) {
    String alias = alias(List.of(keyType));
    return alias == null ? null : new String[] {alias};
  }

  private @Nullable String alias(List<String> keyTypes) {
    Shown current = shown;
    PrivateKey key = current.now.key();
    return key != null && keyTypes.contains(key.getAlgorithm())
        ? Long.toString(current.number)
        : null;
  }

  private TlsMaterial material(String alias) {
    Shown current = shown;
    return alias.equals(Long.toString(current.number)) ? current.now : current.before;
  }
}
