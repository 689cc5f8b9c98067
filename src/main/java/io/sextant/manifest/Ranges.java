package io.sextant.manifest;

import io.sextant.flow.Cidr;
import io.sextant.flow.IpAddress;
import io.sextant.policy.Policy;
import io.sextant.policy.Policy.Reach;
import java.util.ArrayList;
import java.util.List;

/** Reads addresses, ranges of them and what is cut out. */
final class Ranges {
  private Ranges() {}

  static IpAddress address(Value value) {
    try {
      return IpAddress.parse(value.name());
    } catch (IllegalArgumentException e) {
      throw value.bad(String.valueOf(e.getMessage()));
    }
  }

  /** A range, or an address alone. */
  static Cidr cidr(Value value) {
    String text = value.name();
    if (text.contains(":") && text.contains(".")) {
      throw value.bad(value.what() + " is IPv4 written as IPv6: write it as in 10.0.0.0/8");
    }
    try {
      return Cidr.parse(text);
    } catch (IllegalArgumentException e) {
      throw value.bad(String.valueOf(e.getMessage()));
    }
  }

  /** A range with its length. */
  static Cidr withLength(Value value) {
    if (!value.name().contains("/")) {
      throw value.bad(
          Value.Scalar.quoted(value.name())
              + " has no prefix length: write 10.0.0.1/32 for one address");
    }
    return cidr(value);
  }

  /** {@code cidr} and {@code except} of a mapping, whose other fields the caller reads. */
  static Policy.Range range(Fields fields, Reach reach) {
    Cidr range = withLength(fields.required("cidr"));
    List<Cidr> except = new ArrayList<>();
    fields.list(
        "except",
        item -> {
          Cidr hole = withLength(item);
          if (!range.contains(hole)) {
            throw item.bad("%s is not in %s".formatted(hole, range));
          }
          return except.add(hole);
        });
    return new Policy.Range(range, except, reach);
  }
}
