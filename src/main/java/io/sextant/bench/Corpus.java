package io.sextant.bench;

import io.sextant.control.ClusterJson;
import io.sextant.control.ClusterState;
import io.sextant.recording.RecordingEntry;
import io.sextant.recording.RecordingReader;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/**
 * Raw events to measure with, one after the other in one buffer, and the cluster that names them.
 */
public final class Corpus {
  private static final int MOST_BYTES = 1 << 16;
  private static final String EVENTS = "src/test/resources/vectors/events-100k.bin.gz";
  private static final String CLUSTER = "src/test/resources/vectors/events-100k.cluster.json.gz";

  private final String name;
  private final ClusterState cluster;
  private final byte[] buffer;
  private final int[] offsets;
  private final int[] lengths;

  private Corpus(String name, List<byte[]> samples, ClusterState cluster) throws IOException {
    if (samples.isEmpty()) {
      throw new IOException(name + ": no event in it");
    }
    this.name = "%s: %,d events".formatted(name, samples.size());
    this.cluster = cluster;
    this.buffer = new byte[samples.stream().mapToInt(sample -> sample.length).sum()];
    this.offsets = new int[samples.size()];
    this.lengths = new int[samples.size()];
    int at = 0;
    for (int i = 0; i < offsets.length; i++) {
      byte[] sample = samples.get(i);
      System.arraycopy(sample, 0, buffer, at, sample.length);
      offsets[i] = at;
      lengths[i] = sample.length;
      at += sample.length;
    }
  }

  /**
   * Reads a recording, or a corpus file: gzip of events with a 4-byte little-endian length before
   * each.
   *
   * @param cluster names the addresses; without it a recording's last state does
   */
  public static Corpus read(Path events, @Nullable Path cluster) throws IOException {
    ClusterState known = cluster == null ? null : ClusterJson.read(cluster);
    if (RecordingReader.isRecording(events)) {
      try (RecordingReader reader = RecordingReader.open(events)) {
        return of(events.toString(), reader, known);
      }
    }
    List<byte[]> samples = samples(events);
    return new Corpus(events.toString(), samples, known == null ? ClusterState.EMPTY : known);
  }

  /** That of a checkout in this directory, if there is one. */
  public static @Nullable Corpus ofCheckout(Path directory) throws IOException {
    Path events = directory.resolve(EVENTS);
    return Files.exists(events) ? read(events, directory.resolve(CLUSTER)) : null;
  }

  /** All samples of a recording, named by the cluster given or else by its last state. */
  static Corpus of(String name, RecordingReader reader, @Nullable ClusterState known)
      throws IOException {
    List<byte[]> samples = new ArrayList<>();
    ClusterState cluster = ClusterState.EMPTY;
    for (RecordingEntry entry = reader.next(); entry != null; entry = reader.next()) {
      switch (entry) {
        case RecordingEntry.Sample sample -> samples.add(sample.bytes());
        case RecordingEntry.Cluster state -> cluster = state.state();
        case RecordingEntry.Loss _ -> {}
      }
    }
    return new Corpus(name, samples, known == null ? cluster : known);
  }

  /** What it is, for people. */
  public String name() {
    return name;
  }

  public ClusterState cluster() {
    return cluster;
  }

  public int size() {
    return offsets.length;
  }

  /** All events; not a copy. */
  public byte[] buffer() {
    return buffer;
  }

  /** Where an event begins in the buffer. */
  public int offset(int event) {
    return offsets[event];
  }

  /** Bytes of an event. */
  public int length(int event) {
    return lengths[event];
  }

  private static List<byte[]> samples(Path file) throws IOException {
    List<byte[]> samples = new ArrayList<>();
    try (InputStream raw = Files.newInputStream(file);
        InputStream in = new BufferedInputStream(new GZIPInputStream(raw, MOST_BYTES));
        DataInputStream data = new DataInputStream(in)) {
      byte[] head = data.readNBytes(Integer.BYTES);
      while (head.length == Integer.BYTES) {
        samples.add(sample(file, data, samples.size(), head));
        head = data.readNBytes(Integer.BYTES);
      }
    } catch (NoSuchFileException e) {
      throw new IOException(file + ": there is no such file", e);
    } catch (ZipException e) {
      throw new IOException(file + ": neither a recording nor a corpus: " + e.getMessage(), e);
    }
    return samples;
  }

  private static byte[] sample(Path file, DataInputStream data, int number, byte[] head)
      throws IOException {
    int length =
        (head[0] & 0xff) | (head[1] & 0xff) << 8 | (head[2] & 0xff) << 16 | (head[3] & 0xff) << 24;
    if (length < 0 || length > MOST_BYTES) {
      throw new IOException(
          "%s: event %d has a length of %s bytes, up to %d are possible"
              .formatted(file, number + 1, Integer.toUnsignedString(length), MOST_BYTES));
    }
    byte[] sample = data.readNBytes(length);
    if (sample.length < length) {
      throw new IOException(
          "%s: cut off in event %d, %d bytes of %d"
              .formatted(file, number + 1, sample.length, length));
    }
    return sample;
  }
}
