package io.sextant.serve.grpc;

import io.sextant.flow.Node;
import java.time.Instant;

/**
 * What this server says of itself.
 *
 * @param version SemVer text
 * @param node that it observes
 * @param cluster that the node belongs to
 * @param address host and port that others reach it at
 * @param started when it came up
 */
public record ServerInfo(
    String version, Node node, String cluster, String address, Instant started) {

  /** The version as free text, as clients show it. */
  public String versionText() {
    return "sextant v" + version;
  }
}
