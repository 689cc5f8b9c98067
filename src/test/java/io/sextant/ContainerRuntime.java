package io.sextant;

import static org.assertj.core.api.Assertions.assertThat;

import io.sextant.cni.CniPlugin;
import java.nio.file.Path;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Calls the plug-in as container runtimes do: a process for each call, a container for each pod of
 * namespace {@code shop}.
 *
 * @param folder for what the plug-in says
 * @param socket of the agent
 * @param configuration of the network
 */
record ContainerRuntime(Path folder, Path socket, String configuration) {
  /**
   * A pod's network is made.
   *
   * @param namespace the network namespace of the pod
   * @return the pod's address
   */
  String add(String pod, String namespace) throws Exception {
    String result = call("ADD", pod, namespace);
    JsonNode ip = JsonMapper.shared().readTree(result).path("ips").path(0);
    String address = ip.path("address").asString();
    return address.substring(0, address.indexOf('/'));
  }

  /** A pod's network is taken away; of success nothing is printed. */
  void delete(String pod, String namespace) throws Exception {
    assertThat(call("DEL", pod, namespace)).isEmpty();
  }

  private String call(String verb, String pod, String namespace) throws Exception {
    Map<String, String> variables =
        Map.of(
            "SEXTANT_CNI_SOCKET",
            socket.toString(),
            "CNI_COMMAND",
            verb,
            "CNI_CONTAINERID",
            pod,
            "CNI_IFNAME",
            "eth0",
            "CNI_NETNS",
            "/run/netns/" + namespace,
            "CNI_PATH",
            "/opt/cni/bin",
            "CNI_ARGS",
            "K8S_POD_NAMESPACE=shop;K8S_POD_NAME=" + pod);
    try (SextantProcess plugin =
        SextantProcess.start(folder, CniPlugin.class.getName(), variables, configuration)) {
      assertThat(plugin.end()).as("%s %s: %s", verb, pod, plugin.said()).isZero();
      return plugin.said();
    }
  }
}
