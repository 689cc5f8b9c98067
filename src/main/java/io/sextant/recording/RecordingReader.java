package io.sextant.recording;

import io.sextant.control.ClusterJson;
import io.sextant.ring.LossSource;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/** Reads a recording record by record; whatever is in the file, it ends in a record or an error. */
public final class RecordingReader implements AutoCloseable {
  private static final int BUFFER = 1 << 16;
  private static final LossSource[] SOURCES = LossSource.values();

  private final String source;
  private final DataInputStream in;
  private final RecordingHeader header;
  private long offset;
  private long samples;
  private boolean ended;

  private RecordingReader(String source, DataInputStream in) throws IOException {
    this.source = source;
    this.in = in;
    this.header = readHeader();
  }

  /** Tells a recording from other files by how it begins. */
  public static boolean isRecording(Path file) throws IOException {
    try (InputStream raw = Files.newInputStream(file);
        InputStream in = new GZIPInputStream(raw)) {
      return Arrays.equals(in.readNBytes(RecordingFormat.MAGIC.length), RecordingFormat.MAGIC);
    } catch (NoSuchFileException e) {
      throw new RecordingException(file.toString(), "there is no such file", e);
    } catch (ZipException | EOFException e) {
      return false;
    }
  }

  /**
   * Opens a file.
   *
   * @throws RecordingException when it is not a recording
   */
  public static RecordingReader open(Path file) throws IOException {
    try {
      return open(file.toString(), Files.newInputStream(file));
    } catch (NoSuchFileException e) {
      throw new RecordingException(file.toString(), "there is no such file", e);
    }
  }

  /**
   * Reads from a stream, which closing closes.
   *
   * @param source names it in messages
   */
  public static RecordingReader open(String source, InputStream in) throws IOException {
    try {
      InputStream unpacked = new GZIPInputStream(in, BUFFER);
      return new RecordingReader(
          source, new DataInputStream(new BufferedInputStream(unpacked, BUFFER)));
    } catch (ZipException | EOFException e) {
      in.close();
      throw new RecordingException(source, "not a recording of Sextant, or a cut one", e);
    } catch (IOException e) {
      in.close();
      throw e;
    }
  }

  /** Reads one that is in memory. */
  static RecordingReader open(String source, byte[] bytes) throws IOException {
    return open(source, new ByteArrayInputStream(bytes));
  }

  public RecordingHeader header() {
    return header;
  }

  /** The next record, or null at the end. */
  public @Nullable RecordingEntry next() throws IOException {
    if (ended) {
      return null;
    }
    try {
      return readEntry();
    } catch (EOFException e) {
      throw broken("the recording is cut off after " + samples + " samples");
    } catch (ZipException e) {
      throw broken("the packed data is broken: " + e.getMessage());
    }
  }

  @Override
  public void close() throws IOException {
    in.close();
  }

  private RecordingHeader readHeader() throws IOException {
    byte[] magic = in.readNBytes(RecordingFormat.MAGIC.length);
    if (!Arrays.equals(magic, RecordingFormat.MAGIC)) {
      throw broken("not a recording of Sextant");
    }
    int version = in.readUnsignedShort();
    if (version != RecordingFormat.VERSION) {
      throw broken(
          "version %d: this program reads version %d".formatted(version, RecordingFormat.VERSION));
    }
    int length = in.readUnsignedShort();
    if (length == 0 || length > RecordingFormat.MAX_NODE_NAME) {
      throw broken(
          "a node name of %d bytes: 1 to %d are possible"
              .formatted(length, RecordingFormat.MAX_NODE_NAME));
    }
    byte[] name = new byte[length];
    in.readFully(name);
    offset = RecordingFormat.MAGIC.length + 4L + length + 16;
    return new RecordingHeader(
        new String(name, StandardCharsets.UTF_8), in.readLong(), in.readLong());
  }

  private @Nullable RecordingEntry readEntry() throws IOException {
    int kind = in.readUnsignedByte();
    int length = in.readInt();
    byte[] payload = payload(kind, length);
    ByteBuffer fields = ByteBuffer.wrap(payload);
    RecordingEntry entry =
        switch (kind) {
          case RecordingFormat.SAMPLE -> sample(fields);
          case RecordingFormat.LOSS -> loss(fields);
          case RecordingFormat.CLUSTER -> cluster(fields);
          default -> end(fields);
        };
    offset += 5L + length;
    return entry;
  }

  private byte[] payload(int kind, int length) throws IOException {
    boolean fits =
        switch (kind) {
          case RecordingFormat.SAMPLE ->
              length >= RecordingFormat.SAMPLE_HEADER
                  && length <= RecordingFormat.SAMPLE_HEADER + RecordingFormat.MAX_SAMPLE;
          case RecordingFormat.LOSS -> length == RecordingFormat.LOSS_LENGTH;
          case RecordingFormat.CLUSTER ->
              length >= RecordingFormat.CLUSTER_HEADER
                  && length <= RecordingFormat.CLUSTER_HEADER + RecordingFormat.MAX_CLUSTER;
          case RecordingFormat.END -> length == RecordingFormat.END_LENGTH;
          default -> throw broken("a record of kind " + kind + ": 1 to 4 are known");
        };
    if (!fits) {
      throw broken(
          "a record of kind " + kind + " with " + Integer.toUnsignedLong(length) + " bytes");
    }
    byte[] payload = in.readNBytes(length);
    if (payload.length < length) {
      throw new EOFException();
    }
    return payload;
  }

  private RecordingEntry sample(ByteBuffer fields) {
    samples++;
    int cpu = Short.toUnsignedInt(fields.getShort());
    long bootNanos = fields.getLong();
    byte[] bytes = new byte[fields.remaining()];
    fields.get(bytes);
    return new RecordingEntry.Sample(cpu, bootNanos, bytes);
  }

  private RecordingEntry loss(ByteBuffer fields) throws RecordingException {
    int cpu = Short.toUnsignedInt(fields.getShort());
    long bootNanos = fields.getLong();
    int number = Byte.toUnsignedInt(fields.get());
    long count = fields.getLong();
    if (number >= SOURCES.length || count < 1) {
      throw broken("a loss of " + count + " samples in source " + number);
    }
    return new RecordingEntry.Loss(cpu, bootNanos, SOURCES[number], count);
  }

  private RecordingEntry cluster(ByteBuffer fields) throws RecordingException {
    long bootNanos = fields.getLong();
    byte[] json = new byte[fields.remaining()];
    fields.get(json);
    try {
      return new RecordingEntry.Cluster(
          bootNanos, ClusterJson.read(new ByteArrayInputStream(json)));
    } catch (IllegalArgumentException e) {
      throw broken("the cluster's state is not readable: " + e.getMessage());
    }
  }

  private @Nullable RecordingEntry end(ByteBuffer fields) throws IOException {
    long expected = fields.getLong();
    if (expected != samples) {
      throw broken("the end says " + expected + " samples, " + samples + " were there");
    }
    ended = true;
    if (in.read() >= 0) {
      throw broken("something follows the end");
    }
    return null;
  }

  private RecordingException broken(String what) {
    return new RecordingException(source, offset, what);
  }
}
