package io.sextant.cli;

import io.grpc.ClientInterceptor;
import io.grpc.Metadata;
import io.grpc.stub.MetadataUtils;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How to know the server, and how to be known. */
final class TlsOptions {
  @Option(
      names = "--tls",
      arity = "0..1",
      fallbackValue = "true",
      hideParamSyntax = true,
      description = "Speak TLS, as tls:// before the address does, too.")
  private boolean tls;

  @Option(
      names = "--tls-allow-insecure",
      arity = "0..1",
      fallbackValue = "true",
      hideParamSyntax = true,
      description = "Take any certificate of the server: no protection from a false one.")
  private boolean insecure;

  @Option(
      names = "--tls-ca-cert-files",
      paramLabel = "FILE",
      split = ",",
      description = "Authorities to trust besides those of the system, PEM. May be repeated.")
  private List<String> authorities = List.of();

  @Option(
      names = "--tls-client-cert-file",
      paramLabel = "FILE",
      description = "Certificate to show to the server, PEM; with --tls-client-key-file.")
  private @Nullable String certificate;

  @Option(
      names = "--tls-client-key-file",
      paramLabel = "FILE",
      description = "Private key of that certificate, PEM without a password.")
  private @Nullable String key;

  @Option(
      names = "--tls-server-name",
      paramLabel = "NAME",
      description = "Name to find in the server's certificate. Default: that of the address.")
  private @Nullable String serverName;

  @Option(
      names = "--basic-auth-username",
      paramLabel = "NAME",
      description = "User to be, with --basic-auth-password. Needs TLS.")
  private @Nullable String username;

  @Option(
      names = "--basic-auth-password",
      paramLabel = "PASSWORD",
      description = "Password of that user; better kept in SEXTANT_BASIC_AUTH_PASSWORD.")
  private @Nullable String password;

  boolean wanted(ServerAddress address) {
    return tls || address.tls();
  }

  /** Refuses halves, and secrets that would go in the clear. */
  void check(boolean encrypted) {
    pair("--tls-client-cert-file", certificate, "--tls-client-key-file", key);
    pair("--basic-auth-username", username, "--basic-auth-password", password);
    if (!encrypted && certificate != null) {
      throw new CommandFailure(
          "--tls-client-cert-file needs TLS: add --tls, or tls:// before the address");
    }
    if (!encrypted && username != null) {
      throw new CommandFailure(
          "--basic-auth-username needs TLS, or all could read the password: add --tls, or tls://"
              + " before the address");
    }
  }

  TlsClient client(Terminal terminal, ServerAddress address) {
    String otherwise = address.isSocket() ? "localhost" : address.host();
    String expected = serverName == null ? otherwise : serverName;
    ServerTrust trust = insecure ? null : ServerTrust.of(authorities, terminal);
    return TlsClient.of(expected, trust, certificate, key);
  }

  Optional<ClientInterceptor> credentials() {
    if (username == null || password == null) {
      return Optional.empty();
    }
    byte[] pair = (username + ":" + password).getBytes(StandardCharsets.UTF_8);
    Metadata headers = new Metadata();
    headers.put(
        Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER),
        "Basic " + Base64.getEncoder().encodeToString(pair));
    return Optional.of(MetadataUtils.newAttachHeadersInterceptor(headers));
  }

  private static void pair(
      String one, @Nullable String first, String other, @Nullable String second) {
    if ((first == null) != (second == null)) {
      throw new CommandFailure(
          first == null
              ? other + " needs " + one + ": give both or none"
              : one + " needs " + other + ": give both or none");
    }
  }
}
