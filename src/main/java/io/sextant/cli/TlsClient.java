package io.sextant.cli;

import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Our side of TLS. Loaded only when TLS is wanted. */
final class TlsClient {
  private final String expectedName;
  private final @Nullable ServerTrust trust;
  private final @Nullable String certificateFile;
  private final SslContext context;

  private TlsClient(
      String expectedName,
      @Nullable ServerTrust trust,
      @Nullable String certificateFile,
      SslContext context) {
    this.expectedName = expectedName;
    this.trust = trust;
    this.certificateFile = certificateFile;
    this.context = context;
  }

  /**
   * @param expectedName that the server's certificate must have
   * @param trust null to take any certificate
   * @param certificateFile null not to show one
   */
  static TlsClient of(
      String expectedName,
      @Nullable ServerTrust trust,
      @Nullable String certificateFile,
      @Nullable String keyFile) {
    SslContextBuilder builder = GrpcSslContexts.configure(SslContextBuilder.forClient());
    if (trust == null) {
      builder.trustManager(InsecureTrustManagerFactory.INSTANCE);
    } else {
      builder.trustManager(trust);
    }
    if (certificateFile != null && keyFile != null) {
      List<X509Certificate> chain = PemFile.certificates("--tls-client-cert-file", certificateFile);
      PrivateKey key = PemFile.privateKey("--tls-client-key-file", keyFile);
      builder.keyManager(key, chain.toArray(X509Certificate[]::new));
    }
    try {
      return new TlsClient(expectedName, trust, certificateFile, builder.build());
    } catch (SSLException | IllegalArgumentException e) {
      throw new CommandFailure("TLS cannot be set up: " + e.getMessage());
    }
  }

  void secure(NettyChannelBuilder builder) {
    builder.sslContext(context).overrideAuthority(expectedName);
  }

  String expectedName() {
    return expectedName;
  }

  /** Ours, if we have one. */
  @Nullable String certificateFile() {
    return certificateFile;
  }

  /** The last certificate that a server showed. */
  @Nullable X509Certificate shown() {
    return trust == null ? null : trust.shown();
  }
}
