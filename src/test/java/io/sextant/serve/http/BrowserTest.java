package io.sextant.serve.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;

/** A page in a real browser, from the real routes, over flows that a test feeds. */
@SpringBootTest(
    classes = PageServer.class,
    webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
    properties = "sextant.grpc.port=0")
abstract class BrowserTest {
  static Browser browser;

  @Autowired Feed feed;
  @LocalServerPort int port;

  @BeforeAll
  static void start() {
    assumeTrue(!Shell.read().script().isEmpty(), "this build has no UI (-DskipUi)");
    browser = new Browser();
  }

  @AfterAll
  static void quit() {
    if (browser != null) {
      browser.close();
    }
  }

  @AfterEach
  void noComplaints() {
    assertThat(browser.complaints()).isEmpty();
  }

  void open(String query) {
    browser.open("http://127.0.0.1:" + port + "/" + query);
  }
}
