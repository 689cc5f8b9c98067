package io.sextant.cni;

import io.sextant.datapath.sys.Link;
import io.sextant.datapath.sys.Network;
import io.sextant.datapath.sys.NetworkNamespace;
import java.io.IOException;
import java.nio.file.Path;
import java.util.OptionalInt;

/**
 * Finds the node's end of veth pairs that another plug-in made, so that their pods can become
 * endpoints. Looks only; from a platform thread.
 */
public final class DeviceAdoption {
  private static final String VETH = "veth";

  private final NetworkNamespace node;

  /**
   * On a node.
   *
   * @param node its namespace; the caller closes it
   */
  public DeviceAdoption(NetworkNamespace node) {
    this.node = node;
  }

  /**
   * A device of the node by its name.
   *
   * @throws IOException when it is missing, no veth, or down: which, and what would be right
   */
  public Link named(String device) throws IOException {
    try (Network outside = Network.of(node)) {
      Link found =
          outside
              .link(device)
              .orElseThrow(() ->
                  new IOException(
                      "device %s is not on the node: name the node's end of the pod's veth pair, or leave it to be found by the pod's namespace"
                          .formatted(device)));
      return usable(found);
    }
  }

  /**
   * The node's end behind a pod's device.
   *
   * @param namespace file of the pod's network namespace, as {@code /proc/1234/ns/net}
   * @param device its name inside, as {@code eth0}
   * @throws IOException when there is none: why
   */
  public Link behind(Path namespace, String device) throws IOException {
    try (NetworkNamespace pod = NetworkNamespace.at(namespace);
        Network inside = Network.of(pod);
        Network outside = Network.of(node)) {
      Link own =
          inside
              .link(device)
              .orElseThrow(() ->
                  new IOException("device %s is not in namespace %s".formatted(device, namespace)));
      checkKind(own);
      OptionalInt nodeId = inside.idOf(node);
      if (nodeId.isEmpty() || nodeId.getAsInt() != own.peerNamespace()) {
        throw new IOException(
            "the other end of %s of namespace %s is in another namespace than the node's"
                .formatted(device, namespace));
      }
      Link host =
          outside.links().stream()
              .filter(link -> link.index() == own.peerIndex())
              .findFirst()
              .orElseThrow(() ->
                  new IOException(
                      "the other end of %s of namespace %s went away"
                          .formatted(device, namespace)));
      return usable(host);
    }
  }

  private static Link usable(Link link) throws IOException {
    checkKind(link);
    if (!link.up()) {
      throw new IOException(
          "device %s is down: ip link set %s up".formatted(link.name(), link.name()));
    }
    return link;
  }

  private static void checkKind(Link link) throws IOException {
    if (!link.kind().equals(VETH)) {
      throw new IOException(
          "device %s is %s, not a veth: only pairs of devices have a node's end"
              .formatted(
                  link.name(), link.kind().isEmpty() ? "a real device" : "of kind " + link.kind()));
    }
  }
}
