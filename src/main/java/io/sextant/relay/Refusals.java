package io.sextant.relay;

import io.grpc.Status;
import io.grpc.StatusException;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What peers say alike to a request is the client's to know: when all that were called refuse it,
 * and nothing came, the client's call fails as it would at a peer. Other failures are a peer's own.
 */
final class Refusals {
  private static final Set<Status.Code> CODES =
      EnumSet.of(
          Status.Code.INVALID_ARGUMENT,
          Status.Code.UNIMPLEMENTED,
          Status.Code.UNAUTHENTICATED,
          Status.Code.PERMISSION_DENIED,
          Status.Code.UNKNOWN);

  private int called;
  private int refused;
  private @Nullable Status refusal;

  void called() {
    called++;
  }

  void failed(Contributor contributor, Status status) {
    if (CODES.contains(status.getCode()) && contributor.received() == 0) {
      refused++;
      refusal = status;
    }
  }

  /**
   * Lets the client's call go on, or not.
   *
   * @throws StatusException what all say
   */
  void check() throws StatusException {
    if (refusal != null && refused == called) {
      throw refusal.asException();
    }
  }
}
