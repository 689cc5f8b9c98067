package io.sextant.control;

import java.io.IOException;

/** A node that can be told what it is to be. */
@FunctionalInterface
public interface NodeIntents {
  /**
   * Makes the node what the intent says; returns when it is.
   *
   * @throws IOException when it cannot be; the intent before is in force still
   */
  void realise(NodeIntent intent) throws IOException;
}
