package io.sextant.servicemap;

import io.sextant.flow.L4Protocol;

/** Client, server, protocol and the server's port. */
record EdgeKey(String source, String destination, L4Protocol protocol, int port) {

  /** The same two nodes and protocol, whatever the port. */
  EdgeKey withPort(int other) {
    return new EdgeKey(source, destination, protocol, other);
  }
}
