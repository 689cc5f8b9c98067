package io.sextant.manifest;

import io.sextant.policy.LabelSelector;
import io.sextant.policy.LabelSelector.Requirement;
import io.sextant.policy.Policy;
import io.sextant.policy.Policy.Action;
import io.sextant.policy.Policy.Rule;
import io.sextant.policy.Policy.Section;
import java.util.ArrayList;
import java.util.List;

/** {@code CiliumNetworkPolicy} and {@code CiliumClusterwideNetworkPolicy}. */
final class CiliumPolicyReader {
  private static final int LONGEST_LOG = 32;

  private final Metadata named;
  private final Errors errors;

  private CiliumPolicyReader(Metadata named) {
    this.named = named;
    this.errors = named.errors();
  }

  static ClusterObject read(Metadata named, Fields metadata, Fields object) {
    CiliumPolicyReader reader = new CiliumPolicyReader(named);
    object.ignore("status");
    List<Policy> policies = new ArrayList<>(object.list("specs", reader::spec));
    Value spec = object.get("spec");
    if (spec != null) {
      policies.addFirst(reader.spec(spec));
    }
    object.done();
    if (policies.isEmpty()) {
      throw object.value().bad("spec is missing");
    }
    return new ClusterObject.PolicyObject(policies);
  }

  /** One subject with its rules. */
  private Policy spec(Value value) {
    Fields spec = new Fields(value, errors);
    spec.unsupported("policies of hosts come later", "nodeSelector");
    LabelSelector subject = subject(spec.required("endpointSelector"));
    CiliumRuleReader rules = new CiliumRuleReader(named.namespace(), matchesInit(subject), errors);
    Fields closes =
        spec.get(
            "enableDefaultDeny", found -> new Fields(found, errors), Fields.none(value, errors));
    Section ingress = section(spec, closes, "ingress", rules::ingress);
    Section egress = section(spec, closes, "egress", rules::egress);
    closes.done();
    spec.get("description", Value::text, "");
    String log = spec.get("log", this::log, "");
    List<String> labels = labels(spec);
    spec.done();
    return new Policy(
        named.kind(),
        named.namespace(),
        named.name(),
        labels,
        subject,
        ingress,
        egress,
        PolicyLabels.effect(named),
        log);
  }

  private interface RuleReader {
    Rule read(Value rule, Action action);
  }

  /** A direction with a rule, of whichever kind, is isolated unless the policy says no. */
  private static Section section(Fields spec, Fields closes, String direction, RuleReader reader) {
    String denies = direction + "Deny";
    List<Rule> rules =
        new ArrayList<>(spec.list(direction, rule -> reader.read(rule, Action.ALLOW)));
    rules.addAll(spec.list(denies, rule -> reader.read(rule, Action.DENY)));
    boolean isolates = closes.get(direction, Value::truth, !rules.isEmpty());
    return new Section(isolates, rules);
  }

  /** A policy of a namespace is about its endpoints, whatever else it asks for. */
  private LabelSelector subject(Value value) {
    LabelSelector subject = Selectors.read(value, errors, SelectorKeys::ofEndpoint);
    if (!named.namespace().isEmpty()) {
      for (Requirement requirement : subject.requirements()) {
        if (requirement.key().equals(LabelSelector.NAMESPACE)
            && !requirement.values().equals(List.of(named.namespace()))) {
          throw value.bad(
              "a policy of namespace %s is about its endpoints alone: leave the namespace out"
                  .formatted(named.namespace()));
        }
      }
    }
    return subject;
  }

  private static boolean matchesInit(LabelSelector subject) {
    return subject.requirements().stream()
        .anyMatch(requirement -> requirement.key().equals(SelectorKeys.RESERVED + "init"));
  }

  private String log(Value value) {
    Fields fields = new Fields(value, errors);
    String text = fields.required("value").text();
    fields.done();
    if (text.length() > LONGEST_LOG) {
      throw value.bad("value has %d letters: up to %d".formatted(text.length(), LONGEST_LOG));
    }
    return text;
  }

  /** Those that mark it as derived, and its own. */
  private List<String> labels(Fields spec) {
    List<String> labels = new ArrayList<>(PolicyLabels.derived(named));
    labels.addAll(spec.list("labels", this::label));
    return labels;
  }

  private String label(Value value) {
    Fields fields = new Fields(value, errors);
    String source = fields.get("source", Value::text, "");
    String key = fields.required("key").name();
    String content = fields.get("value", Value::text, "");
    fields.done();
    return (source.isEmpty() ? "unspec" : source) + ":" + key + "=" + content;
  }
}
