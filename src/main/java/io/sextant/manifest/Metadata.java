package io.sextant.manifest;

import io.sextant.flow.Nearest;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What every object says of itself.
 *
 * @param namespace {@code default} where it is left out, empty for a kind without namespaces
 * @param uid or empty
 */
record Metadata(
    String kind,
    String namespace,
    String name,
    String uid,
    Map<String, String> labels,
    Map<String, Value> annotations,
    Errors errors) {
  static final String AUDIT = "policy.sextant.io/audit";
  static final String ENFORCEMENT = "policy.sextant.io/enforcement";
  static final String DEVICE = "policy.sextant.io/device";
  private static final String OURS = "policy.sextant.io/";
  private static final Set<String> ALL_OURS = Set.of(AUDIT, ENFORCEMENT, DEVICE);

  /** What an API server adds and nobody here asks for. */
  private static final String[] SERVER_SIDE = {
    "annotations",
    "creationTimestamp",
    "deletionGracePeriodSeconds",
    "deletionTimestamp",
    "finalizers",
    "generation",
    "managedFields",
    "resourceVersion",
    "selfLink"
  };

  private static final String DEFAULT_NAMESPACE = "default";

  ObjectName objectName() {
    return new ObjectName(kind, namespace, name);
  }

  /**
   * Reads name and namespace, so that all further errors can say whose they are.
   *
   * @throws BadValue if there is no name
   */
  static ObjectName name(Fields metadata, String kind, boolean namespaced) {
    Value name = metadata.required("name");
    if (!namespaced) {
      Value given = metadata.get("namespace");
      if (given != null) {
        throw given.bad("a " + kind + " has no namespace: leave it out");
      }
      return new ObjectName(kind, "", Naming.dnsName(name));
    }
    Value namespace = metadata.get("namespace");
    return new ObjectName(
        kind,
        namespace == null ? DEFAULT_NAMESPACE : Naming.dnsLabel(namespace),
        Naming.dnsName(name));
  }

  /** All of it; fields that nobody knows are errors. */
  static Metadata read(Fields metadata, ObjectName name) {
    metadata.ignore(SERVER_SIDE);
    metadata.ignore("generateName", "ownerReferences");
    Metadata read =
        new Metadata(
            name.kind(),
            name.namespace(),
            name.name(),
            metadata.get("uid", Value::text, ""),
            Naming.labels(metadata),
            annotations(metadata),
            metadata.errors());
    metadata.done();
    return read;
  }

  /** Whether an annotation says true. */
  boolean says(String annotation) {
    Value value = annotations.get(annotation);
    return value != null
        && errors.reading(() -> value.oneOf("true", "false").equals("true"), false);
  }

  private static Map<String, Value> annotations(Fields metadata) {
    Errors errors = metadata.errors();
    Map<String, Value> annotations = new TreeMap<>();
    for (Value.Member member :
        metadata.get("annotations", Value::members, List.<Value.Member>of())) {
      errors.reading(member.value()::text, "");
      annotations.put(member.name(), member.value());
      if (member.name().startsWith(OURS) && !ALL_OURS.contains(member.name())) {
        errors.add(
            member.nameAt(),
            "there is no annotation "
                + Value.Scalar.quoted(member.name())
                + Nearest.hint(member.name(), ALL_OURS.stream()));
      }
    }
    return annotations;
  }
}
