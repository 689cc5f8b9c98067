package io.sextant.cli;

import com.google.protobuf.Timestamp;
import io.sextant.proto.observer.GetFlowsRequest;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Which of the flows that fit are wanted: the newest, the oldest, a time, what comes. */
final class SelectionOptions {
  /** So many flows are printed when nothing is said. */
  static final long DEFAULT_NUMBER = 20;

  /** As {@code hubble} asks for all. */
  static final long ALL = -1;

  @Option(
      names = "--last",
      paramLabel = "N",
      converter = Unsigned.class,
      description = "The last N flows. Default: 20 when nothing else is said.")
  private long last;

  @Option(
      names = "--first",
      paramLabel = "N",
      converter = Unsigned.class,
      description = "The first N flows.")
  private long first;

  @Option(
      names = "--all",
      arity = "0..1",
      fallbackValue = "true",
      hideParamSyntax = true,
      description = "All flows that the server holds.")
  private boolean all;

  @Option(
      names = {"-f", "--follow"},
      arity = "0..1",
      fallbackValue = "true",
      hideParamSyntax = true,
      description = "Go on with flows as they come.")
  private boolean follow;

  @Option(
      names = "--since",
      paramLabel = "TIME",
      description = "Flows from then on: how long ago (3s, 1h43m) or a date (RFC 3339).")
  private @Nullable String since;

  @Option(names = "--until", paramLabel = "TIME", description = "Flows up to then.")
  private @Nullable String until;

  /**
   * What is asked for.
   *
   * @param number 0 where none is said
   * @param first whether the first of them count, not the last
   * @param since null for no such bound
   * @param until null for no such bound
   */
  record Range(
      long number,
      boolean first,
      boolean follow,
      @Nullable Timestamp since,
      @Nullable Timestamp until) {}

  /** What an interrupt means to it. */
  UntilInterrupted.Work work() {
    return follow ? UntilInterrupted.Work.FOLLOWS : UntilInterrupted.Work.ANSWERS;
  }

  boolean follow() {
    return follow;
  }

  /**
   * @param otherwise how many are asked for when nothing is said, 0 for no bound
   */
  Range range(Terminal terminal, long otherwise) {
    check();
    Instant now = terminal.clock().instant();
    Timestamp from =
        since == null ? null : TimeArgument.parse("--since", since, now, terminal.zone());
    Timestamp to =
        until == null ? null : TimeArgument.parse("--until", until, now, terminal.zone());
    return new Range(number(otherwise), first != 0, follow, from, to);
  }

  /** Fills in the part of a request that these options are about. */
  GetFlowsRequest.Builder request(Terminal terminal, long otherwise) {
    Range range = range(terminal, otherwise);
    GetFlowsRequest.Builder request =
        GetFlowsRequest.newBuilder()
            .setNumber(range.number())
            .setFirst(range.first())
            .setFollow(range.follow());
    if (range.since() != null) {
      request.setSince(range.since());
    }
    if (range.until() != null) {
      request.setUntil(range.until());
    }
    return request;
  }

  private long number(long otherwise) {
    if (first != 0 || last != 0) {
      return first != 0 ? first : last;
    }
    if (since != null || until != null) {
      return 0;
    }
    if (all) {
      return ALL;
    }
    return follow ? 0 : otherwise;
  }

  private void check() {
    exclude("first", first != 0, "last", last != 0);
    exclude("first", first != 0, "all", all);
    exclude("first", first != 0, "follow", follow);
    exclude("last", last != 0, "all", all);
  }

  private static void exclude(String one, boolean hasOne, String other, boolean hasOther) {
    if (hasOne && hasOther) {
      throw new CommandFailure("cannot set both --" + one + " and --" + other);
    }
  }

  /** Numbers up to 2^64-1. */
  static final class Unsigned implements ITypeConverter<Long> {
    @Override
    public Long convert(String text) {
      try {
        return Long.parseUnsignedLong(text);
      } catch (NumberFormatException e) {
        throw new TypeConversionException("\"" + text + "\" is no whole number from 0 on");
      }
    }
  }
}
