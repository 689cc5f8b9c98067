package io.sextant.control;

import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * What is known of the cluster now: one reference that changes as a whole. Any thread reads, any
 * thread changes; readers never wait.
 */
public final class LiveCluster implements Supplier<ClusterState> {
  private final AtomicReference<ClusterState> state;

  public LiveCluster(ClusterState initial) {
    this.state = new AtomicReference<>(initial);
  }

  @Override
  public ClusterState get() {
    return state.get();
  }

  /** Puts a changed state in the place of the current one; {@code change} may run again. */
  public ClusterState update(UnaryOperator<ClusterState> change) {
    return state.updateAndGet(change);
  }
}
