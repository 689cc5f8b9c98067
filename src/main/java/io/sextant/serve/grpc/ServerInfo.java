package io.sextant.serve.grpc;

import io.sextant.flow.Node;
import java.time.Instant;

/**
 * What this server says of itself.
 *
 * @param version SemVer text
 * @param node that it observes
 * @param cluster that the node belongs to
 * @param advertised how others reach it
 * @param started when it came up
 */
public record ServerInfo(
    String version, Node node, String cluster, Advertised advertised, Instant started) {

  /** The version as free text, as clients show it. */
  public String versionText() {
    return "sextant v" + version;
  }
}
