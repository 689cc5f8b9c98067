package io.sextant.decode;

import io.sextant.control.ClusterJson;
import io.sextant.control.ClusterState;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The decode vectors: events, and what Cilium's own decoder made of them. Their format is in the
 * README beside them. Another folder than the project's copy is named by {@code vectors.decoder}.
 */
@NullMarked
public final class DecoderVectors {
  private static final JsonMapper MAPPER = JsonMapper.shared();
  private static final Path FOLDER =
      Path.of(System.getProperty("vectors.decoder", "src/test/resources/vectors/decoder"));

  private DecoderVectors() {}

  public static List<JsonNode> cases() {
    try (Stream<String> lines = Files.lines(FOLDER.resolve("cases.jsonl"))) {
      return lines.filter(line -> !line.isBlank()).map(MAPPER::readTree).toList();
    } catch (IOException e) {
      throw new IllegalStateException("cannot read the vectors in " + FOLDER.toAbsolutePath(), e);
    }
  }

  public static ClusterState cluster() {
    try (InputStream json = Files.newInputStream(FOLDER.resolve("cluster.json"))) {
      return ClusterJson.read(json);
    } catch (IOException e) {
      throw new IllegalStateException("cannot read the vectors in " + FOLDER.toAbsolutePath(), e);
    }
  }

  /** The samples of all cases that have one, those of earlier events included. */
  public static List<byte[]> samples() {
    return cases().stream()
        .flatMap(
            each -> Stream.concat(Stream.of(each.path("input")), each.path("prior").valueStream()))
        .filter(input -> input.has("data_hex"))
        .map(input -> HexFormat.of().parseHex(input.path("data_hex").stringValue()))
        .toList();
  }
}
