package io.sextant.cni;

import java.util.HashMap;
import java.util.Map;

/** Calls as a Kubernetes runtime makes them. */
final class TestAttachments {
  static final String NETWORK = "pods";

  private TestAttachments() {}

  static AttachmentId id(String container) {
    return new AttachmentId(NETWORK, container, "eth0");
  }

  static Attachment.PodId pod(String name) {
    return new Attachment.PodId("shop", name, "1b4e28ba-2fa1-11d2-883f-0016d3cca427");
  }

  static Map<String, String> environment(String verb, String container, String namespace) {
    Map<String, String> environment = new HashMap<>();
    environment.put("CNI_COMMAND", verb);
    environment.put("CNI_CONTAINERID", container);
    environment.put("CNI_IFNAME", "eth0");
    environment.put("CNI_NETNS", namespace);
    environment.put("CNI_PATH", "/opt/cni/bin");
    environment.put(
        "CNI_ARGS",
        "IgnoreUnknown=1;K8S_POD_NAMESPACE=shop;K8S_POD_NAME=%s;K8S_POD_INFRA_CONTAINER_ID=x;K8S_POD_UID=1b4e28ba"
            .formatted(container));
    return environment;
  }

  /** With further fields, each with a comma in front. */
  static String configuration(String version, String more) {
    return """
    {"cniVersion":"%s","name":"%s","type":"sextant-cni"%s}\
    """
        .formatted(version, NETWORK, more);
  }
}
