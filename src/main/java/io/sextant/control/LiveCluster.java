package io.sextant.control;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * What is known of the cluster now: one reference that changes as a whole. Any thread reads, any
 * thread changes; readers never wait.
 */
public final class LiveCluster implements Supplier<ClusterState> {
  private final AtomicReference<ClusterState> state;
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

  public LiveCluster(ClusterState initial) {
    this.state = new AtomicReference<>(initial);
  }

  @Override
  public ClusterState get() {
    return state.get();
  }

  /**
   * Puts a changed state in the place of the current one; {@code change} may run again. Returns
   * when all listeners were told.
   */
  public ClusterState update(UnaryOperator<ClusterState> change) {
    ClusterState changed = state.updateAndGet(change);
    listeners.forEach(Runnable::run);
    return changed;
  }

  /**
   * Tells of each change, on the thread that made it: the listener asks for the state, which may be
   * a later one already, must be quick and never throw.
   */
  public void onChange(Runnable listener) {
    listeners.add(listener);
  }
}
