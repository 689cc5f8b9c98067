package io.sextant.manifest;

import static io.sextant.manifest.TestManifests.object;
import static io.sextant.manifest.TestManifests.problems;
import static org.assertj.core.api.Assertions.assertThat;

import io.sextant.flow.IpAddress;
import io.sextant.flow.L4Protocol;
import io.sextant.manifest.ClusterObject.EndpointSlice;
import io.sextant.manifest.ClusterObject.Enforcement;
import io.sextant.manifest.ClusterObject.Namespace;
import io.sextant.manifest.ClusterObject.Node;
import io.sextant.manifest.ClusterObject.Owner;
import io.sextant.manifest.ClusterObject.Pod;
import io.sextant.manifest.ClusterObject.Service;
import io.sextant.manifest.ClusterObject.ServicePort;
import io.sextant.manifest.ClusterObject.SlicePort;
import io.sextant.policy.NamedPort;
import io.sextant.policy.PortRange;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ObjectReaderTest {
  private static final String POD =
      """
      apiVersion: v1
      kind: Pod
      metadata:
        name: cart-7d9-x
        namespace: shop
        uid: 6a1b
        generateName: cart-7d9-
        labels: {app: cart}
        annotations:
          policy.sextant.io/enforcement: always
          policy.sextant.io/audit: "true"
          policy.sextant.io/device: veth12
          kubectl.kubernetes.io/restartedAt: "2024-01-01T00:00:00Z"
        ownerReferences:
        - {apiVersion: apps/v1, kind: ReplicaSet, name: cart-7d9, controller: true, uid: x}
      spec:
        serviceAccountName: cart
        nodeName: worker-1
        initContainers:
        - name: once
          ports: [{name: once, containerPort: 1}]
        - name: proxy
          restartPolicy: Always
          ports: [{name: admin, containerPort: 15000}]
        containers:
        - name: cart
          image: cart:1
          ports:
          - {name: grpc, containerPort: 7070}
          - {containerPort: 9000}
          - {name: dns, containerPort: 53, protocol: UDP}
      status:
        phase: Running
        podIP: 10.0.1.5
        podIPs: [{ip: 10.0.1.5}, {ip: "fd00::5"}]
      """;

  private static final String ENDPOINT =
      """
      apiVersion: sextant.io/v1
      kind: Endpoint
      metadata: {name: db, namespace: payments, labels: {app: db}}
      spec:
        device: veth7
        addresses: [10.0.2.7]
        ports: [{name: sql, port: 5432}]
        serviceAccount: db
      """;

  @Test
  void pods_areReadAsFarAsTheyMatter() {
    assertThat(object(POD))
        .isEqualTo(
            new Pod(
                "shop",
                "cart-7d9-x",
                "6a1b",
                Map.of("app", "cart"),
                "cart",
                "worker-1",
                false,
                List.of(IpAddress.parse("10.0.1.5"), IpAddress.parse("fd00::5")),
                Map.of(
                    new NamedPort("admin", L4Protocol.TCP), 15000,
                    new NamedPort("grpc", L4Protocol.TCP), 7070,
                    new NamedPort("dns", L4Protocol.UDP), 53),
                "veth12",
                Enforcement.ALWAYS,
                true,
                "cart-7d9-",
                List.of(new Owner("ReplicaSet", "cart-7d9", true))));
    assertThat(((Pod) object(POD.replace("Running", "Succeeded"))).addresses())
        .as("of a pod that is over")
        .isEmpty();
    assertThat(object("apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {}").name())
        .hasToString("Pod/default/a");
  }

  @Test
  void pods_whatMattersIsChecked() {
    assertThat(problems(POD.replace("10.0.1.5}", "10.0.1}")).getFirst())
        .contains("status.podIPs[0].ip: \"10.0.1\" is not an IP address");
    assertThat(problems(POD.replace(": always", ": alway")).getFirst())
        .contains("\"alway\" is none of default, always, never; did you mean always?");
    assertThat(problems(POD.replace("veth12", "a/b")).getFirst()).contains("no name of a device");
    assertThat(problems(POD.replace("7070", "0")).getFirst())
        .contains("spec.containers[0].ports[0].containerPort: 0: 1 to 65535 is possible");
  }

  @Test
  void endpoints_arePodsToAllWhoAsk() {
    assertThat(object(ENDPOINT))
        .isEqualTo(
            new Pod(
                "payments",
                "db",
                "",
                Map.of("app", "db"),
                "db",
                "",
                false,
                List.of(IpAddress.parse("10.0.2.7")),
                Map.of(new NamedPort("sql", L4Protocol.TCP), 5432),
                "veth7",
                Enforcement.OF_NODE,
                false,
                "",
                List.of()));
    assertThat(problems(ENDPOINT.replace("device:", "devise:")))
        .extracting(problem -> problem.replaceFirst(".*document 1, ", ""))
        .containsExactly(
            "spec: device is missing",
            "spec.devise: there is no field \"devise\"; did you mean device?");
    assertThat(problems(ENDPOINT.replace("[10.0.2.7]", "[]")).getFirst())
        .contains("spec: addresses: at least one is needed");
    assertThat(problems(ENDPOINT.replace("port: 5432", "port: 5432, x: 1")).getFirst())
        .contains("spec.ports[0].x: there is no field \"x\"");
  }

  @Test
  void services_sayWhereTheyLead() {
    String service =
        """
        apiVersion: v1
        kind: Service
        metadata: {name: cart, namespace: shop}
        spec:
          type: ClusterIP
          clusterIP: 10.96.0.10
          clusterIPs: [10.96.0.10]
          externalIPs: [192.0.2.9]
          selector: {app: cart}
          ports:
          - {name: grpc, port: 80, targetPort: grpc}
          - {port: 53, protocol: UDP}
          - {name: alt, port: 81, targetPort: 7070}
        """;
    assertThat(object(service))
        .isEqualTo(
            new Service(
                "shop",
                "cart",
                Map.of(),
                List.of(IpAddress.parse("10.96.0.10"), IpAddress.parse("192.0.2.9")),
                List.of(
                    new ServicePort(
                        "grpc", L4Protocol.TCP, 80, new NamedPort("grpc", L4Protocol.TCP)),
                    new ServicePort("", L4Protocol.UDP, 53, PortRange.udp(53)),
                    new ServicePort("alt", L4Protocol.TCP, 81, PortRange.tcp(7070))),
                Map.of("app", "cart")));
    String headless = service.replaceAll("10.96.0.10", "None").replaceAll("192.0.2.9", "");
    assertThat(((Service) object(headless)).addresses()).isEmpty();
  }

  @Test
  void slices_tellThoseThatAreReady() {
    assertThat(
            object(
                """
                apiVersion: discovery.k8s.io/v1
                kind: EndpointSlice
                metadata:
                  name: cart-1
                  namespace: shop
                  labels: {kubernetes.io/service-name: cart}
                addressType: IPv4
                endpoints:
                - {addresses: [10.0.1.5], conditions: {ready: true}, nodeName: n1}
                - {addresses: [10.0.1.6], conditions: {ready: false}}
                - {addresses: [10.0.1.7]}
                ports:
                - {name: grpc, port: 7070, protocol: TCP}
                """))
        .isEqualTo(
            new EndpointSlice(
                "shop",
                "cart-1",
                "cart",
                List.of(IpAddress.parse("10.0.1.5"), IpAddress.parse("10.0.1.7")),
                List.of(new SlicePort("grpc", L4Protocol.TCP, 7070))));
  }

  @Test
  void nodesAndNamespaces_haveNoNamespace() {
    assertThat(
            object(
                """
                apiVersion: v1
                kind: Node
                metadata: {name: n1, labels: {zone: a}}
                status:
                  addresses:
                  - {type: InternalIP, address: 192.168.0.1}
                  - {type: Hostname, address: n1}
                """))
        .isEqualTo(new Node("n1", Map.of("zone", "a"), List.of(IpAddress.parse("192.168.0.1"))));
    assertThat(object("apiVersion: v1\nkind: Namespace\nmetadata: {name: a, labels: {b: c}}"))
        .isEqualTo(new Namespace("a", Map.of("b", "c", "kubernetes.io/metadata.name", "a")));
    assertThat(problems("apiVersion: v1\nkind: Node\nmetadata: {name: a, namespace: b}").getFirst())
        .contains("metadata.namespace: a Node has no namespace: leave it out");
  }
}
