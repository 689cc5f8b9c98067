package io.sextant.serve.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.Keys;

/** What is typed, linked or clicked chooses what the page shows. */
@Tag("browser")
class PageFilterTest extends LivePageTest {
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
}
