package io.sextant.durable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class FolderLockTest {
  private static final String LOCK = "lock";
  private static final String HELD = "held";
  private static final String REFUSED = "refused";

  @TempDir private Path machine;

  /** Another process that wants the folder: says whether it has it, and stays. */
  static final class Other {
    private Other() {}

    public static void main(String[] folder) throws Exception {
      Optional<FolderLock> lock = FolderLock.tryLock(Path.of(folder[0]), LOCK);
      System.out.println(lock.isPresent() ? HELD : REFUSED);
      var _ = System.in.read();
    }
  }

  @Test
  void second_isRefused_untilTheFirstIsClosed() throws IOException {
    Path folder = machine.resolve("made/state");
    FolderLock first = FolderLock.tryLock(folder, LOCK).orElseThrow();
    assertThat(FolderLock.tryLock(folder, LOCK)).isEmpty();
    Path other = Files.createSymbolicLink(machine.resolve("other-name"), folder);
    assertThat(FolderLock.tryLock(other, LOCK)).isEmpty();
    first.close();
    try (FolderLock next = FolderLock.tryLock(folder, LOCK).orElseThrow()) {
      first.close();
      assertThat(FolderLock.tryLock(folder, LOCK)).as("closing twice takes none away").isEmpty();
      assertThat(next).isNotSameAs(first);
    }
  }

  @Test
  void refusedInOneProcess_isStillRefusedInAnother() throws Exception {
    try (FolderLock _ = FolderLock.tryLock(machine, LOCK).orElseThrow()) {
      assertThat(FolderLock.tryLock(machine, LOCK)).isEmpty();
      Process other = other();
      assertThat(said(other)).isEqualTo(REFUSED);
      other.destroyForcibly().waitFor();
    }
  }

  @Test
  void processThatIsKilled_leavesNoLock() throws Exception {
    Process other = other();
    assertThat(said(other)).isEqualTo(HELD);
    assertThat(FolderLock.tryLock(machine, LOCK)).isEmpty();
    other.destroyForcibly().waitFor();
    assertThat(machine.resolve(LOCK)).exists();
    FolderLock.tryLock(machine, LOCK).orElseThrow().close();
  }

  @Test
  void folderThatCannotBe_isAnError() throws IOException {
    Path file = Files.createFile(machine.resolve("file"));
    assertThatThrownBy(() -> FolderLock.tryLock(file, LOCK))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(file.toString());
  }

  private Process other() throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseSerialGC",
            "-cp",
            System.getProperty("java.class.path"),
            Other.class.getName(),
            machine.toString())
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  private static String said(Process process) throws IOException {
    return process.inputReader().readLine();
  }
}
