package io.sextant.query;

import io.sextant.filter.Condition;
import io.sextant.filter.Named.What;
import io.sextant.filter.Side;
import io.sextant.flow.Identities;
import java.util.List;

/** Ends as the map names them. */
final class EndpointField {
  private static final String IDENTITY = "identity:";
  private static final String NAME = "name:";
  private static final String CIDR = "cidr:";

  private EndpointField() {}

  static Condition read(Side side, Value value) {
    String text = value.text();
    if (text.startsWith(NetworkFields.RESERVED)) {
      return NetworkFields.identity(side, value);
    }
    if (text.startsWith(IDENTITY)) {
      return NetworkFields.identity(side, rest(value, IDENTITY));
    }
    if (text.startsWith(NAME)) {
      return dns(side, rest(value, NAME));
    }
    if (text.startsWith(CIDR)) {
      return NetworkFields.ip(side, rest(value, CIDR));
    }
    return NetworkFields.isAddress(text) ? NetworkFields.ip(side, value) : named(side, value);
  }

  private static Condition named(Side side, Value value) {
    Condition workload = NameFields.scoped(side, What.SOURCE_WORKLOAD, value);
    Condition pod = NameFields.scoped(side, What.SOURCE_POD, value);
    if (Identities.reservedNumber(value.text()) > 0) {
      return Condition.any(List.of(workload, pod, NetworkFields.identity(side, value)));
    }
    return value.text().indexOf('/') < 0
        ? Condition.any(List.of(workload, pod, dns(side, value)))
        : Condition.any(List.of(workload, pod));
  }

  private static Condition dns(Side side, Value value) {
    return NameFields.named(side, What.SOURCE_DNS, null, value.loosely());
  }

  private static Value rest(Value value, String start) {
    if (value.text().length() == start.length()) {
      throw new BadValue();
    }
    return new Value(value.text().substring(start.length()), value.quoted());
  }
}
