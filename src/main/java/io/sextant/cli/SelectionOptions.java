package io.sextant.cli;

import io.sextant.proto.observer.GetFlowsRequest;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which of the flows that fit are wanted: the newest, the oldest, a time, what comes. */
final class SelectionOptions {
  private static final long DEFAULT_NUMBER = 20;

  @Option(
      names = "--last",
      paramLabel = "N",
      description = "The last N flows. Default: 20 when nothing else is said.")
  private @Nullable Long last;

  @Option(names = "--first", paramLabel = "N", description = "The first N flows.")
  private @Nullable Long first;

  @Option(names = "--all", description = "All flows that the server holds.")
  private boolean all;

  @Option(
      names = {"-f", "--follow"},
      description = "Go on with flows as they come.")
  private boolean follow;

  @Option(
      names = "--since",
      paramLabel = "TIME",
      description = "Flows from then on: how long ago (3s, 1h43m) or a date (RFC 3339).")
  private @Nullable String since;

  @Option(names = "--until", paramLabel = "TIME", description = "Flows up to then.")
  private @Nullable String until;

  boolean follow() {
    return follow;
  }

  /** Fills in the part of a request that these options are about. */
  GetFlowsRequest.Builder request(Terminal terminal) {
    check();
    GetFlowsRequest.Builder request = GetFlowsRequest.newBuilder().setFollow(follow);
    if (first != null) {
      request.setNumber(first).setFirst(true);
    } else if (all) {
      request.setNumber(-1);
    } else if (last != null) {
      request.setNumber(last);
    } else if (!follow && since == null && until == null) {
      request.setNumber(DEFAULT_NUMBER);
    }
    if (since != null) {
      request.setSince(TimeArgument.parse("--since", since, terminal.clock().instant()));
    }
    if (until != null) {
      request.setUntil(TimeArgument.parse("--until", until, terminal.clock().instant()));
    }
    return request;
  }

  private void check() {
    exclude("first", first != null, "last", last != null);
    exclude("first", first != null, "all", all);
    exclude("first", first != null, "follow", follow);
    exclude("last", last != null, "all", all);
    positive("--first", first);
    positive("--last", last);
  }

  private static void exclude(String one, boolean hasOne, String other, boolean hasOther) {
    if (hasOne && hasOther) {
      throw new CommandFailure("cannot set both --" + one + " and --" + other);
    }
  }

  private static void positive(String flag, @Nullable Long number) {
    if (number != null && number < 0) {
      throw new CommandFailure(flag + ": " + number + " is less than 0");
    }
  }
}
