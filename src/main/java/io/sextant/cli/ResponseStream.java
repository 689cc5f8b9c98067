package io.sextant.cli;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.ClientResponseObserver;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The responses of one call. The connection's thread reads them, the caller's thread takes them in
 * batches: while one is printed the next is read. What waits is bounded, the server waits then.
 */
final class ResponseStream<R> {
  private static final int MOST_WAITING = 4_096;
  private static final long IDLE_NANOS = 5_000_000;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private List<R> arrived = new ArrayList<>();
  private List<R> taken = new ArrayList<>();
  private volatile @Nullable ClientCallStreamObserver<?> call;
  private @Nullable Throwable failure;
  private boolean ended;
  private volatile boolean cancelled;

  /** Takes responses one by one. */
  interface Sink<R> {
    void accept(R response);

    /** Nothing more is there for the moment. */
    default void idle() {}
  }

  /**
   * Asks, and hands on what comes until the stream ends or is cancelled.
   *
   * @throws StatusRuntimeException when it fails
   */
  <Q> void run(Channel channel, MethodDescriptor<Q, R> method, Q request, Sink<R> sink) {
    ClientCalls.asyncServerStreamingCall(
        channel.newCall(method, CallOptions.DEFAULT.withExecutor(Runnable::run)),
        request,
        new Arrivals<Q>());
    while (take(sink::idle)) {
      for (R response : taken) {
        if (cancelled) {
          return;
        }
        sink.accept(response);
      }
      request(taken.size());
      taken.clear();
    }
    Throwable problem = failure;
    if (problem != null && !cancelled) {
      throw Status.fromThrowable(problem).asRuntimeException();
    }
  }

  /** Ends it from another thread, after the response that is being taken. */
  void cancel() {
    lock.lock();
    try {
      cancelled = true;
      ended = true;
      changed.signal();
    } finally {
      lock.unlock();
    }
    ClientCallStreamObserver<?> running = call;
    if (running != null) {
      running.cancel("interrupted", null);
    }
  }

  /** Whether there was something to take. */
  private boolean take(Runnable idle) {
    lock.lock();
    try {
      while (arrived.isEmpty() && !ended) {
        if (!changed.await(IDLE_NANOS, TimeUnit.NANOSECONDS)) {
          unlocked(idle);
        }
      }
      List<R> batch = arrived;
      arrived = taken;
      taken = batch;
      return !batch.isEmpty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      cancelled = true;
      return false;
    } finally {
      lock.unlock();
    }
  }

  private void unlocked(Runnable action) {
    lock.unlock();
    try {
      action.run();
    } finally {
      lock.lock();
    }
  }

  private void request(int count) {
    ClientCallStreamObserver<?> running = call;
    if (running != null) {
      running.request(count);
    }
  }

  private final class Arrivals<Q> implements ClientResponseObserver<Q, R> {
    @Override
    public void beforeStart(ClientCallStreamObserver<Q> started) {
      started.disableAutoRequestWithInitial(MOST_WAITING);
      call = started;
    }

    @Override
    public void onNext(R response) {
      lock.lock();
      try {
        arrived.add(response);
        if (arrived.size() == 1) {
          changed.signal();
        }
      } finally {
        lock.unlock();
      }
    }

    @Override
    public void onError(Throwable problem) {
      end(problem);
    }

    @Override
    public void onCompleted() {
      end(null);
    }

    private void end(@Nullable Throwable problem) {
      lock.lock();
      try {
        failure = problem;
        ended = true;
        changed.signal();
      } finally {
        lock.unlock();
      }
    }
  }
}
