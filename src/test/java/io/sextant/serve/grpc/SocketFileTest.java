package io.sextant.serve.grpc;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nobody else may connect, not even for a moment. */
class SocketFileTest {
  @TempDir private Path directory;

  @Test
  void socket_isOutOfReachUntilItsPermissionsAreRight() throws IOException {
    Path path = directory.resolve("observer.sock");
    SocketFile file = new SocketFile(path);
    file.claim();
    try (ServerSocketChannel _ = listen(file.binding())) {
      assertThat(path).doesNotExist();
      assertThat(permissions(requireNonNull(file.binding().getParent()))).isEqualTo("rwx------");
      file.publish();
      assertThat(permissions(path)).isEqualTo("rw-rw----");
      try (SocketChannel client = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
        assertThat(client.isConnected()).isTrue();
      }
      file.tidy();
      assertThat(directory.toFile().list()).containsExactly("observer.sock");
    }
    file.remove();
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void placeThatAnotherTookMeanwhile_staysItsOwn() throws IOException {
    Path path = directory.resolve("observer.sock");
    SocketFile late = new SocketFile(path);
    late.claim();
    try (ServerSocketChannel _ = listen(path);
        ServerSocketChannel _ = listen(late.binding())) {
      assertThatThrownBy(late::publish)
          .hasMessage(
              "sextant.grpc.socket "
                  + path
                  + ": a server listens there; end it, or give another path");
      late.tidy();
      late.remove();
      assertThat(directory.toFile().list()).containsExactly("observer.sock");
    }
  }

  private static ServerSocketChannel listen(Path path) throws IOException {
    return ServerSocketChannel.open(StandardProtocolFamily.UNIX)
        .bind(UnixDomainSocketAddress.of(path));
  }

  private static String permissions(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }
}
