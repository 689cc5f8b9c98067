package io.sextant.tls;

import java.io.IOException;

/** A file that cannot be used; the message names setting and file and says what would be right. */
public final class TlsFileException extends IOException {
  TlsFileException(PemFile file, String problem) {
    super(file + ": " + problem);
  }

  TlsFileException(PemFile file, String problem, Throwable cause) {
    super(file + ": " + problem, cause);
  }
}
