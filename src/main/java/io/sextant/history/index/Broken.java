package io.sextant.history.index;

import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.apache.lucene.index.CorruptIndexException;
import org.apache.lucene.index.IndexFormatTooNewException;
import org.apache.lucene.index.IndexFormatTooOldException;

/** Tells a damaged index from a disk that fails. */
final class Broken {
  private Broken() {}

  static IOException wrap(Path folder, Exception e) {
    return switch (e) {
      case IndexBrokenException broken -> broken;
      case CorruptIndexException _,
          IndexFormatTooOldException _,
          IndexFormatTooNewException _,
          EOFException _,
          FileNotFoundException _,
          NoSuchFileException _,
          IllegalArgumentException _,
          IllegalStateException _ ->
          new IndexBrokenException("index " + folder + ": " + e.getMessage(), e);
      case IOException failed -> failed;
      default -> new IndexBrokenException("index " + folder + ": " + e, e);
    };
  }
}
