package io.sextant.cni;

import io.sextant.datapath.sys.Link;
import io.sextant.flow.Cidr;
import io.sextant.flow.IpAddress;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The result of an ADD as the specification's JSON. */
final class CniResult {
  private static final JsonMapper MAPPER = JsonMapper.shared();

  /** Place of the container's end among the interfaces. */
  private static final int CONTAINERS = 1;

  private CniResult() {}

  static String of(NetworkConfiguration configuration, Attachment attachment, int mtu) {
    ObjectNode root = MAPPER.createObjectNode();
    root.put("cniVersion", configuration.version().toString());
    ArrayNode interfaces = root.putArray("interfaces");
    boolean tellsMtu = configuration.version() == CniVersion.V1_1;
    put(interfaces.addObject(), NodeWiring.hostEnd(attachment), tellsMtu, mtu);
    put(interfaces.addObject(), NodeWiring.podEnd(attachment), tellsMtu, mtu)
        .put("sandbox", attachment.namespace());
    ArrayNode ips = root.putArray("ips");
    ArrayNode routes = root.putArray("routes");
    for (IpAddress address : attachment.addresses()) {
      String gateway = NodeWiring.gateway(address).toString();
      ips.addObject()
          .put("address", Cidr.of(address).toString())
          .put("gateway", gateway)
          .put("interface", CONTAINERS);
      routes.addObject().put("dst", address.isV4() ? "0.0.0.0/0" : "::/0").put("gw", gateway);
    }
    configuration.dns().ifPresent(dns -> root.set("dns", dns));
    return root.toString();
  }

  private static ObjectNode put(ObjectNode node, Link.End end, boolean tellsMtu, int mtu) {
    node.put("name", end.name()).put("mac", end.mac().toString());
    return tellsMtu ? node.put("mtu", mtu) : node;
  }
}
