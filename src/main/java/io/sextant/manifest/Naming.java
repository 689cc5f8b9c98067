package io.sextant.manifest;

import io.sextant.manifest.Value.Scalar;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** How Kubernetes lets objects, labels and ports be called. */
final class Naming {
  private static final String LABEL = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";
  private static final Pattern DNS_LABEL = Pattern.compile(LABEL);
  private static final Pattern DNS_NAME = Pattern.compile(LABEL + "(\\." + LABEL + ")*");
  private static final Pattern WORD = Pattern.compile("[A-Za-z0-9]([-_.A-Za-z0-9]*[A-Za-z0-9])?");
  private static final Pattern PORT =
      Pattern.compile("(?=.*[A-Za-z])" + "[A-Za-z0-9](-?[A-Za-z0-9])*");
  private static final int DNS_LABEL_LENGTH = 63;
  private static final int DNS_NAME_LENGTH = 253;
  private static final int PORT_LENGTH = 15;

  private Naming() {}

  /** Of a namespace and what lives in DNS as one label. */
  static String dnsLabel(Value value) {
    return checked(value, DNS_LABEL, DNS_LABEL_LENGTH, "small letters, digits and -");
  }

  /** Of most objects. */
  static String dnsName(Value value) {
    return checked(value, DNS_NAME, DNS_NAME_LENGTH, "small letters, digits, - and .");
  }

  static String port(Value value) {
    return checked(value, PORT, PORT_LENGTH, "letters, digits and single -, with a letter");
  }

  /** A label's key, with a domain and a slash in front or not. */
  static String labelKey(Value value) {
    return labelKey(value.place(), value.name());
  }

  static String labelKey(Place place, String key) {
    int slash = key.indexOf('/');
    String name = key.substring(slash + 1);
    boolean inDomain =
        slash < 0
            || (slash <= DNS_NAME_LENGTH && DNS_NAME.matcher(key.substring(0, slash)).matches());
    if (!inDomain || name.length() > DNS_LABEL_LENGTH || !WORD.matcher(name).matches()) {
      throw new BadValue(
          place,
          Scalar.quoted(key)
              + " is not the key of a label such as app or example.com/app,"
              + " with up to 63 letters, digits, - _ and . behind the slash");
    }
    return key;
  }

  static String labelValue(Value value) {
    String text = value.text();
    if (text.length() > DNS_LABEL_LENGTH || !(text.isEmpty() || WORD.matcher(text).matches())) {
      throw value.bad(
          Scalar.quoted(text)
              + " is not the value of a label: up to 63 letters, digits, - _ and . are possible,"
              + " first and last a letter or digit");
    }
    return text;
  }

  /** The labels of an object; none where they are left out. */
  static Map<String, String> labels(Fields metadata) {
    return metadata.get("labels", value -> labels(value, metadata.errors()), Map.of());
  }

  private static Map<String, String> labels(Value value, Errors errors) {
    Map<String, String> labels = new TreeMap<>();
    for (Value.Member member : value.members()) {
      errors.reading(
          () ->
              labels.put(labelKey(member.nameAt(), member.name()), labelValue(member.value()))
                  == null,
          false);
    }
    return labels;
  }

  private static String checked(Value value, Pattern pattern, int length, String letters) {
    String text = value.name();
    if (text.length() > length || !pattern.matcher(text).matches()) {
      throw value.bad(
          "%s is not a name: up to %d %s are possible, first and last a letter or digit"
              .formatted(Scalar.quoted(text), length, letters));
    }
    return text;
  }
}
