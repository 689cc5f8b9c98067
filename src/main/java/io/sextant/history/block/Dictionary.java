package io.sextant.history.block;

import io.sextant.flow.Endpoint;
import io.sextant.flow.Flow;
import io.sextant.flow.IpAddress;
import io.sextant.flow.IpVersion;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * What the flows of a partition share, each value with a number that blocks use in its place. Grows
 * only. One thread adds, by a {@link BlockBuilder}; any number of threads read.
 *
 * <p>New values are waiting as bytes in {@link #pending} from when they are added; they must be in
 * the partition's log before the first block that uses them.
 */
public final class Dictionary {
  final Entries<String> strings = new Entries<>();
  final Entries<Endpoint> endpoints = new Entries<>();
  final Entries<Party> parties = new Entries<>();
  final Entries<Shape> shapes = new Entries<>();
  final Entries<Place> places = new Entries<>();
  final Entries<Decision> decisions = new Entries<>();
  final Entries<Hop> hops = new Entries<>();

  private final DictionaryWriter writer = new DictionaryWriter(this);

  /**
   * A dictionary as a log had it.
   *
   * @param goodBytes length of the log up to its end, or to the first frame that was not written
   *     whole; what follows is to be cut off
   */
  public record Replayed(Dictionary dictionary, long goodBytes) {}

  /**
   * Reads a log up to its first torn frame.
   *
   * @throws BrokenBlockException for a frame whose check sum is right and whose content is not
   */
  public static Replayed read(MemorySegment log) {
    Dictionary dictionary = new Dictionary();
    return new Replayed(dictionary, new DictionaryReader(dictionary).read(log));
  }

  /** How many values a part may have so far; all numbers below it can be asked for. */
  public int count(Part part) {
    return entries(part).count();
  }

  /** Values of all kinds. */
  public int size() {
    return parties.count()
        + shapes.count()
        + places.count()
        + decisions.count()
        + hops.count()
        + endpoints.count()
        + strings.count();
  }

  /** Bytes of all values added here, as the log has them. For the thread that adds. */
  public long bytes() {
    return writer.bytes();
  }

  /**
   * The bytes of values that were added since {@link #written}, to be appended to the log; empty
   * when there are none. For the thread that adds; valid until it adds again.
   */
  public ByteBuffer pending() {
    return writer.pending();
  }

  /** The pending bytes are in the log. */
  public void written() {
    writer.written();
  }

  /**
   * Nothing more will be added: frees what only the adding thread needs. For that thread; its
   * builders are of no use afterwards.
   */
  public void seal() {
    writer.seal();
    for (Entries<?> entries :
        List.of(strings, endpoints, parties, shapes, places, decisions, hops)) {
      entries.seal();
    }
  }

  public Party party(int id) {
    return parties.get(id);
  }

  public Shape shape(int id) {
    return shapes.get(id);
  }

  public Place place(int id) {
    return places.get(id);
  }

  public Decision decision(int id) {
    return decisions.get(id);
  }

  Hop hop(int id) {
    return hops.get(id);
  }

  /**
   * A flow with one part as the dictionary has it and nothing else: whoever judges flows by that
   * part alone can judge the value by it. Made anew for each call.
   */
  public Flow example(Part part, int id) {
    return switch (part) {
      case SOURCE -> example(party(id), true);
      case DESTINATION -> example(party(id), false);
      case SHAPE -> example(id, 0, 0);
      case PLACE ->
          new Flow.Builder()
              .seenOn(place(id).node(), -1)
              .networkInterface(place(id).networkInterface())
              .build();
      case DECISION ->
          new Flow.Builder()
              .policies(decision(id).policies())
              .rule(decision(id).ruleCookie(), decision(id).ruleRevision())
              .proxyPort(decision(id).proxyPort())
              .build();
    };
  }

  /** The same for a shape, with the first two numbers of a transport header. */
  public Flow example(int shape, int first, int second) {
    return shape(shape).example(first, second);
  }

  private static Flow example(Party party, boolean source) {
    Flow.Builder flow = new Flow.Builder();
    long high = party.high();
    long low = party.low();
    if (party.hasAddress()) {
      IpVersion version = IpAddress.isV4(high, low) ? IpVersion.IPv4 : IpVersion.IPv6;
      flow.ip(version, source ? high : 0, source ? low : 0, source ? 0 : high, source ? 0 : low);
    }
    if (source) {
      flow.unknownDestination()
          .endpoints(party.endpoint(), Endpoint.UNKNOWN)
          .names(party.names(), List.of())
          .services(party.service(), null);
    } else {
      flow.unknownSource()
          .endpoints(Endpoint.UNKNOWN, party.endpoint())
          .names(List.of(), party.names())
          .services(null, party.service());
    }
    return flow.build();
  }

  /** The values whose numbers a part's column holds. */
  Entries<?> column(Part part) {
    return part == Part.PLACE ? hops : entries(part);
  }

  private Entries<?> entries(Part part) {
    return switch (part) {
      case SOURCE, DESTINATION -> parties;
      case SHAPE -> shapes;
      case PLACE -> places;
      case DECISION -> decisions;
    };
  }

  DictionaryWriter writer() {
    return writer;
  }
}
