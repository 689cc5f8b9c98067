package io.sextant;

import io.sextant.serve.grpc.GrpcLimits;
import io.sextant.tls.PemFile;
import io.sextant.tls.TlsFiles;
import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Hubble's API: {@code sextant.grpc}.
 *
 * @param bind address to listen on; empty means that of all servers
 * @param port 0 for any free one
 * @param socket path of a unix socket that is served beside the port; empty for none
 * @param advertise host, or host and port, that others are told; empty means what is listened on
 * @param tls of the port
 * @param limits of what clients may ask
 */
public record GrpcSettings(
    @DefaultValue("") String bind,
    @DefaultValue("4245") int port,
    @DefaultValue("") String socket,
    @DefaultValue("") String advertise,
    @DefaultValue Tls tls,
    @DefaultValue Limits limits) {
  public GrpcSettings {
    Settings.checkPort("sextant.grpc.port", port);
  }

  /**
   * PEM files; they are read again when they change.
   *
   * @param certFile certificate of this server, followed by those between it and its authority
   * @param keyFile its private key
   * @param clientCaFiles authorities of clients; with any, clients must show a certificate
   */
  public record Tls(
      @DefaultValue("") String certFile,
      @DefaultValue("") String keyFile,
      @DefaultValue List<String> clientCaFiles) {
    public Tls {
      TlsFiles files = files(certFile, keyFile, clientCaFiles);
      if (!files.hasCertificate() && !files.isEmpty()) {
        throw new IllegalArgumentException(
            "sextant.grpc.tls.client-ca-files is set without sextant.grpc.tls.cert-file:"
                + " clients can only be verified where the server has a certificate");
      }
    }

    TlsFiles files() {
      return files(certFile, keyFile, clientCaFiles);
    }

    private static TlsFiles files(String cert, String key, List<String> clientCas) {
      return new TlsFiles(
          new PemFile("sextant.grpc.tls.cert-file", cert),
          new PemFile("sextant.grpc.tls.key-file", key),
          clientCas.stream()
              .map(file -> new PemFile("sextant.grpc.tls.client-ca-files", file))
              .toList());
    }
  }

  /** As {@link GrpcLimits}, which says what each means. */
  public record Limits(
      @DefaultValue("4096") int connections,
      @DefaultValue("1000") int streams,
      @DefaultValue("500") int streamsPerConnection,
      @DefaultValue("100") int filters,
      @DefaultValue("1000") int filterValues,
      @DefaultValue("64KB") DataSize filterBytes,
      @DefaultValue("20") int expressions,
      @DefaultValue("200") int maskPaths,
      @DefaultValue("1MB") DataSize requestBytes,
      @DefaultValue("8KB") DataSize headerBytes,
      @DefaultValue("30s") Duration ping,
      @DefaultValue("10s") Duration pingAnswer,
      @DefaultValue("30m") Duration idle,
      @DefaultValue("10s") Duration handshake) {
    private static final String TREE = "sextant.grpc.limits.";
    private static final int MOST_BYTES = 64 << 20;
    private static final Duration SECOND = Duration.ofSeconds(1);

    /** What the transport would make of less. */
    private static final Duration SHORTEST_PING = Duration.ofSeconds(10);

    public Limits {
      check("connections", connections);
      check("streams", streams);
      check("streams-per-connection", streamsPerConnection);
      check("filters", filters);
      check("filter-values", filterValues);
      check("filter-bytes", filterBytes);
      check("expressions", expressions);
      check("mask-paths", maskPaths);
      check("request-bytes", requestBytes);
      check("header-bytes", headerBytes);
      check("ping", ping, SHORTEST_PING);
      check("ping-answer", pingAnswer, SECOND);
      check("idle", idle, SECOND);
      check("handshake", handshake, SECOND);
    }

    GrpcLimits limits() {
      return new GrpcLimits(
          connections,
          streams,
          streamsPerConnection,
          filters,
          filterValues,
          (int) filterBytes.toBytes(),
          expressions,
          maskPaths,
          (int) requestBytes.toBytes(),
          (int) headerBytes.toBytes(),
          ping,
          pingAnswer,
          idle,
          handshake);
    }

    private static void check(String key, int count) {
      if (count < 1) {
        throw new IllegalArgumentException(TREE + key + " is " + count + "; at least 1 is needed");
      }
    }

    private static void check(String key, DataSize size) {
      if (size.toBytes() < 1 || size.toBytes() > MOST_BYTES) {
        throw new IllegalArgumentException(
            TREE + key + " is " + size + "; it must be between 1B and 64MB");
      }
    }

    private static void check(String key, Duration time, Duration least) {
      if (time.compareTo(least) < 0 || time.compareTo(Duration.ofDays(1)) > 0) {
        throw new IllegalArgumentException(
            "%s%s is %s; it must be between %ds and 1d"
                .formatted(TREE, key, time, least.toSeconds()));
      }
    }
  }
}
