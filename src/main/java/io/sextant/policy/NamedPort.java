package io.sextant.policy;

import io.sextant.flow.L4Protocol;

/**
 * A port by the name that the destination's pod gives it; pods may give one name to different
 * numbers.
 */
public record NamedPort(String name, L4Protocol protocol) implements Ports {
  public NamedPort {
    if (name.isEmpty() || protocol == L4Protocol.NONE) {
      throw new IllegalArgumentException("a named port needs a name and a protocol");
    }
  }

  /** What it means where it stands for this number. */
  PortRange at(int port) {
    return new PortRange(protocol, port, port);
  }

  /** As in {@code TCP port "http"}. */
  @Override
  public String toString() {
    return "%s port \"%s\"".formatted(protocol.text(), name);
  }
}
