package io.sextant.cni;

import io.sextant.cni.CniVerb.Variable;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A runtime's call.
 *
 * @param environment of its variables those that {@link CniVerb.Variable} names; absent ones are
 *     not in it
 * @param configuration bytes of standard input
 */
record CniRequest(Map<String, String> environment, byte[] configuration) {
  /** A namespace's or pod's name in Kubernetes, and a UID. */
  private static final Pattern KUBERNETES_NAME = Pattern.compile("[a-z0-9][a-z0-9.-]{0,252}");

  private static final String POD_NAMESPACE = "K8S_POD_NAMESPACE";
  private static final String POD_NAME = "K8S_POD_NAME";
  private static final String POD_UID = "K8S_POD_UID";

  CniRequest {
    environment = Map.copyOf(environment);
  }

  CniVerb verb() throws CniException {
    return CniVerb.of(variable(Variable.COMMAND));
  }

  /** Refuses a call that lacks a variable of its verb. */
  void checkVariables(CniVerb verb) throws CniException {
    for (String name : Variable.ALL) {
      if (verb.needs(name) && variable(name).isEmpty()) {
        throw new CniException(
            CniErrorCode.INVALID_ENVIRONMENT,
            name + " is missing or empty",
            verb + " needs it in the environment");
      }
    }
  }

  AttachmentId attachment(String network) throws CniException {
    String container =
        CniNames.checked(
            Variable.CONTAINER, variable(Variable.CONTAINER), CniErrorCode.INVALID_ENVIRONMENT);
    return new AttachmentId(
        network, container, CniNames.device(Variable.INTERFACE, variable(Variable.INTERFACE)));
  }

  /** File of the container's namespace. */
  Path namespace() throws CniException {
    String text = variable(Variable.NAMESPACE);
    try {
      Path path = Path.of(text);
      if (path.isAbsolute()) {
        return path;
      }
    } catch (InvalidPathException e) {
      // As for a path that is not absolute.
    }
    throw new CniException(
        CniErrorCode.INVALID_ENVIRONMENT,
        Variable.NAMESPACE + " is \"" + text + "\"",
        "it is the path of a network namespace, as /var/run/netns/cni-1");
  }

  /** Which pod it is for. */
  Attachment.PodId pod() throws CniException {
    Map<String, String> arguments = arguments();
    String uid = arguments.getOrDefault(POD_UID, "");
    return new Attachment.PodId(
        podPart(arguments, POD_NAMESPACE),
        podPart(arguments, POD_NAME),
        uid.isEmpty() ? "" : podPart(arguments, POD_UID));
  }

  private static String podPart(Map<String, String> arguments, String key) throws CniException {
    String value = arguments.getOrDefault(key, "");
    if (!KUBERNETES_NAME.matcher(value).matches()) {
      throw new CniException(
          CniErrorCode.INVALID_ENVIRONMENT,
          value.isEmpty()
              ? "%s has no %s".formatted(Variable.ARGUMENTS, key)
              : "%s: %s is \"%s\"".formatted(Variable.ARGUMENTS, key, value),
          "it names the pod, whose labels decide what is allowed: lower-case letters, digits, - and .");
    }
    return value;
  }

  private Map<String, String> arguments() throws CniException {
    Map<String, String> found = new HashMap<>();
    for (String pair : variable(Variable.ARGUMENTS).split(";", -1)) {
      int equals = pair.indexOf('=');
      if (equals > 0) {
        found.put(pair.substring(0, equals), pair.substring(equals + 1));
      } else if (!pair.isEmpty()) {
        throw new CniException(
            CniErrorCode.INVALID_ENVIRONMENT,
            "%s has \"%s\"".formatted(Variable.ARGUMENTS, pair),
            "it has pairs such as KEY=VALUE, with semicolons between");
      }
    }
    return found;
  }

  private String variable(String name) {
    return environment.getOrDefault(name, "");
  }
}
