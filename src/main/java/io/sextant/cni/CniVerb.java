package io.sextant.cni;

import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** What a runtime asks for in {@code CNI_COMMAND}, and the variables that it must give for it. */
enum CniVerb {
  ADD(Variable.CONTAINER, Variable.INTERFACE, Variable.NAMESPACE),
  DEL(Variable.CONTAINER, Variable.INTERFACE),
  CHECK(Variable.CONTAINER, Variable.INTERFACE, Variable.NAMESPACE),
  GC,
  STATUS,
  VERSION;

  /** Names of variables of the environment. */
  static final class Variable {
    static final String COMMAND = "CNI_COMMAND";
    static final String CONTAINER = "CNI_CONTAINERID";
    static final String INTERFACE = "CNI_IFNAME";
    static final String NAMESPACE = "CNI_NETNS";
    static final String ARGUMENTS = "CNI_ARGS";

    /** All that are read. */
    static final List<String> ALL = List.of(COMMAND, CONTAINER, INTERFACE, NAMESPACE, ARGUMENTS);

    private Variable() {}
  }

  private final Set<String> needed;

  CniVerb(String... needed) {
    this.needed = Set.of(needed);
  }

  boolean needs(String variable) {
    return needed.contains(variable);
  }

  CniVersion since() {
    return this == GC || this == STATUS ? CniVersion.V1_1 : CniVersion.V1_0;
  }

  static CniVerb of(String text) throws CniException {
    return Arrays.stream(values())
        .filter(verb -> verb.name().equals(text))
        .findFirst()
        .orElseThrow(() ->
            new CniException(
                CniErrorCode.INVALID_ENVIRONMENT,
                Variable.COMMAND + " is \"" + text + "\"",
                "it is one of " + Arrays.toString(values())));
  }
}
