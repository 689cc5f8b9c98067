package io.sextant.enrich;

import io.sextant.control.ClusterJson;
import io.sextant.control.ClusterState;
import io.sextant.decode.DecoderVectors;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.NullMarked;

/**
 * Samples to measure with, one after the other in one buffer: those of the file in the property
 * {@code events} (a 4-byte little-endian length before each, perhaps packed by gzip) with the
 * cluster state in {@code cluster}, or else the decode vectors.
 */
@NullMarked
final class EventCorpus {
  final byte[] buffer;
  final int[] offsets;
  final int[] lengths;
  final ClusterState cluster;

  private EventCorpus(List<byte[]> samples, ClusterState cluster) {
    this.buffer = new byte[samples.stream().mapToInt(sample -> sample.length).sum()];
    this.offsets = new int[samples.size()];
    this.lengths = new int[samples.size()];
    this.cluster = cluster;
    int at = 0;
    for (int i = 0; i < offsets.length; i++) {
      byte[] sample = samples.get(i);
      System.arraycopy(sample, 0, buffer, at, sample.length);
      offsets[i] = at;
      lengths[i] = sample.length;
      at += sample.length;
    }
  }

  static EventCorpus load() throws IOException {
    String events = System.getProperty("events");
    if (events == null || events.isEmpty()) {
      return new EventCorpus(DecoderVectors.samples(), DecoderVectors.cluster());
    }
    byte[] cluster = unpacked(Path.of(System.getProperty("cluster", "")));
    return new EventCorpus(
        samples(unpacked(Path.of(events))), ClusterJson.read(new ByteArrayInputStream(cluster)));
  }

  int size() {
    return offsets.length;
  }

  private static List<byte[]> samples(byte[] file) {
    ByteBuffer in = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    List<byte[]> samples = new java.util.ArrayList<>();
    while (in.hasRemaining()) {
      byte[] sample = new byte[in.getInt()];
      in.get(sample);
      samples.add(sample);
    }
    return samples;
  }

  private static byte[] unpacked(Path file) throws IOException {
    try (InputStream raw = Files.newInputStream(file);
        InputStream in = file.toString().endsWith(".gz") ? new GZIPInputStream(raw) : raw) {
      return in.readAllBytes();
    }
  }
}
