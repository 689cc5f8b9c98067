package io.sextant.cni;

import io.sextant.flow.Cidr;
import io.sextant.flow.IpAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a runtime gives on standard input.
 *
 * @param name of the network
 * @param dns handed back in the result as it is; empty without one
 * @param previous addresses of the result of ADD that the runtime remembers; empty when it
 *     remembers none
 * @param valid attachments that a garbage collection keeps; empty when it does not say which
 */
record NetworkConfiguration(
    CniVersion version,
    String name,
    Optional<JsonNode> dns,
    Optional<Set<IpAddress>> previous,
    Optional<Set<AttachmentId>> valid) {

  private static final JsonMapper MAPPER = JsonMapper.shared();
  private static final String PREVIOUS = "prevResult";
  private static final String VALID = "cni.dev/valid-attachments";

  /** What may stand in it. */
  private static final Set<String> FIELDS =
      Set.of(
          "cniVersion",
          "cniVersions",
          "name",
          "type",
          "args",
          "capabilities",
          "runtimeConfig",
          "dns",
          "disableCheck",
          "disableGC",
          PREVIOUS,
          VALID,
          "cni.dev/attachments");

  /** Reads it, all fields that are known and none else. */
  static NetworkConfiguration read(byte[] json) throws CniException {
    ObjectNode root = object(json);
    CniVersion version = version(root);
    for (String field : root.propertyNames()) {
      if (!FIELDS.contains(field)) {
        throw new CniException(
            CniErrorCode.UNSUPPORTED_FIELD,
            "field %s (%s) is not supported".formatted(field, root.get(field)),
            field.equals("ipam")
                ? "remove it: addresses come from the agent's pool"
                : "remove it from the network configuration");
      }
    }
    String name = CniNames.checked("name", text(root, "name"), CniErrorCode.INVALID_CONFIGURATION);
    return new NetworkConfiguration(
        version,
        name,
        Optional.ofNullable(root.get("dns")),
        Optional.ofNullable(root.get(PREVIOUS)).isPresent()
            ? Optional.of(previous(root.get(PREVIOUS)))
            : Optional.empty(),
        root.has(VALID) ? Optional.of(valid(name, root.get(VALID))) : Optional.empty());
  }

  /** The version alone, for answers to what is wrong otherwise. */
  static CniVersion versionOrNewest(byte[] json) {
    try {
      return version(object(json));
    } catch (CniException e) {
      return CniVersion.NEWEST;
    }
  }

  private static ObjectNode object(byte[] json) throws CniException {
    try {
      if (MAPPER.readTree(json) instanceof ObjectNode object) {
        return object;
      }
    } catch (JacksonException e) {
      throw new CniException(
          CniErrorCode.UNDECODABLE,
          "the network configuration is not JSON: " + e.getOriginalMessage(),
          "the runtime gives it on standard input",
          e);
    }
    throw new CniException(
        CniErrorCode.UNDECODABLE,
        "the network configuration is no JSON object",
        "the runtime gives one such as {\"cniVersion\":\"1.1.0\",\"name\":\"pods\",\"type\":\"sextant-cni\"}");
  }

  private static CniVersion version(ObjectNode root) throws CniException {
    String text = root.has("cniVersion") ? text(root, "cniVersion") : "";
    return CniVersion.of(text)
        .orElseThrow(() ->
            new CniException(
                CniErrorCode.INCOMPATIBLE_VERSION,
                "cniVersion \"" + text + "\" is not supported",
                "supported are " + CniVersion.texts()));
  }

  private static String text(JsonNode node, String field) throws CniException {
    JsonNode value = node.path(field);
    if (!value.isString()) {
      throw invalid(field + " is " + (value.isMissingNode() ? "missing" : value), "it is a text");
    }
    return value.asString();
  }

  private static Set<IpAddress> previous(JsonNode result) throws CniException {
    Set<IpAddress> addresses = new HashSet<>();
    for (JsonNode ip : items(result, "ips", PREVIOUS + ".ips")) {
      String address = text(ip, "address");
      try {
        addresses.add(IpAddress.parse(address.split("/", 2)[0]));
        Cidr.parse(address);
      } catch (IllegalArgumentException e) {
        throw invalid(
            PREVIOUS + ".ips: address is \"" + address + "\"", "it is as in 10.42.0.5/32");
      }
    }
    return addresses;
  }

  private static Set<AttachmentId> valid(String network, JsonNode list) throws CniException {
    if (!list.isArray()) {
      throw invalid(VALID + " is " + list, "it is a list of containerID and ifname");
    }
    List<AttachmentId> ids = new ArrayList<>();
    for (JsonNode item : list) {
      ids.add(new AttachmentId(network, text(item, "containerID"), text(item, "ifname")));
    }
    return ids.stream().collect(Collectors.toSet());
  }

  private static JsonNode items(JsonNode node, String field, String path) throws CniException {
    JsonNode list = node.path(field);
    if (!list.isArray() && !list.isMissingNode()) {
      throw invalid(path + " is " + list, "it is a list");
    }
    return list;
  }

  private static CniException invalid(String what, String right) {
    return new CniException(CniErrorCode.INVALID_CONFIGURATION, what, right);
  }
}
