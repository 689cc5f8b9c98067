package io.sextant.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sextant.flow.Event;
import io.sextant.flow.L4Protocol;
import io.sextant.flow.L7;
import io.sextant.flow.TestFlows;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the vectors of Cilium leave open. */
class FlowFilterTest {

  @Test
  void cheapCriteria_areAskedFirst() {
    FlowFilter filter =
        new FlowFilter(
            List.of(
                DnsQueries.parse(List.of("x")),
                Labels.parse(Labels.Where.SOURCE, List.of("app")),
                Verdicts.of(List.of(2))));
    assertThat(filter.criteria())
        .extracting(criterion -> (Object) criterion.getClass())
        .containsExactly(Verdicts.class, Labels.class, DnsQueries.class);
  }

  @Test
  void numbersThatNoEventHas_neverFit() {
    assertThat(Verdicts.of(List.of(99, -1, 64)).test(TestFlows.drop())).isFalse();
    assertThat(Verdicts.of(List.of(66)).test(TestFlows.drop())).isFalse();
  }

  @Test
  void unknownAddress_isInNoRange() {
    Event flow =
        new io.sextant.flow.Flow.Builder()
            .ip(io.sextant.flow.IpVersion.IPv6, 0, 0, 0, 0)
            .unknownSource()
            .build();
    assertThat(Addresses.parse(Addresses.Which.SOURCE, List.of("::/0")).test(flow)).isFalse();
    assertThat(Addresses.parse(Addresses.Which.DESTINATION, List.of("::/0")).test(flow)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"010.0.0.1", "10.0.0.0/08", "10.0.0.0/+8", "fe80::1%eth0/64", "::/129"})
  void addresses_refuseWhatGoRefuses(String text) {
    assertThatThrownBy(() -> Addresses.parse(Addresses.Which.SOURCE, List.of(text)))
        .isInstanceOf(InvalidFilterException.class)
        .hasMessageContaining("source_ip: \"" + text + "\"");
  }

  @ParameterizedTest
  @CsvSource({
    "a*c, abc, true",
    "a*c, ac, true",
    "a*c, a_c, false",
    "a*c, abcd, false",
    "*a*b*, xxaxxbxx, true",
    "*a*a*, xa, false",
    "a*, A, false",
    "*-*, a.b-c, true",
    "ab*ab, ab, false",
    "ab*ab, abab, true",
    "*_*, a_b, true",
  })
  void namePattern_matches(String pattern, String name, boolean fits) {
    assertThat(NamePattern.parse("x", pattern).matches(name)).isEqualTo(fits);
  }

  @Test
  void hostilePattern_costsNoMoreThanItsLength() {
    NamePattern pattern = NamePattern.parse("x", "*a".repeat(200) + "b");
    assertTakesLessThanASecond(() -> assertThat(pattern.matches("a".repeat(2000))).isFalse());
  }

  @Test
  void hostileExpression_costsNoMoreThanItsLength() {
    Event query =
        new io.sextant.flow.Flow.Builder()
            .extras(
                new io.sextant.flow.FlowExtras(null, null, dns("a".repeat(2000)), null, "", 0, 0))
            .build();
    DnsQueries hostile = DnsQueries.parse(List.of("^(a+)+$|(a|a)*b"));
    assertTakesLessThanASecond(() -> assertThat(hostile.test(query)).isTrue());
  }

  @Test
  void expressionThatGrowsTooLarge_isRefused() {
    for (String text : List.of("((a{100}){100}){100}", "(a{500}){200}", "a".repeat(5000))) {
      assertThatThrownBy(() -> DnsQueries.parse(List.of(text)))
          .isInstanceOf(InvalidFilterException.class)
          .hasMessageContaining("dns_query");
    }
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "none",
      value = {
        "http://host/a/b?c#d, /a/b",
        "http://host, ''",
        "http://host:80x/a, none",
        "http://[::1]:80/a, /a",
        "/a%2Fb, /a/b",
        "/a%2, none",
        "/a%zz, none",
        "/a+b, /a+b",
        "//host/a, //host/a",
        "mailto:x, ''",
        "relative/a, none",
        "*, *",
        "/ä, /ä",
      })
  void urlPath_isDecoded(String url, String path) {
    assertThat(UrlPath.of(url)).isEqualTo(path);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "app in (a,b)|k8s:app=b|true",
        "app in ()|k8s:app=b|false",
        "app notin (a)|x:y=z|true",
        "app,!b|k8s:app=1|true",
        "k8s:app|any:app=1|false",
        "in|k8s:in=1|true",
        "a<5|k8s:a=4|true",
        "a<5|k8s:a=x|false",
        "app=a:b|k8s:app=a|error",
        "app=x|app=x|true",
        "app=|k8s:app|true",
        "app=b|k8s:app=b=c|false",
      })
  void labelSelector_reads(String selector, String label, String result) {
    if (result.equals("error")) {
      assertThatThrownBy(() -> LabelSelector.parse("source_label", selector))
          .hasMessageContaining("source_label: \"" + selector + "\"");
    } else {
      assertThat(LabelSelector.parse("source_label", selector).matches(List.of(label)))
          .isEqualTo(Boolean.parseBoolean(result));
    }
  }

  @Test
  void httpWithoutL7_isRefused() {
    assertThatThrownBy(() ->
            new FlowFilter(
                List.of(
                    new Http.Methods(List.of("GET")),
                    new EventTypes(List.of(new EventTypes.Match(4, EventTypes.Match.ANY))))))
        .hasMessage("filter http_method: needs event_type to include 129 (l7) or be absent");
  }

  @Test
  void selection_withoutFilters_isEverything() {
    assertThat(Selection.EVERYTHING.test(TestFlows.drop())).isTrue();
    FlowFilter tcp = new FlowFilter(List.of(Protocols.parse(List.of("tcp"))));
    assertThat(TestFlows.drop().protocol()).isEqualTo(L4Protocol.TCP);
    assertThat(new Selection(List.of(), List.of(tcp)).test(TestFlows.drop())).isFalse();
    assertThat(new Ports(Side.DESTINATION, Set.of(5432)).test(TestFlows.drop())).isTrue();
  }

  private static L7 dns(String query) {
    return new L7(
        L7.Type.REQUEST,
        0,
        new L7.Dns(query, List.of(), 0, List.of(), "", 0, List.of(), List.of()));
  }

  private static void assertTakesLessThanASecond(Runnable check) {
    long started = System.nanoTime();
    check.run();
    assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(Duration.ofSeconds(1));
  }
}
