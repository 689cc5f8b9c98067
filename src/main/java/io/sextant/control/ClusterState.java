package io.sextant.control;

import io.sextant.control.ClusterBuilder.Content;
import io.sextant.enrich.ClusterView;
import io.sextant.enrich.PodName;
import io.sextant.enrich.PolicyKey;
import io.sextant.flow.Endpoint;
import io.sextant.flow.IpAddress;
import io.sextant.flow.NetworkInterface;
import io.sextant.flow.PolicyAttribution;
import io.sextant.flow.Service;
import io.sextant.policy.Origin;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * All that a node knows of its cluster, at one moment. Immutable: a change makes another state,
 * which shares every part that did not change, {@link Endpoint} objects included.
 */
public final class ClusterState implements ClusterView {
  /** Nothing is known. */
  public static final ClusterState EMPTY = new ClusterBuilder().build();

  private final Content content;
  private final Table<Endpoint> endpointsByAddress;
  private final Table<Endpoint> endpointsById;
  private final Table<PolicyAttribution> policies;
  private final Table<Endpoint> identities;
  private final AddressTable addresses;
  private final Table<Service> services;
  private final Table<List<String>> names;
  private final Table<NetworkInterface> interfaces;
  private final Table<CgroupAddresses> cgroups;
  private final Table<PolicyAttribution> rules;

  private record CgroupAddresses(@Nullable IpAddress v4, @Nullable IpAddress v6) {}

  /** Tables of parts that are the same in {@code before} are taken from it. */
  ClusterState(Content content, @Nullable ClusterState before) {
    this.content = content;
    this.endpointsByAddress =
        kept(
            content,
            before,
            Content::endpoints,
            s -> s.endpointsByAddress,
            ClusterState::endpointsByAddressTable);
    this.endpointsById =
        kept(
            content,
            before,
            Content::endpoints,
            s -> s.endpointsById,
            ClusterState::endpointsByIdTable);
    this.policies =
        kept(content, before, Content::endpoints, s -> s.policies, ClusterState::policyTable);
    this.identities =
        kept(content, before, Content::identities, s -> s.identities, ClusterState::identityTable);
    this.addresses =
        kept(
            content,
            before,
            Content::addresses,
            s -> s.addresses,
            c -> new AddressTable(c.addresses().values()));
    this.services =
        kept(content, before, Content::services, s -> s.services, ClusterState::serviceTable);
    this.names = kept(content, before, Content::names, s -> s.names, ClusterState::nameTable);
    this.interfaces =
        kept(content, before, Content::interfaces, s -> s.interfaces, ClusterState::interfaceTable);
    this.cgroups =
        kept(content, before, Content::cgroups, s -> s.cgroups, ClusterState::cgroupTable);
    this.rules = kept(content, before, Content::rules, s -> s.rules, ClusterState::ruleTable);
  }

  /** The table of a part: that of {@code before} if the part is the same object, else a new one. */
  @SuppressWarnings("ReferenceEquality")
  private static <P, T> T kept(
      Content now,
      @Nullable ClusterState before,
      Function<Content, P> part,
      Function<ClusterState, T> table,
      Function<Content, T> make) {
    boolean same = before != null && part.apply(before.content) == part.apply(now);
    return before != null && same ? table.apply(before) : make.apply(now);
  }

  public static ClusterBuilder builder() {
    return new ClusterBuilder();
  }

  /** A builder that starts with all that is known here. */
  public ClusterBuilder toBuilder() {
    return new ClusterBuilder(content, this);
  }

  public ClusterState withEndpoint(LocalEndpoint endpoint) {
    return toBuilder().endpoint(endpoint).build();
  }

  public ClusterState withoutEndpoint(int id) {
    return toBuilder().removeEndpoint(id).build();
  }

  public String nodeName() {
    return content.nodeName();
  }

  @Override
  public int ipTraceOption() {
    return content.ipTraceOption();
  }

  /** Endpoints of this node, in the order in which they came. */
  public List<LocalEndpoint> endpoints() {
    return content.endpoints().values().stream().map(ClusterBuilder.KnownEndpoint::given).toList();
  }

  public List<IdentityEntry> identities() {
    return content.identities().values().stream().map(ClusterBuilder.KnownIdentity::given).toList();
  }

  public Collection<AddressEntry> addresses() {
    return content.addresses().values();
  }

  public Collection<ServiceEntry> services() {
    return content.services().values();
  }

  public Collection<NameEntry> names() {
    return content.names().values();
  }

  public Collection<NetworkInterface> interfaces() {
    return content.interfaces().values();
  }

  public Collection<CgroupEntry> cgroups() {
    return content.cgroups().values();
  }

  public Collection<RuleEntry> rules() {
    return content.rules().values();
  }

  /** What the rules of a cookie say, rule by rule; null when nobody remembers it. */
  public @Nullable Origin origin(int cookie) {
    RuleEntry rule = content.rules().get(cookie);
    return rule == null ? null : rule.origin();
  }

  public Collection<AppliedPolicy> policies() {
    return content.policies().values();
  }

  Content content() {
    return content;
  }

  @Override
  public @Nullable Endpoint endpointAt(long high, long low) {
    return endpointsByAddress.get(high, low, 0);
  }

  @Override
  public @Nullable Endpoint endpoint(int id) {
    return endpointsById.get(0, 0, id);
  }

  @Override
  public @Nullable Endpoint identity(int number) {
    return identities.get(0, 0, number);
  }

  @Override
  public int identityAt(long high, long low) {
    AddressEntry entry = addresses.narrowest(high, low);
    return entry == null ? 0 : entry.identity();
  }

  @Override
  public @Nullable PodName podAt(long high, long low) {
    AddressEntry entry = addresses.single(high, low);
    return entry == null ? null : entry.pod();
  }

  @Override
  public @Nullable Service serviceAt(long high, long low, int port) {
    return services.get(high, low, port);
  }

  @Override
  public List<String> names(int endpointId, long high, long low) {
    List<String> known = names.get(high, low, endpointId);
    return known == null ? List.of() : known;
  }

  @Override
  public @Nullable NetworkInterface networkInterface(int index) {
    return interfaces.get(0, 0, index);
  }

  @Override
  public @Nullable IpAddress podV4(long cgroupId) {
    CgroupAddresses known = cgroups.get(cgroupId, 0, 0);
    return known == null ? null : known.v4();
  }

  @Override
  public @Nullable IpAddress podV6(long cgroupId) {
    CgroupAddresses known = cgroups.get(cgroupId, 0, 0);
    return known == null ? null : known.v6();
  }

  @Override
  public @Nullable PolicyAttribution policies(int endpointId, long key) {
    return policies.get(key, 0, endpointId);
  }

  @Override
  public @Nullable PolicyAttribution rule(int cookie) {
    return rules.get(0, 0, cookie);
  }

  private static Table<Endpoint> endpointsByAddressTable(Content content) {
    int size =
        content.endpoints().values().stream().mapToInt(e -> e.given().addresses().size()).sum();
    return new Table<>(
        size,
        table ->
            content
                .endpoints()
                .values()
                .forEach(known ->
                    known
                        .given()
                        .addresses()
                        .forEach(a -> table.put(a.high(), a.low(), 0, known.shown()))));
  }

  private static Table<Endpoint> endpointsByIdTable(Content content) {
    return new Table<>(
        content.endpoints().size(),
        table -> content.endpoints().forEach((id, known) -> table.put(0, 0, id, known.shown())));
  }

  private static Table<PolicyAttribution> policyTable(Content content) {
    int size = content.endpoints().values().stream().mapToInt(e -> e.given().policy().size()).sum();
    return new Table<>(
        2 * size,
        table ->
            content
                .endpoints()
                .forEach((id, known) ->
                    known
                        .given()
                        .policy()
                        .forEach(entry -> {
                          long key = entry.key();
                          table.put(key, 0, id, entry.attribution(true));
                          long denying = PolicyKey.denying(key);
                          table.put(denying, 0, id, entry.attribution(false));
                        })));
  }

  private static Table<Endpoint> identityTable(Content content) {
    return new Table<>(
        content.identities().size(),
        table ->
            content
                .identities()
                .forEach((number, known) -> table.put(0, 0, number, known.shown())));
  }

  private static Table<Service> serviceTable(Content content) {
    return new Table<>(
        content.services().size(),
        table ->
            content
                .services()
                .values()
                .forEach(entry ->
                    table.put(
                        entry.address().high(),
                        entry.address().low(),
                        entry.port(),
                        entry.service())));
  }

  private static Table<List<String>> nameTable(Content content) {
    return new Table<>(
        content.names().size(),
        table ->
            content
                .names()
                .values()
                .forEach(entry ->
                    table.put(
                        entry.address().high(),
                        entry.address().low(),
                        entry.endpointId(),
                        entry.names())));
  }

  private static Table<NetworkInterface> interfaceTable(Content content) {
    return new Table<>(
        content.interfaces().size(),
        table -> content.interfaces().forEach((index, device) -> table.put(0, 0, index, device)));
  }

  private static Table<CgroupAddresses> cgroupTable(Content content) {
    return new Table<>(
        content.cgroups().size(),
        table ->
            content
                .cgroups()
                .forEach((id, entry) ->
                    table.put(id, 0, 0, new CgroupAddresses(entry.v4(), entry.v6()))));
  }

  private static Table<PolicyAttribution> ruleTable(Content content) {
    return new Table<>(
        content.rules().size(),
        table ->
            content.rules().forEach((cookie, rule) -> table.put(0, 0, cookie, rule.policies())));
  }
}
