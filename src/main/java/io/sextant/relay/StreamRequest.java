package io.sextant.relay;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.FieldMask;
import com.google.protobuf.Message;
import com.google.protobuf.Timestamp;
import io.sextant.proto.observer.GetFlowsRequest;
import java.util.Objects;

/**
 * A request for one of the three streams. They are different messages with the same fields for what
 * part of the past is wanted and whether to follow.
 *
 * @param <Q> type of the message
 */
record StreamRequest<Q extends Message>(Q message) {
  private static final long NANOS_PER_SECOND = 1_000_000_000L;
  private static final String TIME = "time";

  /** What stops both a client and each observer behind the relay. */
  boolean isContradiction() {
    return first() && follow();
  }

  /** Unsigned; 0 for no limit. */
  long number() {
    return (long) message.getField(field("number"));
  }

  /** Whether {@link #number} limits the answer. Negative is unsigned and more than there can be. */
  boolean isLimited() {
    return number() > 0;
  }

  boolean first() {
    return (boolean) message.getField(field("first"));
  }

  boolean follow() {
    return (boolean) message.getField(field("follow"));
  }

  boolean hasSince() {
    return message.hasField(field("since"));
  }

  long sinceNanos() {
    return nanos("since");
  }

  boolean hasUntil() {
    return message.hasField(field("until"));
  }

  long untilNanos() {
    return nanos("until");
  }

  /** Whether a part of the past is wanted before anything is followed. */
  boolean wantsPast() {
    return !follow() || number() != 0 || hasSince();
  }

  /** The same without following: the past only. */
  StreamRequest<Q> past() {
    return with(message.toBuilder().clearField(field("follow")));
  }

  /** The same from a moment on, without a limit, and on. */
  StreamRequest<Q> followingSince(long nanos) {
    return with(
        message.toBuilder()
            .clearField(field("number"))
            .setField(field("follow"), true)
            .setField(field("since"), timestamp(nanos)));
  }

  /** The same and on from now, nothing of the past. */
  StreamRequest<Q> followingFromNow() {
    return with(
        message.toBuilder()
            .clearField(field("number"))
            .clearField(field("since"))
            .setField(field("follow"), true));
  }

  /** Whether the client's mask leaves out the time, which the relay cannot do without. */
  boolean masksTime() {
    return message instanceof GetFlowsRequest flows
        && flows.getFieldMask().getPathsCount() > 0
        && flows.getFieldMask().getPathsList().stream()
            .noneMatch(path -> path.equals(TIME) || path.startsWith(TIME + "."));
  }

  /** The same with the time in the mask. */
  StreamRequest<Q> withTime() {
    if (!masksTime()) {
      return this;
    }
    FieldDescriptor mask = field("field_mask");
    FieldMask given = (FieldMask) message.getField(mask);
    return with(message.toBuilder().setField(mask, given.toBuilder().addPaths(TIME).build()));
  }

  static Timestamp timestamp(long nanos) {
    return Timestamp.newBuilder()
        .setSeconds(Math.floorDiv(nanos, NANOS_PER_SECOND))
        .setNanos((int) Math.floorMod(nanos, NANOS_PER_SECOND))
        .build();
  }

  @SuppressWarnings("unchecked") // a builder builds what it was made from
  private StreamRequest<Q> with(Message.Builder changed) {
    return new StreamRequest<>((Q) changed.build());
  }

  private long nanos(String name) {
    Timestamp time = (Timestamp) message.getField(field(name));
    long most = Long.MAX_VALUE / NANOS_PER_SECOND - 1;
    return Math.clamp(time.getSeconds(), -most, most) * NANOS_PER_SECOND + time.getNanos();
  }

  private FieldDescriptor field(String name) {
    return Objects.requireNonNull(message.getDescriptorForType().findFieldByName(name));
  }
}
