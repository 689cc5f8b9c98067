package io.sextant.cni;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Each test has a node of its own, with real namespaces and devices. */
@Timeout(120)
abstract class OwnNodeTest {
  static final String CONFIGURATION = TestAttachments.configuration("1.1.0", "");

  TestNode node;
  TestRegistry registry;

  @BeforeEach
  void start(@TempDir Path directory) throws IOException {
    registry = new TestRegistry();
    node = new TestNode(directory, registry);
  }

  @AfterEach
  void stop() throws IOException {
    node.close();
  }
}
