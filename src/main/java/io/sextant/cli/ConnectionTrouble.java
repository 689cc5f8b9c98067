package io.sextant.cli;

import io.grpc.Status;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Why there is no connection, and what to do. */
final class ConnectionTrouble {
  private static final String TLS_ALERT = "15030";
  private static final String HTTP1 = "485454502f";
  private static final int DNS_NAME = 2;
  private static final int IP_ADDRESS = 7;

  private final ServerAddress address;
  private final @Nullable TlsClient tls;
  private final Duration patience;

  private ConnectionTrouble(ServerAddress address, @Nullable TlsClient tls, Duration patience) {
    this.address = address;
    this.tls = tls;
    this.patience = patience;
  }

  static ConnectionTrouble of(ServerAddress address, @Nullable TlsClient tls, Duration patience) {
    return new ConnectionTrouble(address, tls, patience);
  }

  /** It neither took nor refused the connection. */
  String silent() {
    return "no connection to "
        + address.text()
        + " within "
        + patience.toMillis() / 1000.0
        + " s: see --timeout";
  }

  String explain(Status status) {
    List<Throwable> causes =
        Stream.iterate(status.getCause(), Objects::nonNull, Throwable::getCause).toList();
    String words =
        Stream.concat(
                Stream.ofNullable(status.getDescription()), causes.stream().map(String::valueOf))
            .collect(Collectors.joining("; "));
    String found = tls == null ? plain(words) : encrypted(causes, words);
    if (found != null) {
      return found;
    }
    String said = status.getDescription();
    return said != null && causes.isEmpty() && !said.contains("Unable to resolve host")
        ? "the server at " + address.text() + " says: " + Escape.text(said)
        : unreachable(causes, words);
  }

  /** What a server says to somebody who does not speak TLS to it. */
  private @Nullable String plain(String words) {
    int dump = words.indexOf("Hex dump");
    String bytes = dump < 0 ? "" : words.substring(dump).replaceFirst("^.*?: ", "");
    if (bytes.startsWith(TLS_ALERT)) {
      return "the server at " + address.text() + " speaks TLS: add --tls";
    }
    if (bytes.startsWith(HTTP1) || words.contains("Unexpected HTTP/1.x request")) {
      return "the server at "
          + address.text()
          + " speaks HTTP/1, not gRPC: is this its page's port? Hubble's is "
          + ServerAddress.HUBBLE_PORT;
    }
    if (dump >= 0) {
      return "the server at " + address.text() + " does not speak gRPC";
    }
    return words.contains("Network closed") || words.contains("Connection reset")
        ? "the server at "
            + address.text()
            + " ended the connection at once: if it wants TLS, add --tls"
        : null;
  }

  private @Nullable String encrypted(List<Throwable> causes, String words) {
    if (words.contains("not an SSL/TLS record") || words.contains("NotSslRecord")) {
      return "the server at " + address.text() + " does not speak TLS: leave out --tls and tls://";
    }
    for (Throwable cause : causes) {
      if (cause instanceof CertificateException) {
        return certificate(causes, words);
      }
    }
    String alert = words.toLowerCase(Locale.ROOT);
    if (alert.contains("certificate_required")
        || alert.contains("bad_certificate")
        || alert.contains("certificate_unknown")
        || alert.contains("unknown_ca")) {
      return ownCertificate();
    }
    if (alert.contains("ssl") && alert.contains("alert")) {
      return "the server at " + address.text() + " refuses TLS with us: " + last(causes);
    }
    return words.contains("Network closed") || words.contains("Connection reset")
        ? "the server at "
            + address.text()
            + " ended the connection at once: perhaps it does not speak TLS, or wants a"
            + " certificate of ours (--tls-client-cert-file)"
        : null;
  }

  private String ownCertificate() {
    return tls != null && tls.certificateFile() != null
        ? "the server at "
            + address.text()
            + " does not take our certificate: is "
            + tls.certificateFile()
            + " signed by an authority that it trusts?"
        : "the server at "
            + address.text()
            + " wants a certificate of ours: give --tls-client-cert-file and"
            + " --tls-client-key-file";
  }

  private String certificate(List<Throwable> causes, String words) {
    X509Certificate shown = tls == null ? null : tls.shown();
    String whose = "the certificate of " + address.text();
    for (Throwable cause : causes) {
      if (cause instanceof CertificateExpiredException) {
        String when = shown == null ? "" : " on " + shown.getNotAfter().toInstant();
        return whose + " expired" + when;
      }
      if (cause instanceof CertificateNotYetValidException) {
        String when = shown == null ? "" : " before " + shown.getNotBefore().toInstant();
        return whose + " is not valid" + when + ": is this machine's clock right?";
      }
    }
    if (words.contains("path building failed") || words.contains("no authority")) {
      String issuer = shown == null ? "" : " (issued by " + shown.getIssuerX500Principal() + ")";
      return whose + " is not trusted" + issuer + ": give its authority with --tls-ca-cert-files";
    }
    if (shown != null && tls != null && words.contains("No ")) {
      List<String> names = names(shown);
      return whose
          + (names.isEmpty() ? " has no name" : " is for " + String.join(", ", names))
          + ", not for "
          + tls.expectedName()
          + (names.isEmpty() ? "" : ": give --tls-server-name " + example(names.getFirst()));
    }
    return whose + " is refused: " + last(causes);
  }

  private String unreachable(List<Throwable> causes, String words) {
    for (Throwable cause : causes) {
      if (cause instanceof UnknownHostException || cause instanceof UnresolvedAddressException) {
        return "nobody knows the host " + address.host() + ": see --server";
      }
    }
    boolean late =
        causes.stream()
            .anyMatch(cause ->
                cause instanceof ConnectException
                    && String.valueOf(cause.getMessage()).contains("timed out"));
    if (late) {
      return silent();
    }
    return words.contains("Unable to resolve host")
        ? "nobody knows the host " + address.host() + ": see --server"
        : "no server answers at "
            + address.text()
            + ": start one with ./sextant demo, or name it with --server";
  }

  private static List<String> names(X509Certificate certificate) {
    try {
      Collection<List<?>> all = certificate.getSubjectAlternativeNames();
      return all == null
          ? List.of()
          : all.stream()
              .filter(
                  name -> name.getFirst().equals(DNS_NAME) || name.getFirst().equals(IP_ADDRESS))
              .map(name -> String.valueOf(name.get(1)))
              .toList();
    } catch (CertificateParsingException e) {
      return List.of();
    }
  }

  /** A name that fits a pattern. */
  private static String example(String name) {
    return name.startsWith("*.") ? "relay" + name.substring(1) : name;
  }

  private static String last(List<Throwable> causes) {
    return causes.isEmpty() ? "" : Escape.text(String.valueOf(causes.getLast().getMessage()));
  }
}
