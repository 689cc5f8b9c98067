package io.sextant.serve.http;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The page of a running server in a real browser, for tests outside this package. */
public final class LivePage implements AutoCloseable {
  private final Browser browser = new Browser();

  public LivePage(int port) {
    browser.size(1280, 800);
    browser.open("http://localhost:" + port + "/");
  }

  /** Waits for a denied arrow between two workloads; gives what its label says. */
  public String deniedArrow(String from, String to) {
    String link = "[data-link^='%s→%s']".formatted(from, to);
    browser.one("path.link.denied" + link);
    return browser.one(".link-label.denied" + link).getText();
  }

  /** Waits for an allowed arrow between two workloads. */
  public void awaitAllowedArrow(String from, String to) {
    browser.one("path.link.forwarded[data-link^='%s→%s']".formatted(from, to));
  }

  /**
   * Waits for a row of the flow table that has all these texts; how it breaks its lines is its own
   * affair.
   */
  public void awaitRow(String... texts) {
    browser.await(
        "a row with " + List.of(texts),
        () ->
            browser.all(".flow-row").stream()
                .map(row -> row.getText().replaceAll("\\s", ""))
                .anyMatch(row -> List.of(texts).stream().allMatch(row::contains)));
  }

  /** Shows the flows that a filter lets through, as a permalink does. */
  public void show(String filter) {
    String base = browser.url().replaceFirst("\\?.*", "");
    browser.open(base + "?filter=" + URLEncoder.encode(filter, StandardCharsets.UTF_8));
  }

  /** What the source badge says. */
  public String badge() {
    return browser.one(".badge").getText();
  }

  public List<String> complaints() {
    return browser.complaints();
  }

  public void photograph(String name) {
    browser.photograph(name);
  }

  @Override
  public void close() {
    browser.close();
  }
}
