package io.sextant.manifest;

import io.sextant.policy.LabelSelector;
import io.sextant.policy.LabelSelector.Operator;
import io.sextant.policy.LabelSelector.Requirement;
import java.util.ArrayList;
import java.util.List;

/** Reads {@code matchLabels} and {@code matchExpressions}. */
final class Selectors {
  /** How the keys of one kind of selector become keys of an identity's labels. */
  interface Keys {
    String full(Place place, String key);
  }

  private Selectors() {}

  /** A selector; the empty one picks everything. */
  static LabelSelector read(Value value, Errors errors, Keys keys) {
    Fields fields = new Fields(value, errors);
    List<Requirement> requirements = new ArrayList<>();
    for (Value.Member member : fields.get("matchLabels", Value::members, List.<Value.Member>of())) {
      errors.reading(
          () ->
              requirements.add(
                  new Requirement(
                      keys.full(member.nameAt(), member.name()),
                      Operator.IN,
                      List.of(Naming.labelValue(member.value())))),
          false);
    }
    requirements.addAll(fields.list("matchExpressions", item -> expression(item, errors, keys)));
    fields.done();
    return new LabelSelector(requirements);
  }

  private static Requirement expression(Value value, Errors errors, Keys keys) {
    Fields fields = new Fields(value, errors);
    Value key = fields.required("key");
    String full = keys.full(key.place(), key.name());
    Operator operator =
        switch (fields.required("operator").oneOf("In", "NotIn", "Exists", "DoesNotExist")) {
          case "In" -> Operator.IN;
          case "NotIn" -> Operator.NOT_IN;
          case "Exists" -> Operator.EXISTS;
          default -> Operator.DOES_NOT_EXIST;
        };
    int before = errors.count();
    List<String> values = fields.list("values", Naming::labelValue);
    boolean needsValues = operator == Operator.IN || operator == Operator.NOT_IN;
    if (needsValues == values.isEmpty() && errors.count() == before) {
      Value found = fields.get("values");
      throw (found == null ? value : found)
          .bad(needsValues ? "values: at least one is needed" : "values stand with In and NotIn");
    }
    fields.done();
    return errors.count() == before
        ? new Requirement(full, operator, values)
        : new Requirement(full, Operator.EXISTS, List.of());
  }
}
