package io.sextant.control;

import io.sextant.control.Admission.Admitted;
import io.sextant.control.ControlStatus.Failure;
import io.sextant.control.ControlStatus.Refused;
import io.sextant.enrich.PodName;
import io.sextant.manifest.ClusterObjects;
import io.sextant.policy.NamePattern;
import io.sextant.policy.PolicyTraits;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Brings a node to what the cluster's objects, its pods and their DNS answers ask for. One thread
 * plans and hands out the intents; what changes meanwhile is planned for together. Anyone may call
 * from any thread.
 *
 * <p>A change that cannot be planned is refused, the rest of it comes into force. When the node
 * fails, the change is tried again, later each time.
 */
public final class ControlPlane implements AutoCloseable {
  private static final Duration FIRST_RETRY = Duration.ofMillis(500);
  private static final Duration LAST_RETRY = Duration.ofSeconds(60);
  private static final Duration SWEEP = Duration.ofSeconds(30);
  private static final System.Logger LOG = System.getLogger(ControlPlane.class.getName());

  private final InstantSource clock;
  private final IdentityAllocator allocator;
  private final Planner planner;
  private final ControlMemory memory;
  private final FqdnMemory answers;
  private final NodeIntents node;
  private final Thread thread;

  /** Guards all below. */
  private final Object lock = new Object();

  private final FqdnBook names;
  private final Map<PodName, EndpointSpec> local = new HashMap<>();
  private ClusterObjects objects = ClusterObjects.NONE;
  private Set<NamePattern> patternsWanted = Set.of();
  private Plan inForce = Plan.EMPTY;

  /** Changes asked for, and those that were dealt with; each has its number. */
  private long asked;

  private long done;
  private @Nullable Instant retryAt;
  private long failures;
  private boolean closed;
  private ControlStatus status = ControlStatus.NEW;

  /** Used by the thread only. */
  private Plan plan = Plan.EMPTY;

  private @Nullable Runnable settled;

  /**
   * What a control plane works with.
   *
   * @param folder where it keeps what it is to know after a restart, or null
   * @param shortestAnswer how long DNS answers are kept at least
   */
  public record Setup(
      PlannerSettings planner, @Nullable Path folder, Duration shortestAnswer, Duration grace) {
    public static Setup of(PlannerSettings planner, @Nullable Path folder) {
      return new Setup(planner, folder, Duration.ofMinutes(1), IdentityAllocator.GRACE);
    }

    public Setup withShortestAnswer(Duration time) {
      return new Setup(planner, folder, time, grace);
    }
  }

  /** A change as it is planned. */
  private record Round(long number, Wanted wanted, List<FqdnBook.Known> answers) {}

  private ControlPlane(Setup setup, NodeIntents node, InstantSource clock) throws IOException {
    this.clock = clock;
    this.node = node;
    this.allocator = new IdentityAllocator(clock, setup.grace());
    this.memory = ControlMemory.open(setup.folder(), allocator);
    this.planner = new Planner(setup.planner(), allocator, memory::nextRevision);
    this.answers = new FqdnMemory(setup.folder());
    this.names = new FqdnBook(clock, setup.shortestAnswer());
    names.restore(answers.read());
    this.thread = Thread.ofPlatform().name("control").daemon().unstarted(this::work);
  }

  /**
   * Takes over what is remembered. What is told before {@link #begin} is planned together: so a
   * node that goes on after a restart is not asked to forget what is about to be told again.
   *
   * @throws IOException when what is remembered cannot be read
   */
  public static ControlPlane open(Setup setup, NodeIntents node, InstantSource clock)
      throws IOException {
    return new ControlPlane(setup, node, clock);
  }

  /** Starts the thread. */
  public void begin() {
    thread.start();
  }

  /**
   * The same.
   *
   * @param first told once, on the thread, when all that was asked for until now is in force or
   *     refused: the node is as whole as it gets after a start
   */
  public void begin(Runnable first) {
    settled = first;
    thread.start();
  }

  /** The cluster's objects from now on; does not wait. */
  public void objects(ClusterObjects all) {
    Set<NamePattern> named = PolicyTraits.of(all.policies()).patterns();
    synchronized (lock) {
      objects = all;
      patternsWanted = named;
      ask();
    }
  }

  /**
   * Pods of this node that are to be endpoints; returns when their rules are in force.
   *
   * @throws IOException when the node could not do it; the pods are forgotten then
   */
  public void add(Collection<EndpointSpec> specs) throws IOException {
    long number;
    synchronized (lock) {
      specs.forEach(spec -> local.put(spec.pod(), spec));
      number = ask();
    }
    try {
      await(number);
    } catch (IOException e) {
      synchronized (lock) {
        specs.forEach(spec -> local.remove(spec.pod(), spec));
        ask();
      }
      throw e;
    }
  }

  /** Pods that are endpoints already; does not wait. */
  public void restore(Collection<EndpointSpec> specs) {
    synchronized (lock) {
      specs.forEach(spec -> local.put(spec.pod(), spec));
      ask();
    }
  }

  /** Forgets a pod that was added; returns when it is no endpoint any more. */
  public void remove(PodName pod) throws IOException {
    long number;
    synchronized (lock) {
      if (local.remove(pod) == null) {
        return;
      }
      names.forget(pod);
      number = ask();
    }
    await(number);
  }

  /** Learns a DNS answer that its pod has already; does not wait. */
  public void learn(FqdnBook.Answer answer) {
    synchronized (lock) {
      if (names.learn(answer) && isNamed(answer.name())) {
        ask();
      }
    }
  }

  private boolean isNamed(String name) {
    return Stream.concat(patternsWanted.stream(), inForce.traits().patterns().stream())
        .anyMatch(pattern -> pattern.matches(name));
  }

  /** Waits until all that was asked for so far is in force, or refused. */
  public void settle() throws IOException {
    long number;
    synchronized (lock) {
      number = asked;
    }
    await(number);
  }

  public ControlStatus status() {
    synchronized (lock) {
      return status;
    }
  }

  /** Says what policies in force make of a connection, and why. */
  public PolicyTrace trace() {
    synchronized (lock) {
      return new PolicyTrace(inForce);
    }
  }

  /** Ends the thread; the node stays as it is. */
  @Override
  public void close() {
    synchronized (lock) {
      closed = true;
      lock.notifyAll();
    }
    if (thread.getState() == Thread.State.NEW) {
      return;
    }
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private long ask() {
    asked++;
    retryAt = null;
    lock.notifyAll();
    return asked;
  }

  private void await(long number) throws IOException {
    synchronized (lock) {
      long before = failures;
      while (done < number && !closed) {
        Failure failure = status.failure();
        if (failure != null && failures > before) {
          throw new IOException(failure.problem());
        }
        try {
          lock.wait();
        } catch (InterruptedException e) {
          throw interrupted(e);
        }
      }
      if (done < number) {
        throw new IOException("the control plane has ended");
      }
    }
  }

  private static IOException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new IOException("interrupted while the control plane worked", e);
  }

  private void work() {
    if (isNothingAsked()) {
      tellSettled();
    }
    try {
      for (Round round = next(); round != null; round = next()) {
        try {
          realise(round);
          remember(round);
          tellSettled();
        } catch (IOException | RuntimeException e) {
          failed(e);
        }
      }
    } catch (IOException e) {
      LOG.log(System.Logger.Level.WARNING, "the control plane was interrupted");
    }
  }

  private boolean isNothingAsked() {
    synchronized (lock) {
      return asked == done;
    }
  }

  /** What was asked for before the thread began is all in its first round. */
  private void tellSettled() {
    Runnable first = settled;
    if (first != null) {
      settled = null;
      first.run();
    }
  }

  /** Waits for something to do; null at the end. */
  private @Nullable Round next() throws IOException {
    synchronized (lock) {
      while (!closed) {
        Instant now = clock.instant();
        boolean mayTry = retryAt == null || !retryAt.isAfter(now);
        boolean namesEnded = names.expire(this::isNamed);
        if (allocator.expire() || namesEnded) {
          asked++;
        }
        if (asked > done && mayTry) {
          Wanted wanted = new Wanted(objects, local, names.names());
          return new Round(asked, wanted, names.known(this::isNamed));
        }
        try {
          lock.wait(Math.max(1, untilNext(now).toMillis()));
        } catch (InterruptedException e) {
          throw interrupted(e);
        }
      }
      return null;
    }
  }

  private Duration untilNext(Instant now) {
    Instant next = now.plus(SWEEP);
    Instant end = names.nextEnd(this::isNamed).orElse(next);
    next = end.isBefore(next) ? end : next;
    if (retryAt != null && retryAt.isBefore(next)) {
      next = retryAt;
    }
    return Duration.between(now, next);
  }

  private void realise(Round round) throws IOException {
    Instant began = clock.instant();
    Admitted admitted = Admission.admit(planner, plan, round.wanted());
    Plan next = admitted.plan();
    Instant planned = clock.instant();
    memory.save();
    for (NodeIntent intent : next.steps()) {
      node.realise(intent);
    }
    plan = next;
    allocator.used(Planner.numbers(next));
    List<Refused> refused = new ArrayList<>(admitted.refused());
    next.population()
        .troubles()
        .forEach(each -> refused.add(new Refused(each.object(), each.problem())));
    finish(
        round,
        refused,
        Duration.between(began, planned),
        Duration.between(planned, clock.instant()));
  }

  /** After the rules are in force, since pods wait for these. */
  private void remember(Round round) {
    try {
      answers.save(round.answers());
    } catch (IOException e) {
      LOG.log(System.Logger.Level.WARNING, "DNS answers are not kept over a restart", e);
    }
  }

  private void finish(Round round, List<Refused> refused, Duration planning, Duration realising) {
    synchronized (lock) {
      done = round.number();
      retryAt = null;
      inForce = plan;
      status =
          new ControlStatus(
              plan.last().revision(),
              plan.last(),
              refused,
              null,
              planning,
              realising,
              names.refused());
      lock.notifyAll();
    }
  }

  private void failed(Exception reason) {
    synchronized (lock) {
      Failure before = status.failure();
      int inARow = before == null ? 1 : before.inARow() + 1;
      failures++;
      if (inARow == 1) {
        LOG.log(System.Logger.Level.ERROR, "the node is not what is wanted", reason);
      }
      Instant now = clock.instant();
      long wait = FIRST_RETRY.toMillis() << Math.min(inARow - 1, 10);
      retryAt = now.plusMillis(Math.min(wait, LAST_RETRY.toMillis()));
      String problem = String.valueOf(reason.getMessage());
      status =
          new ControlStatus(
              status.revision(),
              status.intent(),
              status.refused(),
              new Failure(problem, inARow, now),
              status.planning(),
              status.realising(),
              names.refused());
      lock.notifyAll();
    }
  }
}
