package io.sextant.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code sextant policy explain}: why a flow has its verdict, or what a policy does. */
@Command(
    name = "explain",
    header = "Say why a flow has its verdict, or what a policy does and to whom.",
    description = {
      "",
      "Of a flow: what the datapath said then, and what the policies in force make of its connection"
          + " now, with the rules that come near. Of a policy: whom it is about, and what it allows"
          + " and denies.",
      ""
    },
    sortOptions = false,
    footer = {
      "",
      "Examples:",
      "  sextant policy explain shop/cart",
      "  sextant policy explain NetworkPolicy/shop/cart -o json",
      "  sextant policy explain 188af7a9-5b2c-8d15-9f3e-2f0c7d1a6b44"
    })
final class PolicyExplainCommand implements Callable<Integer> {
  private static final Pattern UUID =
      Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

  private final Terminal terminal;
  @Mixin private final RestOptions rest = new RestOptions();

  @Parameters(
      paramLabel = "FLOW|POLICY",
      description =
          "The UUID of a flow, as observe -o json shows it, or the [KIND/][NAMESPACE/]NAME of a"
              + " policy in force.")
  private String what = "";

  @Mixin private final TextOutput output = new TextOutput();

  PolicyExplainCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException {
    boolean isFlow = UUID.matcher(what).matches();
    JsonNode answer =
        rest.ask(
            "policies/explain",
            isFlow ? Map.of("flow", what.toLowerCase(Locale.ROOT)) : Map.of("policy", what));
    if (output.isJson()) {
      terminal.println(answer.toPrettyString());
    } else if (isFlow) {
      flow(answer);
    } else {
      answer.forEach(this::policy);
    }
    return 0;
  }

  private void flow(JsonNode flow) {
    line(
        "%s -> %s %s: %s at %s, %s"
            .formatted(
                text(flow, "from"),
                text(flow, "to"),
                text(flow, "port"),
                text(flow, "verdict"),
                text(flow, "end"),
                text(flow, "time")));
    flow.path("then").forEach(each -> line("  " + each.asString()));
    String judged = judged(flow);
    if (!judged.isEmpty()) {
      line("  " + judged);
    }
    line("");
    JsonNode now = flow.path("now");
    if (now.isNull()) {
      line("now: nothing is known any more of who was at an end");
      return;
    }
    line(
        "now, revision %s: %s"
            .formatted(
                text(flow, "revisionNow"), now.path("allowed").asBoolean() ? "ALLOWED" : "DENIED"));
    now.path("reasons").forEach(each -> line(each.asString()));
  }

  private static String judged(JsonNode flow) {
    List<String> parts = new ArrayList<>();
    if (flow.path("revision").asLong() != 0) {
      parts.add("revision " + text(flow, "revision"));
    }
    if (flow.path("rule").asLong() != 0) {
      parts.add("rule " + text(flow, "rule"));
    }
    return String.join(", ", parts);
  }

  private void policy(JsonNode policy) {
    policy.path("sentences").forEach(each -> line(each.asString()));
    List<String> selects = new ArrayList<>();
    policy.path("selects").forEach(each -> selects.add(each.asString()));
    line(
        "in force with revision %s, %s"
            .formatted(
                text(policy, "revision"),
                selects.isEmpty()
                    ? "about no endpoint here"
                    : "here about " + String.join(", ", selects)));
  }

  private void line(String text) {
    terminal.println(Escape.text(text));
  }

  private static String text(JsonNode node, String field) {
    return node.path(field).asString();
  }
}
