package io.sextant.tls;

import io.grpc.ChannelCredentials;
import io.grpc.ServerCredentials;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettySslContextChannelCredentials;
import io.grpc.netty.NettySslContextServerCredentials;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContextBuilder;
import java.io.UncheckedIOException;
import java.time.Duration;
import javax.net.ssl.SSLException;

/**
 * Credentials that follow their files. Connections that are open keep what they were made with; new
 * ones get what the files hold now.
 *
 * <p>Files that are not there at the start are waited for, as Hubble does, because they are often
 * made by a job that comes later: until then every handshake fails, and the log says which file is
 * missing.
 */
public final class TlsCredentials implements AutoCloseable {
  /** How often the files are looked at unless told otherwise. */
  public static final Duration INTERVAL = Duration.ofSeconds(2);

  private static final String OLDEST_OF_SERVERS = "TLSv1.3";

  private final TlsFiles files;
  private final CurrentKey key = new CurrentKey();
  private final CurrentTrust trust = new CurrentTrust();
  private final TlsWatch watch;

  private TlsCredentials(TlsFiles files, Duration interval) throws TlsFileException {
    this.files = files;
    this.watch = TlsWatch.start(files, interval, this::use);
  }

  /**
   * Reads the files and begins to watch them.
   *
   * @throws TlsFileException if one of them is there and cannot be used
   */
  public static TlsCredentials open(TlsFiles files) throws TlsFileException {
    return open(files, INTERVAL);
  }

  /**
   * As {@link #open(TlsFiles)}.
   *
   * @param interval how often the files are looked at
   */
  public static TlsCredentials open(TlsFiles files, Duration interval) throws TlsFileException {
    return new TlsCredentials(files, interval);
  }

  /**
   * For a server: TLS 1.3, and clients must show a certificate if authorities are set. Sessions are
   * not resumed, so that each connection is judged by the authorities of its day.
   */
  public ServerCredentials forServer() {
    if (!files.hasCertificate()) {
      throw new IllegalStateException("a server needs a certificate");
    }
    SslContextBuilder context =
        GrpcSslContexts.configure(SslContextBuilder.forServer(key))
            .protocols(OLDEST_OF_SERVERS)
            .sessionTimeout(1);
    if (!files.authorities().isEmpty()) {
      context.trustManager(trust).clientAuth(ClientAuth.REQUIRE);
    }
    try {
      return NettySslContextServerCredentials.create(context.build());
    } catch (SSLException e) {
      throw new UncheckedIOException("the JDK offers no TLS to servers", e);
    }
  }

  /** For channels: TLS 1.2 or newer; shows a certificate if there is one. */
  public ChannelCredentials forChannel() {
    SslContextBuilder context = GrpcSslContexts.forClient().trustManager(trust).sessionTimeout(1);
    if (files.hasCertificate()) {
      context.keyManager(key);
    }
    try {
      return NettySslContextChannelCredentials.create(context.build());
    } catch (SSLException e) {
      throw new UncheckedIOException("the JDK offers no TLS to clients", e);
    }
  }

  /** Whether all files have been there; before that no handshake succeeds. */
  public boolean isReady() {
    return watch.isReady();
  }

  /** How often new content came into use. */
  public long reloads() {
    return watch.reloads();
  }

  /** How often new content could not be used, so that the one before stayed. */
  public long failedReloads() {
    return watch.failedReloads();
  }

  /** Stops to watch; what was read last stays in use. */
  @Override
  public void close() {
    watch.close();
  }

  private void use(TlsMaterial material) {
    if (files.authorities().isEmpty()) {
      trust.trustAsTheJdk();
    } else {
      trust.trust(material.authorities());
    }
    key.show(material);
  }
}
