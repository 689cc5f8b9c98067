package io.sextant.flow;

import java.util.List;

/**
 * Flows that tell a story: the shop's frontend asks the catalog, and something tries the payments
 * database.
 */
public final class TestFlows {
  public static final Node NODE = Node.named("node-1");

  /** 2026-01-15T10:20:30.123456789Z. */
  public static final long TEN_TWENTY = 1_768_472_430_123_456_789L;

  public static final Endpoint FRONTEND = pod(101, 1001, "shop", "frontend-7d9c-x1", "frontend");
  public static final Endpoint CATALOG = pod(102, 1002, "shop", "catalog-5b6f-q2", "catalog");
  public static final Endpoint REVIEWS = pod(103, 1003, "shop", "reviews-66d8-k3", "reviews");
  public static final Endpoint DATABASE = pod(104, 1004, "payments", "ledger-db-0", "ledger-db");
  public static final Endpoint WORLD =
      new Endpoint(0, Identities.WORLD, "", "", List.of("reserved:world"), "", "", List.of());

  private static final IpAddress FRONTEND_IP = IpAddress.parse("10.42.0.11");
  private static final IpAddress CATALOG_IP = IpAddress.parse("10.42.0.12");
  private static final IpAddress REVIEWS_IP = IpAddress.parse("10.42.0.13");
  private static final IpAddress DATABASE_IP = IpAddress.parse("10.42.0.14");
  private static final IpAddress SCANNER_IP = IpAddress.parse("198.51.100.7");

  private TestFlows() {}

  /** The first packet of frontend to catalog:8080, at the catalog. */
  public static Flow request() {
    return frontendToCatalog(TcpFlags.SYN, Reply.NO).build();
  }

  /** The catalog's answer to {@link #request()}, at the frontend. */
  public static Flow answer() {
    return trace(TrafficDirection.INGRESS, Reply.YES)
        .endpoints(CATALOG, FRONTEND)
        .ip(IpVersion.IPv4, CATALOG_IP, FRONTEND_IP)
        .tcp(8080, 40001, TcpFlags.SYN | TcpFlags.ACK)
        .summary("TCP Flags: SYN, ACK")
        .build();
  }

  /** The datapath's word on {@link #request()}: allowed. */
  public static Flow allowedVerdict() {
    return at(TEN_TWENTY)
        .event(FlowType.L3_L4, EventType.POLICY_VERDICT, 0)
        .verdict(Verdict.FORWARDED)
        .direction(TrafficDirection.INGRESS)
        .reply(Reply.NO)
        .policyMatch(PolicyMatch.L3_L4.ordinal(), 0)
        .endpoints(FRONTEND, CATALOG)
        .ip(IpVersion.IPv4, FRONTEND_IP, CATALOG_IP)
        .tcp(40001, 8080, TcpFlags.SYN)
        .summary("TCP Flags: SYN")
        .build();
  }

  /** The datapath's word on reviews to the payments database: denied, no rule allows it. */
  public static Flow deniedVerdict() {
    return reviewsToDatabase(EventType.POLICY_VERDICT, 0).reply(Reply.UNKNOWN).build();
  }

  /** The drop that goes with {@link #deniedVerdict()}. */
  public static Flow drop() {
    return reviewsToDatabase(EventType.DROP, DropReason.POLICY_DENIED).dropPlace(2, 137).build();
  }

  /** The same at another time, in nanoseconds since the epoch. */
  public static Flow dropAt(long timeNanos) {
    return reviewsToDatabase(EventType.DROP, DropReason.POLICY_DENIED).time(timeNanos, 0).build();
  }

  /** {@link #request()} at another time. */
  public static Flow requestAt(long timeNanos) {
    return frontendToCatalog(TcpFlags.SYN, Reply.NO).time(timeNanos, 0).build();
  }

  /** A scan of one port of the frontend from outside, dropped. */
  public static Flow scan(int port) {
    return at(TEN_TWENTY)
        .event(FlowType.L3_L4, EventType.DROP, DropReason.POLICY_DENIED)
        .verdict(Verdict.DROPPED)
        .dropReason(DropReason.POLICY_DENIED)
        .direction(TrafficDirection.INGRESS)
        .endpoints(WORLD, FRONTEND)
        .ip(IpVersion.IPv4, SCANNER_IP, FRONTEND_IP)
        .tcp(54321, port, TcpFlags.SYN)
        .summary("TCP Flags: SYN")
        .build();
  }

  /** A request of frontend to the catalog that a test may change before it builds it. */
  public static Flow.Builder frontendToCatalog(int tcpFlags, Reply reply) {
    return trace(TrafficDirection.INGRESS, reply)
        .endpoints(FRONTEND, CATALOG)
        .ip(IpVersion.IPv4, FRONTEND_IP, CATALOG_IP)
        .tcp(40001, 8080, tcpFlags)
        .summary("TCP Flags: " + TcpFlags.text(tcpFlags));
  }

  private static Flow.Builder trace(TrafficDirection direction, Reply reply) {
    return at(TEN_TWENTY)
        .event(FlowType.L3_L4, EventType.TRACE, ObservationPoint.TO_ENDPOINT.ordinal())
        .trace(ObservationPoint.apiNumber(0), reply == Reply.YES ? 3 : 1)
        .verdict(Verdict.FORWARDED)
        .direction(direction)
        .reply(reply);
  }

  private static Flow.Builder reviewsToDatabase(int eventType, int subType) {
    return at(TEN_TWENTY)
        .event(FlowType.L3_L4, eventType, subType)
        .verdict(Verdict.DROPPED)
        .dropReason(DropReason.POLICY_DENIED)
        .direction(TrafficDirection.INGRESS)
        .endpoints(REVIEWS, DATABASE)
        .ip(IpVersion.IPv4, REVIEWS_IP, DATABASE_IP)
        .tcp(40002, 5432, TcpFlags.SYN)
        .summary("TCP Flags: SYN");
  }

  private static Flow.Builder at(long timeNanos) {
    return new Flow.Builder().time(timeNanos, 0).seenOn(NODE, 0).uuid(timeNanos, 1);
  }

  private static Endpoint pod(int id, int identity, String namespace, String pod, String app) {
    return new Endpoint(
        id,
        identity,
        "default",
        namespace,
        List.of("k8s:app=" + app, "k8s:io.kubernetes.pod.namespace=" + namespace),
        pod,
        "",
        List.of(new Workload(app, "Deployment")));
  }
}
