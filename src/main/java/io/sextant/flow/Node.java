package io.sextant.flow;

import java.util.List;

/**
 * A machine with a datapath.
 *
 * @param name as clients see it: {@code cluster/node}, or the bare node name in the cluster {@code
 *     default}
 * @param labels sorted {@code key=value} labels of the machine
 */
public record Node(String name, List<String> labels) {
  public Node {
    labels = List.copyOf(labels);
  }

  public static Node named(String name) {
    return new Node(name, List.of());
  }
}
