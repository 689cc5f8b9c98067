package io.sextant.tls;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a look at the files saw.
 *
 * @param contents of each file
 * @param problem why one could not be read, or null
 * @param missing whether that was because it is not there
 */
record Look(Map<PemFile, byte[]> contents, @Nullable TlsFileException problem, boolean missing) {
  private static final long LARGEST = 1 << 20;

  static Look at(TlsFiles files) {
    Map<PemFile, byte[]> contents = new HashMap<>();
    for (PemFile file : files.all()) {
      try {
        contents.put(file, read(file));
      } catch (NoSuchFileException e) {
        return new Look(Map.of(), new TlsFileException(file, "there is no such file", e), true);
      } catch (AccessDeniedException e) {
        return failed(file, "this process may not read it", e);
      } catch (IOException | InvalidPathException e) {
        return failed(file, "it cannot be read: " + e.getMessage(), e);
      }
    }
    return new Look(contents, null, false);
  }

  /** Whether both saw the same. */
  boolean sameAs(Look other) {
    return text(problem).equals(text(other.problem))
        && contents.size() == other.contents.size()
        && contents.entrySet().stream()
            .allMatch(file -> Arrays.equals(file.getValue(), other.contents.get(file.getKey())));
  }

  private static byte[] read(PemFile file) throws IOException {
    Path path = file.toPath();
    if (Files.size(path) > LARGEST) {
      throw new IOException("more than " + LARGEST + " bytes are no certificates");
    }
    return Files.readAllBytes(path);
  }

  private static Look failed(PemFile file, String problem, Exception cause) {
    return new Look(Map.of(), new TlsFileException(file, problem, cause), false);
  }

  private static String text(@Nullable TlsFileException problem) {
    return problem == null ? "" : String.valueOf(problem.getMessage());
  }
}
