package io.sextant.serve.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.sextant.flow.TestFlows;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;

/** The page that people get. */
@Tag("browser")
class PageTest extends LivePageTest {
  @Test
  void map_showsWorkloadsInTheirNamespaces_andWhatIsOutsideApart() {
    assertThat(browser.all(".map-card"))
        .extracting(card -> card.getDomAttribute("data-node"))
        .contains(
            "shop/frontend",
            "shop/catalog",
            "shop/reviews",
            "payments/ledger-db",
            "reserved:world");
    assertThat(browser.all(".map-box"))
        .extracting(box -> box.getDomAttribute("data-namespace"))
        .containsExactlyInAnyOrder("shop", "payments");
    assertThat(browser.one("[data-node='reserved:world']").getDomAttribute("class"))
        .contains("apart");
  }

  @Test
  void deniedEdge_differsByStrokeMarkAndWords() {
    WebElement denied =
        browser.one("path.link.denied[data-link^='shop/reviews→payments/ledger-db']");
    WebElement allowed = browser.one("path.link.forwarded");
    assertThat(denied.getCssValue("stroke-dasharray"))
        .isNotEqualTo(allowed.getCssValue("stroke-dasharray"));
    assertThat(denied.getCssValue("stroke")).isNotEqualTo(allowed.getCssValue("stroke"));
    assertThat(browser.all("path.link-stop")).isNotEmpty();
    WebElement label = browser.one(".link-label.denied[data-link^='shop/reviews']");
    assertThat(label.getText()).contains("5432/TCP", "Policy denied");
    assertThat(label.findElement(By.className("sr-only")).getDomProperty("textContent"))
        .contains("shop/reviews to payments/ledger-db", "denied (Policy denied)");
    assertThat(browser.one(".link-label.denied[data-link^='reserved:world']").getText())
        .containsPattern("\\d+ ports");
  }

  @Test
  void header_saysWhatItShowsAndHowCompleteItIs() {
    assertThat(browser.one(".badge").getText()).isEqualTo("REPLAY of a test");
    assertThat(browser.one(".complete").getText()).contains("nothing lost");
    assertThat(browser.one(".link-state").getText()).isEqualTo("Connected");
  }

  @Test
  void newFlow_appearsAtTheTopWithoutReload() {
    feed.add(TestFlows.scan(4711));
    browser.await(
        "the scan of port 4711", () -> browser.one(".flow-row").getText().contains("4711/TCP"));
    assertThat(browser.one(".flow-row").getText()).contains("world", "Dropped", "Policy denied");
  }

  @Test
  void keys_walkPauseAndClose() {
    browser.press(Keys.ARROW_DOWN);
    browser.press(Keys.ARROW_DOWN);
    browser.press(Keys.ENTER);
    assertThat(browser.one(".details-body").getText()).contains("Address", "Identity", "UUID");
    browser.press(Keys.ESCAPE);
    browser.await("details closed", () -> browser.all("sextant-details").isEmpty());

    browser.press(" ");
    browser.await("paused", () -> browser.one(".bar-note").getText().contains("paused"));
    String before = browser.one(".flow-row").getText();
    feed.add(TestFlows.scan(4712));
    browser.await(
        "it was received",
        () ->
            browser
                .run("return document.querySelector('sextant-app').rows[0].destination.port")
                .equals(4712L));
    assertThat(browser.one(".flow-row").getText()).isEqualTo(before);
    browser.press(" ");
    browser.await("it goes on", () -> browser.one(".flow-row").getText().contains("4712"));

    browser.press("?");
    browser.await(
        "the help with its fields",
        () -> browser.one("dialog[open]").getText().contains("verdict:DROPPED"));
    browser.press(Keys.ESCAPE);
    browser.press("/");
    assertThat(browser.run("return document.activeElement.tagName")).isEqualTo("INPUT");
  }

  @Test
  void update_movesNoCard() {
    String places =
        "return JSON.stringify([...document.querySelectorAll('.map-card')].map(c => c.dataset.node + c.style.transform).sort())";
    browser.await("a layout", () -> browser.all(".map-card").size() >= 5);
    Object before = browser.run(places);
    Object counted = browser.run("return document.querySelector('sextant-map').snapshot.at");
    feed.add(TestFlows.request(), TestFlows.drop());
    browser.await(
        "the next map",
        () ->
            !browser
                .run("return document.querySelector('sextant-map').snapshot.at")
                .equals(counted));
    assertThat(browser.run(places)).isEqualTo(before);
  }

  @Test
  void theme_followsTheSystem_untilChosen_andIsRemembered() {
    String scheme = "return getComputedStyle(document.body).backgroundColor";
    Object light = browser.run(scheme);
    browser.one("button[aria-label='Dark theme']").click();
    browser.await("dark", () -> !browser.run(scheme).equals(light));
    open("");
    browser.one(".flow-row");
    assertThat(browser.run(scheme)).isNotEqualTo(light);
    browser.one("button[aria-label='Dark theme']").click();
    browser.await("light", () -> browser.run(scheme).equals(light));
    browser.prefer("prefers-color-scheme", "dark");
    browser.await("the system's dark", () -> !browser.run(scheme).equals(light));
  }

  @ParameterizedTest
  @CsvSource({"390, 844", "1280, 800", "1920, 1080"})
  void window_ofAnySize_scrollsNeitherWay(int width, int height) {
    browser.size(width, height);
    browser.await("the new width", () -> browser.run("return innerWidth").equals((long) width));
    browser.one(".map-card");
    assertThat(browser.run("return document.documentElement.scrollWidth")).isEqualTo((long) width);
    assertThat(browser.run("return document.documentElement.scrollHeight"))
        .isEqualTo((long) height);
    browser.photograph("page-" + width);
  }

  @ParameterizedTest
  @ValueSource(strings = {"light", "dark"})
  void page_isAccessible(String scheme) throws IOException {
    browser.prefer("prefers-color-scheme", scheme);
    assertThat(browser.accessibilityViolations()).isEmpty();
    browser.one(".link-label.denied").click();
    browser.one(".details-body .banner");
    assertThat(browser.accessibilityViolations()).isEmpty();
    browser.photograph("page-" + scheme);
  }

  @Test
  void lessMotion_isRespected() {
    browser.prefer("prefers-reduced-motion", "reduce");
    browser.await("a moving edge", () -> !browser.all(".link-flow").isEmpty());
    assertThat(browser.one(".link-flow").getCssValue("animation-name")).isEqualTo("none");
  }

  @Test
  void page_worksBehindASubPath() {
    try (SubPathProxy proxy = new SubPathProxy(port)) {
      browser.open(proxy.url());
      browser.one(".flow-row");
      browser.one("[data-node='payments/ledger-db']");
      open("");
    }
  }

  @Test
  void requests_goNowhereElse() {
    Object hosts =
        browser.run(
            "return [...new Set(performance.getEntriesByType('resource').map(e => new URL(e.name).host))]");
    assertThat(hosts).isEqualTo(List.of("127.0.0.1:" + port));
  }
}
