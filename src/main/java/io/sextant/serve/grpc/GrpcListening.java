package io.sextant.serve.grpc;

import io.sextant.tls.TlsFiles;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where and how the services are reached.
 *
 * @param bind address to listen on
 * @param port 0 for any free one
 * @param socket path of a unix socket beside the port, for this machine
 * @param tls of the port; plain text without a certificate
 */
public record GrpcListening(
    String bind, int port, Optional<Path> socket, TlsFiles tls, GrpcLimits limits) {}
