package io.sextant.durable;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class StateFileTest {
  private static final byte[] CONTENT = "{\"über\":[1,2]}\nand more".getBytes(UTF_8);

  private Path path = Path.of("");
  private StateFile file = of(path, 3);

  @BeforeEach
  void place(@TempDir Path directory) {
    path = directory.resolve("lib").resolve("things");
    file = of(path, 3);
  }

  private static StateFile of(Path path, int version) {
    return new StateFile(path, "of-things", version, StateFile.Survival.OF_PROCESS);
  }

  @ParameterizedTest
  @EnumSource
  void write_isReadAgain_andReplaced(StateFile.Survival survival) throws IOException {
    StateFile things = new StateFile(path, "of-things", 3, survival);
    assertThat(things.read()).isEmpty();
    things.write(new byte[0]);
    assertThat(things.read()).hasValue(new byte[0]);
    things.write(CONTENT);
    assertThat(things.read()).hasValue(CONTENT);
    assertThat(Files.readString(path)).startsWith("sextant of-things 3 crc32c ");
    assertThat(Files.getPosixFilePermissions(path))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    try (var files = Files.list(path.getParent())) {
      assertThat(files).containsExactly(path);
    }
  }

  @Test
  void write_afterOneThatWasCutShort_isWhole() throws IOException {
    file.write(CONTENT);
    Files.writeString(path.resolveSibling("things.new"), "half of a longer one".repeat(9));
    file.write(CONTENT);
    assertThat(file.read()).hasValue(CONTENT);
  }

  @Test
  void write_thatFails_leavesTheOneBefore() throws IOException {
    file.write(CONTENT);
    Files.createDirectories(path.resolveSibling("things.new").resolve("in the way"));
    assertThatThrownBy(() -> file.write(new byte[3])).isInstanceOf(IOException.class);
    assertThat(file.read()).hasValue(CONTENT);
  }

  @Test
  void read_otherVersionOrKind_saysWhich() throws IOException {
    of(path, 12).write(CONTENT);
    assertThatThrownBy(file::read)
        .isInstanceOf(DamagedStateException.class)
        .hasMessage(path + " is of version 12, this program reads version 3");
    new StateFile(path, "of-things-else", 3, StateFile.Survival.OF_PROCESS).write(CONTENT);
    assertThatThrownBy(file::read)
        .isInstanceOf(DamagedStateException.class)
        .hasMessageContaining("does not begin with a line \"sextant of-things …\"");
  }

  @Test
  void read_anyByteIsAnother_isRefused() throws IOException {
    file.write(CONTENT);
    byte[] good = Files.readAllBytes(path);
    for (int i = 0; i < good.length; i++) {
      for (int bit = 0; bit < 8; bit++) {
        byte[] bad = good.clone();
        bad[i] ^= (byte) (1 << bit);
        Files.write(path, bad);
        assertThatThrownBy(file::read)
            .as("byte %d, bit %d", i, bit)
            .isInstanceOf(DamagedStateException.class)
            .hasMessageStartingWith(path.toString());
      }
    }
  }

  @Test
  void read_cutOrNoise_isRefused() throws IOException {
    file.write(CONTENT);
    byte[] good = Files.readAllBytes(path);
    for (int length = 0; length < good.length; length++) {
      Files.write(path, Arrays.copyOf(good, length));
      assertThatThrownBy(file::read)
          .as("%d bytes", length)
          .isInstanceOf(DamagedStateException.class);
    }
    Random random = new Random(11);
    for (int i = 0; i < 1_000; i++) {
      byte[] noise = new byte[random.nextInt(200)];
      random.nextBytes(noise);
      Files.write(path, noise);
      assertThatThrownBy(file::read).isInstanceOf(DamagedStateException.class);
    }
  }

  @Test
  void setAside_leavesRoomForANewOne() throws IOException {
    file.write(CONTENT);
    Path aside = file.setAside();
    assertThat(aside).hasFileName("bad-things").exists();
    assertThat(file.read()).isEmpty();
  }

  @Test
  void kind_thatIsNoWord_isRefused() {
    assertThatThrownBy(() -> new StateFile(path, "two words", 1, StateFile.Survival.OF_MACHINE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("kind \"two words\"");
  }
}
