package io.sextant.serve.http;

import io.sextant.flow.TestFlows;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.openqa.selenium.WebElement;

/** The page on what comes now, with a few flows of each kind. */
abstract class LivePageTest extends BrowserTest {
  @BeforeEach
  void look() {
    feed.add(TestFlows.request(), TestFlows.answer(), TestFlows.deniedVerdict(), TestFlows.drop());
    for (int at = 20; at < 26; at++) {
      feed.add(TestFlows.scan(at));
    }
    browser.size(1280, 800);
    browser.prefer("prefers-color-scheme", "light");
    open("");
    browser.one(".flow-row");
    browser.one("[data-node='payments/ledger-db']");
  }

  static List<String> rowTexts() {
    List<String> texts = new ArrayList<>();
    for (WebElement row : browser.all(".flow-row")) {
      texts.add(row.getText());
    }
    return texts;
  }
}
