package io.sextant.demo;

import static io.sextant.demo.ShopPlan.CART;
import static io.sextant.demo.ShopPlan.CART_CACHE;
import static io.sextant.demo.ShopPlan.CATALOG;
import static io.sextant.demo.ShopPlan.CHECKOUT;
import static io.sextant.demo.ShopPlan.COREDNS;
import static io.sextant.demo.ShopPlan.FRONTEND;
import static io.sextant.demo.ShopPlan.GATEWAY;
import static io.sextant.demo.ShopPlan.LEDGER;
import static io.sextant.demo.ShopPlan.LEDGER_DB;
import static io.sextant.demo.ShopPlan.PAYMENTS;
import static io.sextant.demo.ShopPlan.REVIEWS;
import static io.sextant.demo.ShopPlan.SETTLEMENT;
import static io.sextant.demo.ShopPlan.SHOP;
import static io.sextant.demo.ShopPlan.TELEMETRY;

import io.sextant.flow.Cidr;
import io.sextant.flow.IpAddress;
import io.sextant.policy.LabelSelector;
import io.sextant.policy.Policy;
import io.sextant.policy.Policy.Entity;
import io.sextant.policy.Policy.Everyone;
import io.sextant.policy.Policy.Pods;
import io.sextant.policy.Policy.Range;
import io.sextant.policy.Policy.Rule;
import io.sextant.policy.Policy.Section;
import io.sextant.policy.PortRange;
import java.util.List;

/** Least privilege for the shop: what each workload needs, and nothing else. */
final class ShopPolicies {
  private static final String NAMESPACED = "CiliumNetworkPolicy";
  private static final String CLUSTERWIDE = "CiliumClusterwideNetworkPolicy";
  private static final String STANDARD = "NetworkPolicy";
  private static final PortRange DNS_UDP = PortRange.udp(DnsServer.PORT);
  private static final PortRange DNS_TCP = PortRange.tcp(DnsServer.PORT);
  private static final PortRange STATSD = PortRange.udp(ShopPlan.STATSD);

  private ShopPolicies() {}

  static List<Policy> all() {
    return List.of(
        standard(SHOP, "default-deny-ingress", Section.only(), Section.ABSENT),
        standard(PAYMENTS, "default-deny", Section.only(), Section.only()),
        clusterwide(
            "allow-dns", Section.ABSENT, Section.also(Rule.allow(pods(COREDNS), DNS_UDP, DNS_TCP))),
        clusterwide(
            "allow-telemetry", Section.ABSENT, Section.also(Rule.allow(pods(TELEMETRY), STATSD))),
        clusterwide(
            "deny-metadata", Section.ABSENT, Section.also(Rule.deny(address(Addresses.METADATA)))),
        namespaced(
            FRONTEND,
            Section.only(Rule.allow(new Everyone(Entity.WORLD), port(FRONTEND))),
            Section.only(to(CATALOG), to(CART), to(REVIEWS), to(CHECKOUT))),
        namespaced(CATALOG, Section.only(from(FRONTEND, CATALOG)), Section.ABSENT),
        namespaced(CART, Section.only(from(FRONTEND, CART)), Section.only(to(CART_CACHE))),
        namespaced(CART_CACHE, Section.only(from(CART, CART_CACHE)), Section.only()),
        namespaced(REVIEWS, Section.only(from(FRONTEND, REVIEWS)), Section.ABSENT),
        namespaced(
            CHECKOUT,
            Section.only(from(FRONTEND, CHECKOUT)),
            Section.only(to(GATEWAY), to(LEDGER))),
        namespaced(
            GATEWAY,
            Section.only(from(CHECKOUT, GATEWAY)),
            Section.only(Rule.allow(address(Addresses.ACQUIRER), PortRange.tcp(ShopPlan.HTTPS)))),
        namespaced(LEDGER, Section.only(from(CHECKOUT, LEDGER)), Section.only(to(LEDGER_DB))),
        namespaced(
            LEDGER_DB,
            Section.only(from(LEDGER, LEDGER_DB), from(SETTLEMENT, LEDGER_DB)),
            Section.only()),
        namespaced(SETTLEMENT, Section.only(), Section.only(to(LEDGER_DB))),
        namespaced(
            COREDNS,
            Section.only(Rule.allow(new Everyone(Entity.CLUSTER), DNS_UDP, DNS_TCP)),
            Section.ABSENT),
        namespaced(
            TELEMETRY,
            Section.only(Rule.allow(new Everyone(Entity.CLUSTER), STATSD)),
            Section.ABSENT));
  }

  private static Rule to(ShopWorkload other) {
    return Rule.allow(pods(other), port(other));
  }

  private static Rule from(ShopWorkload other, ShopWorkload own) {
    return Rule.allow(pods(other), port(own));
  }

  private static PortRange port(ShopWorkload workload) {
    return PortRange.tcp(workload.port());
  }

  private static Pods pods(ShopWorkload workload) {
    return new Pods(app(workload).with(LabelSelector.NAMESPACE, workload.namespace()));
  }

  private static Range address(IpAddress address) {
    return Range.outside(Cidr.of(address));
  }

  private static LabelSelector app(ShopWorkload workload) {
    return LabelSelector.ALL.with("k8s:app", workload.name());
  }

  private static Policy namespaced(ShopWorkload workload, Section ingress, Section egress) {
    return new Policy(
        NAMESPACED,
        workload.namespace(),
        workload.name(),
        labels(NAMESPACED, workload.namespace(), workload.name()),
        app(workload),
        ingress,
        egress);
  }

  private static Policy standard(String namespace, String name, Section ingress, Section egress) {
    return new Policy(
        STANDARD,
        namespace,
        name,
        labels(STANDARD, namespace, name),
        LabelSelector.ALL,
        ingress,
        egress);
  }

  private static Policy clusterwide(String name, Section ingress, Section egress) {
    return new Policy(
        CLUSTERWIDE, "", name, labels(CLUSTERWIDE, "", name), LabelSelector.ALL, ingress, egress);
  }

  /** As the agent of Cilium marks the rules it derives. */
  private static List<String> labels(String kind, String namespace, String name) {
    String derived = "k8s:io.cilium.k8s.policy.derived-from=" + kind;
    String named = "k8s:io.cilium.k8s.policy.name=" + name;
    return namespace.isEmpty()
        ? List.of(derived, named)
        : List.of(derived, named, "k8s:io.cilium.k8s.policy.namespace=" + namespace);
  }
}
