package io.sextant.serve.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.sextant.flow.Flow;
import io.sextant.flow.TestFlows;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.HttpStatus;
import org.springframework.test.web.reactive.server.WebTestClient.BodyContentSpec;

/** REST of a node that is guarded: one policy, one endpoint. */
class GuardRoutesTest {
  private static final String TRACE = "/api/v1/policies/trace?from=shop/web&to=shop/cart&port=";

  private final Node node = new Node();
  private final RoutesServer server = new RoutesServer(node);

  /** Answers with what it was asked. */
  private static final class Node implements GuardBook {
    private @Nullable String trouble;

    @Override
    public Policies policies() {
      return new Policies(
          4,
          3,
          "map full",
          List.of(
              new PolicyRow(
                  "NetworkPolicy", "shop", "cart", false, "k8s:app=cart", 2, null, List.of("a/b"))),
          List.of(new ErrorRow("NetworkPolicy/shop/pay", "pay.yaml:3:5", "no field \"form\"")));
    }

    @Override
    public List<EndpointRow> endpoints() {
      return List.of(
          new EndpointRow(
              7, "shop", "cart", "sxt1", 256, "ready", true, false, 3, 4, 3, 1.5, null));
    }

    @Override
    public List<IdentityRow> identities() {
      return List.of(
          new IdentityRow(
              256, List.of("k8s:app=cart"), List.of("10.0.0.0/8"), List.of(), Map.of("http", 80)));
    }

    @Override
    public Comparison compare() throws IOException {
      if (trouble != null) {
        throw new IOException(trouble);
      }
      return new Comparison(
          "2026-01-15T10:20:30Z",
          4,
          false,
          List.of(new PartRow("links", 2, 1, 1, 0, 0, List.of("missing sxt1"))));
    }

    @Override
    public Trace trace(String from, String to, String port) throws WrongPart {
      IllegalArgumentException cause = new IllegalArgumentException();
      if (!port.equals("80/tcp")) {
        throw new WrongPart("port", "a number and a protocol", cause);
      }
      if (!to.equals("shop/cart")) {
        throw new WrongPart("to", "a known pod, such as shop/cart", cause);
      }
      return new Trace(from, to, port, false, true, true, false, List.of("denied by default"));
    }

    @Override
    public FlowReasons explain(Flow flow) {
      String uuid = new UUID(flow.uuidHigh(), flow.uuidLow()).toString();
      return new FlowReasons(
          uuid, "", "a", "b", "80/tcp", "DROPPED", "ingress", 3, 7, List.of("then"), 4, null);
    }

    @Override
    public List<PolicyReasons> explain(String policy) {
      if (!policy.equals("shop/cart")) {
        throw new IllegalArgumentException("a policy in force; did you mean shop/cart?");
      }
      return List.of(
          new PolicyReasons(
              "NetworkPolicy", "shop", "cart", false, 4, List.of("shop/cart"), List.of("judges")));
    }
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void policies_areGivenWithWhatIsWrong() {
    answer(server, "/api/v1/policies", HttpStatus.OK)
        .jsonPath("$.revision")
        .isEqualTo(4)
        .jsonPath("$.realised")
        .isEqualTo(3)
        .jsonPath("$.failure")
        .isEqualTo("map full")
        .jsonPath("$.policies[0].subject")
        .isEqualTo("k8s:app=cart")
        .jsonPath("$.policies[0].egress")
        .isEmpty()
        .jsonPath("$.policies[0].selects[0]")
        .isEqualTo("a/b")
        .jsonPath("$.errors[0].place")
        .isEqualTo("pay.yaml:3:5");
  }

  @Test
  void endpointsIdentitiesAndComparison_areGiven() {
    answer(server, "/api/v1/endpoints", HttpStatus.OK)
        .jsonPath("$[0].pod")
        .isEqualTo("cart")
        .jsonPath("$[0].enforcesIngress")
        .isEqualTo(true)
        .jsonPath("$[0].error")
        .isEmpty();
    answer(server, "/api/v1/identities", HttpStatus.OK)
        .jsonPath("$[0].number")
        .isEqualTo(256)
        .jsonPath("$[0].ports.http")
        .isEqualTo(80);
    answer(server, "/api/v1/reconcile", HttpStatus.OK)
        .jsonPath("$.equal")
        .isEqualTo(false)
        .jsonPath("$.parts[0].texts[0]")
        .isEqualTo("missing sxt1");
  }

  @Test
  void kernelThatCannotBeAsked_isUnavailable_andSaysWhy() {
    node.trouble = "the node is starting";
    answer(server, "/api/v1/reconcile", HttpStatus.SERVICE_UNAVAILABLE)
        .jsonPath("$.detail")
        .isEqualTo("the node is starting");
  }

  @Test
  void trace_tellsVerdictAndReasons() {
    answer(server, TRACE + "80/tcp", HttpStatus.OK)
        .jsonPath("$.from")
        .isEqualTo("shop/web")
        .jsonPath("$.allowed")
        .isEqualTo(false)
        .jsonPath("$.pending")
        .isEqualTo(true)
        .jsonPath("$.reasons[0]")
        .isEqualTo("denied by default");
  }

  @Test
  void explain_findsTheFlow() {
    server.feed().add(TestFlows.request(), TestFlows.drop());
    Flow drop = TestFlows.drop();
    String uuid = new UUID(drop.uuidHigh(), drop.uuidLow()).toString();
    answer(server, "/api/v1/policies/explain?flow=" + uuid, HttpStatus.OK)
        .jsonPath("$.uuid")
        .isEqualTo(uuid)
        .jsonPath("$.revision")
        .isEqualTo(3)
        .jsonPath("$.rule")
        .isEqualTo(7)
        .jsonPath("$.then[0]")
        .isEqualTo("then")
        .jsonPath("$.now")
        .isEmpty();
  }

  @Test
  void explain_ofAPolicy() {
    answer(server, "/api/v1/policies/explain?policy=shop/cart", HttpStatus.OK)
        .jsonPath("$[0].sentences[0]")
        .isEqualTo("judges")
        .jsonPath("$[0].selects[0]")
        .isEqualTo("shop/cart");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "policies?all=true | all | Parameter all has the value \"true\"; expected no parameter.",
        "policies/trace?to=a/b&port=80/tcp | from | expected NAMESPACE/POD or an address",
        "policies/trace?from=a/b&to=&port=80/tcp | to | expected NAMESPACE/POD or an address",
        "policies/trace?from=a/b&to=c/d&port=80 | port |"
            + " Parameter port has the value \"80\"; expected a number and a protocol.",
        "policies/trace?from=a/b&to=c/d&port=80/tcp | to |"
            + " Parameter to has the value \"c/d\"; expected a known pod, such as shop/cart.",
        "policies/explain | flow | either flow=UUID or policy=",
        "policies/explain?flow=x&policy=y | policy | either flow=UUID or policy=",
        "policies/explain?flow=nonsense | flow | the UUID of a flow that is still kept",
        "policies/explain?flow=188af7a9-5b2c-8d15-9f3e-2f0c7d1a6b44 | flow | still kept",
        "policies/explain?policy=shop/crt | policy | did you mean shop/cart?",
      })
  void badQuestion_isRefusedByName(String question, String parameter, String detail) {
    answer(server, "/api/v1/" + question, HttpStatus.BAD_REQUEST)
        .jsonPath("$.parameter")
        .isEqualTo(parameter)
        .jsonPath("$.detail")
        .value(String.class, text -> assertThat(text).contains(detail));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "policies",
        "policies/trace?from=a/b&to=c/d&port=80/tcp",
        "policies/explain?policy=a",
        "endpoints",
        "identities",
        "reconcile"
      })
  void whereNothingIsGuarded_itIsSaid(String question) {
    try (RoutesServer relay = new RoutesServer()) {
      answer(relay, "/api/v1/" + question, HttpStatus.NOT_FOUND)
          .jsonPath("$.detail")
          .value(
              String.class,
              text -> assertThat(text).contains("enforces no policies", "--role all or agent"));
    }
  }

  @Test
  void agent_hasNoPage_butHealth() {
    answer(server, "/", HttpStatus.NOT_FOUND)
        .jsonPath("$.detail")
        .value(String.class, text -> assertThat(text).contains("sextant.http.page", "role server"));
    answer(server, "/app/assets/index.js", HttpStatus.NOT_FOUND)
        .jsonPath("$.title")
        .isEqualTo("No such path");
    server.client().get().uri("/healthz").exchange().expectStatus().isOk();
  }

  private static BodyContentSpec answer(RoutesServer asked, String path, HttpStatus status) {
    return asked.client().get().uri(path).exchange().expectStatus().isEqualTo(status).expectBody();
  }
}
