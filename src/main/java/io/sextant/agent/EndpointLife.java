package io.sextant.agent;

import io.sextant.control.EndpointSpec;
import io.sextant.enrich.PodName;
import io.sextant.policy.Identity;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** One endpoint from its first mention to its end. Belongs to the agent's thread. */
final class EndpointLife {
  /** In place of a number: none was given yet, because the device is missing. */
  static final int NONE = 0;

  private int id = NONE;
  private int ifindex = NONE;
  private EndpointSpec spec;
  private Identity identity;
  private EndpointState state;
  private int wantedRevision;
  private int realisedRevision;
  private EndpointStatus.@Nullable Failure lastError;
  private Duration regenerationTime = Duration.ZERO;

  /** A new one, whose first state is {@code restoring} or one of those that wait. */
  EndpointLife(EndpointSpec spec, Identity identity, EndpointState state) {
    this.spec = spec;
    this.identity = identity;
    this.state = state;
  }

  int id() {
    return id;
  }

  int ifindex() {
    return ifindex;
  }

  EndpointSpec spec() {
    return spec;
  }

  PodName pod() {
    return spec.pod();
  }

  Identity identity() {
    return identity;
  }

  EndpointState state() {
    return state;
  }

  /** Whether it is in the kernel. */
  boolean isRealised() {
    return realisedRevision != 0 || state == EndpointState.RESTORING;
  }

  /** Whether it is this pod on this device, and no later one of the same name. */
  boolean is(EndpointSpec other, int otherIfindex) {
    return spec.pod().equals(other.pod())
        && spec.podUid().equals(other.podUid())
        && ifindex == otherIfindex;
  }

  void number(int newId, int newIfindex) {
    id = newId;
    ifindex = newIfindex;
  }

  void wanted(int revision) {
    wantedRevision = revision;
  }

  /**
   * Goes to a state; nothing happens when it is there already.
   *
   * @throws IllegalStateException when no endpoint goes that way
   */
  void become(EndpointState next) {
    if (next != state) {
      if (!state.mayBecome(next)) {
        throw new IllegalStateException(
            "endpoint %d of pod %s goes from %s to %s".formatted(id, pod(), state, next));
      }
      state = next;
    }
  }

  /** Begins to regenerate, by the states between. */
  void regenerating() {
    become(EndpointState.WAITING_TO_REGENERATE);
    become(EndpointState.REGENERATING);
  }

  /** The kernel holds what was wanted. */
  void realised(GuardedEndpoint endpoint, Duration took) {
    spec = endpoint.spec();
    identity = endpoint.wanted().identity();
    realisedRevision = endpoint.revision();
    regenerationTime = took;
    lastError = null;
    become(endpoint.waitsForIdentity() ? EndpointState.WAITING_FOR_IDENTITY : EndpointState.READY);
  }

  void failed(String message, Instant now) {
    lastError = EndpointStatus.Failure.of(lastError, message, now);
  }

  EndpointStatus status() {
    return new EndpointStatus(
        id,
        pod(),
        spec.device(),
        identity.number(),
        state,
        wantedRevision,
        realisedRevision,
        lastError,
        regenerationTime);
  }
}
