package io.sextant.serve.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.sextant.flow.LostEvents;
import io.sextant.flow.TestFlows;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openqa.selenium.Keys;
import org.springframework.boot.test.context.SpringBootTest;

/**
 * The page on a part of the past: one flow a second from noon on, of which every tenth was denied.
 */
@SpringBootTest(
    classes = PageServer.class,
    webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
    properties = {"sextant.grpc.port=0", "spring.application.name=past"})
@Tag("browser")
class PastPageTest extends BrowserTest {
  private static final int FLOWS = 900;
  private static final Instant NOON = Instant.parse("2026-01-31T12:00:00Z");
  private static final String RANGE = "?since=2026-01-31T12:00:00Z&until=2026-01-31T12:30:00Z";

  private static boolean fed;

  @BeforeEach
  void look() {
    if (!fed) {
      feed();
      fed = true;
    }
    browser.size(1280, 800);
    browser.prefer("prefers-color-scheme", "light");
    open(RANGE);
    browser.one(".flow-row");
  }

  private void feed() {
    for (int second = 0; second < FLOWS; second++) {
      long nanos = nanos(NOON.plus(Duration.ofSeconds(second)));
      feed.add(second % 10 == 0 ? TestFlows.dropAt(nanos) : TestFlows.requestAt(nanos));
    }
    long late = nanos(NOON.plusSeconds(FLOWS));
    feed.add(
        new LostEvents(
            late, TestFlows.NODE, LostEvents.Source.PERF_EVENT_RING_BUFFER, 231, 0, 0, 0));
  }

  private static long nanos(Instant time) {
    return TimeUnit.SECONDS.toNanos(time.getEpochSecond());
  }

  private static long rows() {
    return ((Number) browser.run("return document.querySelector('sextant-flows').rows.length"))
        .longValue();
  }

  private static boolean isInOrder() {
    return (Boolean)
        browser.run(
            "return document.querySelector('sextant-flows').rows.every((r, i, all) => i === 0 || r.seq < all[i - 1].seq)");
  }

  private static String foot() {
    return browser.one(".past-foot").getText();
  }

  @Test
  void permalink_showsItsRange_newestFirst_pageByPage() {
    assertThat(browser.one(".past-range").getText()).contains("31 Jan 2026");
    assertThat(browser.one(".flow-row .time").getText()).contains("31 Jan", ":14:59.000");
    assertThat(rows()).isEqualTo(300);
    assertThat(foot()).contains("300 flows, newest first, back to 31 Jan", "Older");
    browser.press("o");
    browser.await("the second page", () -> rows() == 600);
    browser.one(".past-foot button").click();
    browser.await("the last page", () -> rows() == 900);
    browser.await("its end", () -> foot().contains("No older ones"));
    assertThat(isInOrder()).isTrue();
  }

  @Test
  void map_isThatOfTheRange() {
    browser.one("path.link.denied[data-link^='shop/reviews→payments/ledger-db']");
    feed.add(TestFlows.dropAt(nanos(Instant.now())));
    open("?since=2026-01-31T12:00:01Z&until=2026-01-31T12:00:09Z");
    browser.one("path.link.forwarded[data-link^='shop/frontend→shop/catalog']");
    assertThat(browser.all(".map-card"))
        .extracting(card -> card.getDomAttribute("data-node"))
        .containsExactlyInAnyOrder("shop/frontend", "shop/catalog");
  }

  @Test
  void keys_reachTheEndOfTheRange() {
    browser.press(Keys.ARROW_DOWN);
    for (int page = 2; page <= 3; page++) {
      long expected = 300L * page;
      browser.press(Keys.END);
      browser.await("page " + page, () -> rows() == expected);
    }
    browser.press(Keys.END);
    browser.await(
        "the oldest flow",
        () ->
            browser.all(".flow-row.cursor .time").stream()
                .anyMatch(time -> time.getText().contains(":00:00.000")));
  }

  @Test
  void strip_saysWhatIsCoveredAndLost() {
    String said = browser.one(".past-complete").getText();
    assertThat(said).contains("231 lost", "covers 31 Jan 2026");
    open("?since=2026-01-31T12:01:00Z&until=2026-01-31T12:02:00Z");
    browser.await(
        "the quiet minute", () -> browser.one(".past-complete").getText().contains("nothing lost"));
    assertThat(rows()).isEqualTo(61);
    open("?since=2025-01-31T12:01:00Z&until=2025-01-31T12:02:00Z");
    browser.await(
        "a year before",
        () -> browser.one(".flow-empty").getText().contains("Nothing is kept of this time"));
  }

  @Test
  void pagesThatWereLeft_holdNoConnection() {
    for (int i = 0; i < 8; i++) {
      open(RANGE + "&filter=port:" + (8080 + i % 2));
      browser.one(".past-foot");
    }
    open(RANGE);
    browser.await("the first page", () -> rows() == 300);
    browser.press("o");
    browser.await("the second page", () -> rows() == 600);
  }

  @Test
  void filter_holdsInThePastToo() {
    browser.press("d");
    browser.await("the drops alone", () -> rows() == 90);
    assertThat(browser.url()).contains("since=", "filter=verdict%3ADROPPED");
    browser.press("d");
    browser.await("all of the first page", () -> rows() == 300);
  }

  @Test
  void preset_becomesAnAbsolutePermalink_andLiveGoesBack() {
    browser.one(".past-live").click();
    browser.await("live", () -> browser.all("sextant-past").isEmpty());
    assertThat(browser.url()).doesNotContain("since=");
    feed.add(TestFlows.dropAt(nanos(Instant.now())));
    browser.await("what comes now", () -> browser.one(".flow-row").getText().contains("ledger-db"));

    browser.press("r");
    browser.one(".range-presets button:nth-of-type(3)").click();
    browser.await("an hour ago", () -> browser.url().contains("since="));
    assertThat(browser.url()).matches(".*since=20\\d\\d-.*Z&until=20\\d\\d-.*Z");
    assertThat(browser.one(".range-button").getText()).isEqualTo("1 h");
    String link = browser.url();
    open("");
    browser.open(link);
    assertThat(browser.one(".range-button").getText()).isEqualTo("1 h");
    browser.one(".past-foot");
    browser.press("l");
    browser.await("live again", () -> browser.all("sextant-past").isEmpty());
  }

  @Test
  void absoluteTimes_areChosenInTheForm_andAWrongOrderIsExplained() {
    browser.press("r");
    browser.run(
        """
        document.querySelector('input[name=since]').value = '2026-01-31T13:00:00';
        document.querySelector('input[name=until]').value = '2026-01-31T12:00:00';
        """);
    browser.one(".range-actions .primary").click();
    assertThat(browser.one(".range-panel [role=alert]").getText()).contains("before the beginning");
    browser.run("document.querySelector('input[name=until]').value = '2026-01-31T13:05:00'");
    browser.one(".range-actions .primary").click();
    browser.await(
        "the range", () -> browser.one(".past-range").getText().contains("13:00:00 – 13:05:00"));
    browser.one("button[aria-label='The time before']").click();
    browser.await(
        "the range before",
        () -> browser.one(".past-range").getText().contains("12:55:00 – 13:00:00"));
  }

  @ParameterizedTest
  @CsvSource({"light, 1280, 800", "dark, 1280, 800", "light, 390, 844", "dark, 390, 844"})
  void page_isAccessibleAndScrollsNeitherWay(String scheme, int width, int height)
      throws IOException {
    browser.size(width, height);
    browser.prefer("prefers-color-scheme", scheme);
    browser.await("the new width", () -> browser.run("return innerWidth").equals((long) width));
    browser.one(".map-card");
    browser.photograph("past-" + scheme + "-" + width);
    assertThat(browser.run("return document.documentElement.scrollWidth")).isEqualTo((long) width);
    assertThat(browser.run("return document.documentElement.scrollHeight"))
        .isEqualTo((long) height);
    assertThat(browser.accessibilityViolations()).isEmpty();
    browser.press("r");
    browser.one(".range-panel:popover-open");
    browser.photograph("range-" + scheme + "-" + width);
    assertThat(browser.accessibilityViolations()).isEmpty();
  }
}
