package io.sextant.history.block;

import io.sextant.flow.Flow;
import io.sextant.flow.FlowExtras;
import io.sextant.flow.FlowType;
import io.sextant.flow.IpVersion;
import io.sextant.flow.L4Protocol;
import io.sextant.flow.L7;
import io.sextant.flow.Reply;
import io.sextant.flow.TrafficDirection;
import io.sextant.flow.Verdict;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What kind of events flows are: all that is neither who, where, when nor what was said. Numbers
 * are packed, as a flow's shape is looked up for each flow:
 *
 * <pre>
 *  kinds  type 2 | verdict 4 | direction 2 | reply 2 | IP version 2 | protocol 4 | third 16
 *         | has drop file 1 | drop file 8 | encrypted 1 | L7 kind 3 | extras 1 | trace id 1
 *         | summary in details 1 | no boot time 1
 *  codes  event type 8 | subtype 8 | point 8 | trace reason 8 | capture point 8 | match 8 | auth 8
 *  drop   reason 32 | line 16
 * </pre>
 *
 * @param summary text of flows that have it from their headers; empty when each has its own
 */
public record Shape(long kinds, long codes, long drop, String summary) {
  /** Longer summaries are kept with the flow: they are not of a kind. */
  static final int LONGEST_SUMMARY = 64;

  static final int USED_KIND_BITS = 49;

  private static final int REPLY_YES = Reply.YES.ordinal();
  private static final int VERDICT = 2;
  private static final int DIRECTION = 6;
  private static final int REPLY = 8;
  private static final int IP_VERSION = 10;
  private static final int PROTOCOL = 12;
  private static final int THIRD = 16;
  private static final int HAS_DROP_FILE = 32;
  private static final int DROP_FILE = 33;
  private static final int ENCRYPTED = 41;
  private static final int L7_KIND = 42;
  private static final int EXTRAS = 45;
  private static final int TRACE_ID = 46;
  private static final int OWN_SUMMARY = 47;
  private static final int NO_BOOT_TIME = 48;

  private static final FlowType[] TYPES = FlowType.values();
  private static final Verdict[] VERDICTS = Verdict.values();
  private static final TrafficDirection[] DIRECTIONS = TrafficDirection.values();
  private static final Reply[] REPLIES = Reply.values();
  private static final IpVersion[] IP_VERSIONS = IpVersion.values();
  private static final L4Protocol[] PROTOCOLS = L4Protocol.values();

  /** What an application's message is; {@link #OTHER} has none that the API knows. */
  enum L7Kind {
    NONE,
    OTHER,
    DNS,
    HTTP,
    KAFKA;

    private static final L7Kind[] ALL = values();

    static L7Kind of(@Nullable L7 l7) {
      if (l7 == null) {
        return NONE;
      }
      L7.Message message = l7.message();
      return message instanceof L7.Http
          ? HTTP
          : message instanceof L7.Dns ? DNS : message instanceof L7.Kafka ? KAFKA : OTHER;
    }

    /** A message of this kind that says nothing. */
    private @Nullable L7 example() {
      L7.Message message =
          switch (this) {
            case NONE, OTHER -> null;
            case DNS -> new L7.Dns("", List.of(), 0, List.of(), "", 0, List.of(), List.of());
            case HTTP -> new L7.Http(0, "", "", "", List.of());
            case KAFKA -> new L7.Kafka(0, 0, "", 0, "");
          };
      return this == NONE ? null : new L7(L7.Type.UNKNOWN_L7_TYPE, 0, message);
    }
  }

  static long kindsOf(Flow flow) {
    long kinds =
        flow.type().ordinal()
            | (long) flow.verdict().ordinal() << VERDICT
            | (long) flow.direction().ordinal() << DIRECTION
            | (long) flow.reply().ordinal() << REPLY
            | (long) flow.ipVersion().ordinal() << IP_VERSION
            | (long) flow.protocol().ordinal() << PROTOCOL
            | (flow.l4Third() & 0xffffL) << THIRD
            | (long) flow.dropFile() << DROP_FILE
            | bit(flow.hasDropFile(), HAS_DROP_FILE)
            | bit(flow.encrypted(), ENCRYPTED)
            | bit(flow.bootNanos() == 0, NO_BOOT_TIME);
    return kinds | detailsOf(flow);
  }

  private static long detailsOf(Flow flow) {
    FlowExtras extras = flow.extras();
    boolean plain = flow.summary().length() <= LONGEST_SUMMARY;
    if (plain && isNone(extras)) {
      return 0;
    }
    L7Kind kind = L7Kind.of(extras.l7());
    return (long) kind.ordinal() << L7_KIND
        | bit(!extras.equals(FlowExtras.NONE), EXTRAS)
        | bit(!extras.traceId().isEmpty(), TRACE_ID)
        | bit(!plain || kind != L7Kind.NONE, OWN_SUMMARY);
  }

  @SuppressWarnings("ReferenceEquality") // the one object that nearly all flows have
  private static boolean isNone(FlowExtras extras) {
    return extras == FlowExtras.NONE;
  }

  static long codesOf(Flow flow) {
    return flow.eventType()
        | (long) flow.eventSubType() << 8
        | (long) flow.observationPoint() << 16
        | (long) flow.traceReason() << 24
        | (long) flow.capturePoint() << 32
        | (long) flow.policyMatchType() << 40
        | (long) flow.authType() << 48;
  }

  static long dropOf(Flow flow) {
    return Integer.toUnsignedLong(flow.dropReason()) | (long) flow.dropLine() << 32;
  }

  static String summaryOf(Flow flow, long kinds) {
    return hasOwnSummary(kinds) ? "" : flow.summary();
  }

  static boolean hasOwnSummary(long kinds) {
    return bits(kinds, OWN_SUMMARY, 1) != 0;
  }

  /** Whether flows of the kind have something in the column of details. */
  static boolean hasDetails(long kinds) {
    return bits(kinds, EXTRAS, 1) != 0 || hasOwnSummary(kinds);
  }

  /** Whether all that is in the numbers means something. */
  boolean isValid() {
    return kinds >>> USED_KIND_BITS == 0
        && bits(kinds, DIRECTION, 2) < 3
        && bits(kinds, REPLY, 2) < 3
        && bits(kinds, IP_VERSION, 2) < 3
        && bits(kinds, VERDICT, 4) < VERDICTS.length
        && bits(kinds, PROTOCOL, 4) < PROTOCOLS.length
        && bits(kinds, L7_KIND, 3) < L7Kind.ALL.length;
  }

  public FlowType type() {
    return TYPES[bits(kinds, 0, 2)];
  }

  public Verdict verdict() {
    return VERDICTS[bits(kinds, VERDICT, 4)];
  }

  public TrafficDirection direction() {
    return DIRECTIONS[bits(kinds, DIRECTION, 2)];
  }

  public Reply reply() {
    return REPLIES[bits(kinds, REPLY, 2)];
  }

  /** Whether {@link #reply} says yes: source and destination ports have changed places. */
  public boolean isReply() {
    return bits(kinds, REPLY, 2) == REPLY_YES;
  }

  public IpVersion ipVersion() {
    return IP_VERSIONS[bits(kinds, IP_VERSION, 2)];
  }

  public L4Protocol protocol() {
    return PROTOCOLS[bits(kinds, PROTOCOL, 4)];
  }

  /** See {@link Flow#dropReason}. */
  public int dropReason() {
    return (int) drop;
  }

  public boolean encrypted() {
    return bits(kinds, ENCRYPTED, 1) != 0;
  }

  /** Whether the flows carry extras or a summary of their own. */
  public boolean hasDetails() {
    return hasDetails(kinds);
  }

  public boolean hasTraceId() {
    return bits(kinds, TRACE_ID, 1) != 0;
  }

  boolean hasExtras() {
    return bits(kinds, EXTRAS, 1) != 0;
  }

  boolean hasOwnSummary() {
    return hasOwnSummary(kinds);
  }

  boolean hasBootTime() {
    return bits(kinds, NO_BOOT_TIME, 1) == 0;
  }

  L7Kind l7Kind() {
    return L7Kind.ALL[bits(kinds, L7_KIND, 3)];
  }

  /** Sets all that the shape tells, but not the extras. */
  void set(Flow.Builder flow, int first, int second) {
    flow.event(type(), bits(codes, 0, 8), bits(codes, 8, 8))
        .verdict(verdict())
        .direction(direction())
        .reply(reply())
        .l4(protocol(), first, second, (short) bits(kinds, THIRD, 16))
        .dropReason(dropReason())
        .trace(bits(codes, 16, 8), bits(codes, 24, 8))
        .capturePoint(bits(codes, 32, 8))
        .policyMatch(bits(codes, 40, 8), bits(codes, 48, 8))
        .encrypted(encrypted())
        .summary(summary);
    if (bits(kinds, HAS_DROP_FILE, 1) != 0) {
      flow.dropPlace(bits(kinds, DROP_FILE, 8), (int) (drop >>> 32));
    }
  }

  /** A flow of which only the shape and ports are set: parties, place, what was said are not. */
  Flow example(int first, int second) {
    Flow.Builder flow = new Flow.Builder();
    set(flow, first, second);
    flow.ip(ipVersion(), 0, 0, 0, 0);
    L7 l7 = l7Kind().example();
    if (l7 != null) {
      flow.extras(new FlowExtras(null, null, l7, null, "", 0, 0));
    }
    return flow.build();
  }

  private static long bit(boolean set, int at) {
    return set ? 1L << at : 0;
  }

  private static int bits(long from, int at, int count) {
    return (int) (from >>> at) & ((1 << count) - 1);
  }
}
