package io.sextant.serve.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sextant.control.ClusterState;
import io.sextant.flow.Node;
import io.sextant.flow.TestFlows;
import io.sextant.recording.Taps;
import io.sextant.servicemap.MapLimits;
import io.sextant.servicemap.ServiceMap;
import io.sextant.store.MemoryRing;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/**
 * The page that people get, from the real routes, in a real browser, over flows that a test feeds.
 */
@Tag("browser")
@SpringBootTest(
    webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
    properties = "sextant.grpc.port=0")
class PageTest {
  private static Browser browser;

  @Autowired private Feed feed;
  @LocalServerPort private int port;

  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  @Import(HttpConfiguration.class)
  static class Server {
    @Bean
    MemoryRing ring() {
      return new MemoryRing(RoutesServer.CAPACITY, Node.named("test"), InstantSource.system());
    }

    @Bean
    ServiceMap map() {
      return new ServiceMap(MapLimits.DEFAULT, InstantSource.system());
    }

    @Bean
    Taps taps() {
      return new Taps("test", () -> ClusterState.EMPTY, Taps.DEFAULT_QUEUE_BYTES);
    }

    @Bean
    StatusBoard board(MemoryRing ring) {
      return RoutesServer.board(ring);
    }

    @Bean
    LossBook losses(MemoryRing ring) {
      return new MemoryLosses(ring);
    }

    @Bean
    Pages pages() {
      return Pages.SERVED;
    }

    @Bean
    NameBook names() {
      return NameBook.NONE;
    }

    @Bean
    Feed feed(MemoryRing ring, ServiceMap map) {
      return new Feed(ring, map);
    }
  }

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

  @AfterEach
  void noComplaints() {
    assertThat(browser.complaints()).isEmpty();
  }

  private void open(String query) {
    browser.open("http://127.0.0.1:" + port + "/" + query);
  }

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
  void filter_showsOnlyWhatFits_andStandsInTheAddress() {
    browser.one(".filter-box input").sendKeys("namespace:payments verdict:DROPPED" + Keys.ENTER);
    browser.await(
        "only rows of payments",
        () ->
            rowTexts().stream().allMatch(text -> text.contains("ledger-db"))
                && !rowTexts().isEmpty());
    assertThat(browser.url()).contains("filter=namespace%3Apayments+verdict%3ADROPPED");
    String link = browser.url();
    open("");
    browser.one(".flow-row");
    browser.open(link);
    browser.await(
        "the same rows from the link",
        () ->
            !rowTexts().isEmpty()
                && rowTexts().stream().allMatch(text -> text.contains("ledger-db")));
  }

  @Test
  void wrongFilter_isShownWithItsPlace_andTheOldOneHolds() {
    browser.one(".filter-box input").sendKeys("verdict:DROPPED port:http");
    assertThat(browser.one("[role=alert]").getText())
        .contains("verdict:DROPPED port:http", "Column 22: port takes a number from 0 to 65535");
    assertThat(browser.one("[role=alert] mark").getText()).isEqualTo("http");
    assertThat(browser.all(".flow-row")).isNotEmpty();
    assertThat(browser.url()).doesNotContain("filter=");
    browser.photograph("filter-wrong");
  }

  @Test
  void wrongFilterInALink_isTold_andAllIsShown() {
    open("?filter=port%3Ahttp");
    browser.one(".flow-row");
    assertThat(browser.one("[role=alert]").getText()).contains("Column 6: port takes a number");
  }

  @Test
  void query_hasAlternativesRangesAndNegation() {
    browser.one(".filter-box input").sendKeys("(port:20-22 OR ledger) -port:21" + Keys.ENTER);
    browser.await(
        "two scans and what the database was asked",
        () ->
            rowTexts().stream().anyMatch(text -> text.contains("20/TCP"))
                && rowTexts().stream().anyMatch(text -> text.contains("ledger-db"))
                && rowTexts().stream()
                    .noneMatch(text -> text.contains("21/TCP") || text.contains("23/TCP")));
  }

  @Test
  void plainWord_isLookedForInNames() {
    browser.one(".filter-box input").sendKeys("LEDGER" + Keys.ENTER);
    browser.await(
        "only rows of the database",
        () ->
            !rowTexts().isEmpty()
                && rowTexts().stream().allMatch(text -> text.contains("ledger-db")));
  }

  @Test
  void fields_areListedWithExamples_thatAreAddedWithAClick() {
    browser.one(".filter-ask").click();
    assertThat(browser.one(".filter-help").getText())
        .contains("port:443", "a number from 0 to 65535", "client.");
    browser.photograph("filter-help");
    browser.one(".filter-help button[title^='Add verdict:DROPPED,AUDIT']").click();
    browser.await(
        "only what was dropped",
        () ->
            browser.url().contains("verdict%3ADROPPED%2CAUDIT")
                && !rowTexts().isEmpty()
                && rowTexts().stream().allMatch(text -> text.contains("Dropped")));
    assertThat(browser.all(".filter-help")).isEmpty();
  }

  @Test
  void filterThatNothingFits_saysWhy_andOffersToClearIt() {
    browser.one(".filter-box input").sendKeys("port:1" + Keys.ENTER);
    browser.await(
        "why there is nothing",
        () -> {
          String text = browser.one(".flow-empty").getText();
          return text.contains("No flow matches") && text.contains("flows in memory");
        });
    browser.one(".flow-empty button").click();
    browser.one(".flow-row");
  }

  @Test
  void edge_clicked_filtersTheTableAndOpensItsDetails() {
    browser.one(".link-label.denied[data-link^='shop/reviews']").click();
    assertThat(browser.one(".filter-chip").getText()).contains("shop/reviews → payments/ledger-db");
    assertThat(browser.one(".details-body").getText())
        .contains("denied", "5432/TCP", "Policy denied");
    browser.await(
        "only rows of this edge",
        () ->
            !rowTexts().isEmpty()
                && rowTexts().stream().allMatch(text -> text.contains("reviews")));
    browser.press(Keys.ESCAPE);
    browser.await(
        "all rows again",
        () ->
            browser.all(".filter-chip").isEmpty()
                && rowTexts().stream().anyMatch(text -> text.contains("catalog")));
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

  private static List<String> rowTexts() {
    List<String> texts = new ArrayList<>();
    for (WebElement row : browser.all(".flow-row")) {
      texts.add(row.getText());
    }
    return texts;
  }
}
