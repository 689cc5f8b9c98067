package io.sextant.history.block;

import io.sextant.flow.Endpoint;
import io.sextant.flow.Flow;
import io.sextant.flow.NetworkInterface;
import io.sextant.flow.Node;
import io.sextant.flow.PolicyAttribution;
import io.sextant.flow.Service;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Numbers of a flow's parts, at once for parts that came before: tables of sets of two remember
 * values by the objects that they were made of, and only what is not there is looked up by value in
 * the dictionary. Belongs to the thread that adds.
 */
@SuppressWarnings("ReferenceEquality") // the same object is the common case, equality the other
final class Lookup {
  private static final int PARTY_BITS = 16;
  private static final int SHAPE_BITS = 10;
  private static final int HOP_BITS = 14;
  private static final int DECISION_BITS = 12;
  private static final long MIX = 0x9e3779b97f4a7c15L;

  private final DictionaryWriter writer;
  private final @Nullable KnownParty[] parties = new @Nullable KnownParty[1 << PARTY_BITS];
  private final @Nullable KnownShape[] shapes = new @Nullable KnownShape[1 << SHAPE_BITS];
  private final @Nullable KnownDecision[] decisions =
      new @Nullable KnownDecision[1 << DECISION_BITS];
  private final @Nullable KnownHop[] hops = new @Nullable KnownHop[1 << HOP_BITS];

  private record KnownParty(
      Endpoint endpoint,
      long high,
      long low,
      List<String> names,
      @Nullable Service service,
      boolean hasAddress,
      int id) {

    boolean is(
        Endpoint otherEndpoint,
        boolean otherHas,
        long otherHigh,
        long otherLow,
        List<String> otherNames,
        @Nullable Service otherService) {
      return low == otherLow
          && high == otherHigh
          && hasAddress == otherHas
          && (endpoint == otherEndpoint || endpoint.equals(otherEndpoint))
          && (names == otherNames || names.equals(otherNames))
          && (service == otherService || (service != null && service.equals(otherService)));
    }
  }

  private record KnownShape(long kinds, long codes, long drop, String summary, int id) {
    boolean is(long otherKinds, long otherCodes, long otherDrop, String otherSummary) {
      return kinds == otherKinds
          && codes == otherCodes
          && drop == otherDrop
          && (summary == otherSummary || summary.equals(otherSummary));
    }
  }

  private record KnownHop(
      Node node,
      @Nullable NetworkInterface device,
      long source,
      long destination,
      int place,
      int id) {

    boolean is(
        Node otherNode,
        @Nullable NetworkInterface otherDevice,
        long otherSource,
        long otherDestination) {
      return source == otherSource
          && destination == otherDestination
          && (node == otherNode || node.equals(otherNode))
          && (device == otherDevice || (device != null && device.equals(otherDevice)));
    }
  }

  private record KnownDecision(
      @Nullable PolicyAttribution policies, int cookie, int revision, int proxyPort, int id) {

    boolean is(Flow flow) {
      PolicyAttribution other = flow.policies();
      return cookie == flow.ruleCookie()
          && revision == flow.ruleRevision()
          && proxyPort == flow.proxyPort()
          && (policies == other || (policies != null && policies.equals(other)));
    }
  }

  // Of the flow that was looked up last.
  private long kinds;
  private int place;

  Lookup(DictionaryWriter writer) {
    this.writer = writer;
  }

  int source(Flow flow) {
    return party(
        flow.source(),
        flow.hasSourceAddress(),
        flow.sourceHigh(),
        flow.sourceLow(),
        flow.sourceNames(),
        flow.sourceService());
  }

  int destination(Flow flow) {
    return party(
        flow.destination(),
        flow.hasDestinationAddress(),
        flow.destinationHigh(),
        flow.destinationLow(),
        flow.destinationNames(),
        flow.destinationService());
  }

  private int party(
      Endpoint endpoint,
      boolean hasAddress,
      long high,
      long low,
      List<String> names,
      @Nullable Service service) {
    // The endpoint would be one object more to wait for; only without an address it must tell.
    int set = set(low == 0 ? endpoint.number() : high * MIX ^ low, PARTY_BITS);
    for (int slot = set; slot <= set + 1; slot++) {
      KnownParty known = parties[slot];
      if (known != null && known.is(endpoint, hasAddress, high, low, names, service)) {
        return known.id;
      }
    }
    int id = writer.party(new Party(endpoint, hasAddress, high, low, names, service));
    parties[set + 1] = parties[set];
    parties[set] = new KnownParty(endpoint, high, low, names, service, hasAddress, id);
    return id;
  }

  int shape(Flow flow) {
    kinds = Shape.kindsOf(flow);
    long codes = Shape.codesOf(flow);
    long drop = Shape.dropOf(flow);
    String summary = Shape.summaryOf(flow, kinds);
    int set = set((kinds * MIX ^ codes) * MIX + drop, SHAPE_BITS);
    for (int slot = set; slot <= set + 1; slot++) {
      KnownShape known = shapes[slot];
      if (known != null && known.is(kinds, codes, drop, summary)) {
        return known.id;
      }
    }
    int id = writer.shape(new Shape(kinds, codes, drop, summary));
    shapes[set + 1] = shapes[set];
    shapes[set] = new KnownShape(kinds, codes, drop, summary, id);
    return id;
  }

  /** See {@link Shape#hasDetails}, for the flow that {@link #shape} was asked for last. */
  boolean hasDetails() {
    return Shape.hasDetails(kinds);
  }

  boolean hasOwnSummary() {
    return Shape.hasOwnSummary(kinds);
  }

  int hop(Flow flow) {
    Node node = flow.node();
    NetworkInterface device = flow.networkInterface();
    long source = flow.sourceMac();
    long destination = flow.destinationMac();
    // The device would be one object more to wait for, and mostly has an address of its own.
    int set = set((source * MIX ^ destination) * MIX + node.name().hashCode(), HOP_BITS);
    for (int slot = set; slot <= set + 1; slot++) {
      KnownHop known = hops[slot];
      if (known != null && known.is(node, device, source, destination)) {
        place = known.place;
        return known.id;
      }
    }
    place = writer.place(new Place(node, device));
    int id = writer.hop(new Hop(place, source, destination));
    hops[set + 1] = hops[set];
    hops[set] = new KnownHop(node, device, source, destination, place, id);
    return id;
  }

  /** Number of the place of the flow that {@link #hop} was asked for last. */
  int place() {
    return place;
  }

  int decision(Flow flow) {
    PolicyAttribution policies = flow.policies();
    long rule = (long) flow.ruleCookie() << 32 ^ flow.ruleRevision();
    int object = policies == null ? 0 : System.identityHashCode(policies);
    int set = set((rule * MIX ^ object) * MIX + flow.proxyPort(), DECISION_BITS);
    for (int slot = set; slot <= set + 1; slot++) {
      KnownDecision known = decisions[slot];
      if (known != null && known.is(flow)) {
        return known.id;
      }
    }
    int cookie = flow.ruleCookie();
    int revision = flow.ruleRevision();
    int port = flow.proxyPort();
    int id = writer.decision(new Decision(policies, cookie, revision, port));
    decisions[set + 1] = decisions[set];
    decisions[set] = new KnownDecision(policies, cookie, revision, port, id);
    return id;
  }

  /** The first of the two slots for a key. */
  private static int set(long key, int bits) {
    return (int) ((key * MIX) >>> (Long.SIZE - bits)) & ~1;
  }
}
