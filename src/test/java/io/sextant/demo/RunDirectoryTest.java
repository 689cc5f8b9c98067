package io.sextant.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunDirectoryTest {
  @TempDir private Path run;

  @Test
  void take_cleaningUpFailsToo_throwsTheFirstCause() throws Exception {
    String prefix = "sxw-run-" + ProcessHandle.current().pid();
    Path directory = Files.createDirectory(run.resolve(prefix));
    Files.createFile(directory.resolve("bpf"));
    Throwable thrown =
        catchThrowable(
            () -> RunDirectory.take(new DemoSettings(prefix, "node", "default", 1, run)));
    assertThat(thrown).isInstanceOf(FileAlreadyExistsException.class);
    assertThat(thrown.getSuppressed())
        .singleElement()
        .isInstanceOf(DirectoryNotEmptyException.class);
  }
}
