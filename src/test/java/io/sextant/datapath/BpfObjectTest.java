package io.sextant.datapath;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("kernel")
class BpfObjectTest {
  @Test
  void committedObject_isWhatItsSourceGives() throws Exception {
    assumeTrue(onPath("clang"), "clang is not installed: apt-get install clang llvm");
    Process check =
        new ProcessBuilder(Path.of("src/main/bpf/build").toAbsolutePath().toString(), "--check")
            .redirectErrorStream(true)
            .start();
    String output = new String(check.getInputStream().readAllBytes(), UTF_8);
    assertThat(check.waitFor()).as(output).isZero();
  }

  @Test
  void build_fromAnotherPath_givesTheSameObject() throws Exception {
    assumeTrue(onPath("clang"), "clang is not installed: apt-get install clang llvm");
    Path elsewhere = Files.createTempDirectory("sextant-bpf");
    try {
      Path bpf = Files.createDirectories(elsewhere.resolve("src/main/bpf"));
      Files.createDirectories(elsewhere.resolve("src/main/resources/bpf"));
      try (var files = Files.list(Path.of("src/main/bpf"))) {
        for (Path file : files.toList()) {
          Files.copy(file, bpf.resolve(file.getFileName()));
        }
      }
      assertThat(new ProcessBuilder(bpf.resolve("build").toString()).start().waitFor()).isZero();
      assertThat(elsewhere.resolve("src/main/resources/bpf/sextant.bpf.o"))
          .hasSameBinaryContentAs(Path.of("src/main/resources/bpf/sextant.bpf.o"));
    } finally {
      delete(elsewhere);
    }
  }

  private static boolean onPath(String program) {
    return Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
        .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
  }

  private static void delete(Path directory) throws IOException {
    try (var tree = Files.walk(directory)) {
      for (Path path : tree.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
