package io.sextant.agent;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Each test has a node of its own on the real kernel. */
abstract class OwnNodeTest {
  @TempDir private Path directory;

  @SuppressWarnings("NullAway.Init")
  TestNode node;

  @BeforeEach
  void makeNode() throws IOException {
    node = new TestNode(directory);
  }

  @AfterEach
  void removeNode() throws IOException {
    node.close();
  }
}
