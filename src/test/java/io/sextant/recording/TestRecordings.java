package io.sextant.recording;

import io.sextant.control.ClusterState;
import io.sextant.control.LocalEndpoint;
import io.sextant.flow.IpAddress;
import io.sextant.ring.LossSource;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/** Small recordings, packed and unpacked. */
final class TestRecordings {
  static final RecordingHeader HEADER = new RecordingHeader("demo-node", 1_700_000_000_000L, 5_000);

  /** One pod, {@code cart}. */
  static final ClusterState CLUSTER =
      ClusterState.builder()
          .nodeName("demo-node")
          .identity(256, List.of("k8s:app=cart"))
          .endpoint(
              LocalEndpoint.of(
                  1, List.of(IpAddress.parse("10.42.0.10")), 256, List.of("k8s:app=cart")))
          .build();

  private TestRecordings() {}

  /** Two samples with a loss between them, 10 ms apart each. */
  static byte[] three() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (RecordingWriter writer = RecordingWriter.to(out, HEADER, () -> CLUSTER)) {
      byte[] buffer = {9, 9, 1, 2, 3, 9};
      writer.sample(0, 10_000_000, buffer, 2, 3);
      writer.lost(1, 20_000_000, LossSource.KERNEL_RING, 7);
      writer.sample(65_535, 30_000_000, new byte[] {4}, 0, 1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  static byte[] unpack(byte[] packed) throws IOException {
    return new GZIPInputStream(new ByteArrayInputStream(packed)).readAllBytes();
  }

  static byte[] pack(byte[] plain) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(plain);
    }
    return out.toByteArray();
  }

  static List<RecordingEntry> readAll(byte[] packed) throws IOException {
    List<RecordingEntry> entries = new ArrayList<>();
    try (RecordingReader reader = RecordingReader.open("test", packed)) {
      for (RecordingEntry entry = reader.next(); entry != null; entry = reader.next()) {
        entries.add(entry);
      }
    }
    return entries;
  }
}
