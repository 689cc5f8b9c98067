package io.sextant;

import io.sextant.decode.DnsDecoder;
import io.sextant.decode.DnsReading;
import io.sextant.enrich.PodName;
import io.sextant.flow.Endpoint;
import io.sextant.flow.EventType;
import io.sextant.flow.Flow;
import io.sextant.flow.IpAddress;
import io.sextant.flow.L4Protocol;
import io.sextant.flow.ObservationPoint;
import io.sextant.flow.Reply;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicLongArray;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * DNS answers on their way from the pipeline to those who learn names of them, on a thread of their
 * own. At most {@value #MOST_WAITING} wait; what comes then is lost, and counted.
 */
final class DnsAnswers implements AutoCloseable {
  static final int MOST_WAITING = 1_024;
  private static final Logger LOG = LoggerFactory.getLogger(DnsAnswers.class);

  private final BlockingQueue<Sample> waiting = new ArrayBlockingQueue<>(MOST_WAITING);
  private final AtomicLongArray counts = new AtomicLongArray(Outcome.values().length);
  private final DnsDecoder decoder = new DnsDecoder();
  private final Learner learner;
  private final Thread thread;

  /** What became of an answer. */
  enum Outcome {
    LEARNT,
    /** Learnt as far as it was there: cut off by its server, or too long. */
    LEARNT_IN_PART,
    NO_ADDRESS,
    OTHER_QUESTION,
    UNUSUAL_NAME,
    UNREADABLE,
    /** For an address that is no pod's of this node. */
    UNKNOWN_ASKER,
    /** Too many waited. */
    LOST,
    /** Who is to learn it could not. */
    FAILED
  }

  /** Who learns; on the thread of this. */
  @FunctionalInterface
  interface Learner {
    /** Learns what came since the last time, together: one may wait for the node, not each. */
    void learn(List<Heard> news) throws IOException;
  }

  /**
   * An answer, and who asked.
   *
   * @param at the address that the pod asked from
   */
  record Heard(PodName pod, IpAddress at, DnsReading.Answer answer) {}

  private static final class Sample {
    private final PodName pod;
    private final IpAddress at;
    private final byte[] bytes;

    Sample(PodName pod, IpAddress at, byte[] bytes) {
      this.pod = pod;
      this.at = at;
      this.bytes = bytes;
    }
  }

  private DnsAnswers(Learner learner) {
    this.learner = learner;
    this.thread = Thread.ofPlatform().name("dns-answers").daemon().unstarted(this::work);
  }

  static DnsAnswers start(Learner learner) {
    DnsAnswers answers = new DnsAnswers(learner);
    answers.thread.start();
    return answers;
  }

  /**
   * Whether a flow is what an endpoint was answered from the port of DNS servers: policy let it
   * ask, and the answer in.
   */
  static boolean isAnswer(Flow flow) {
    return flow.l4First() == DnsDecoder.PORT
        && flow.protocol() == L4Protocol.UDP
        && flow.eventType() == EventType.TRACE
        && flow.eventSubType() == ObservationPoint.TO_ENDPOINT.ordinal()
        && flow.reply() == Reply.YES;
  }

  /** Takes the sample of such a flow; never waits. */
  void take(Flow flow, byte[] buffer, int offset, int length) {
    Endpoint asker = flow.destination();
    IpAddress at = flow.destinationAddress();
    if (asker.podName().isEmpty() || at == null) {
      add(Outcome.UNKNOWN_ASKER);
      return;
    }
    PodName pod = new PodName(asker.namespace(), asker.podName());
    byte[] bytes = Arrays.copyOfRange(buffer, offset, offset + length);
    if (!waiting.offer(new Sample(pod, at, bytes))) {
      add(Outcome.LOST);
    }
  }

  /** How many came to this. */
  long count(Outcome outcome) {
    return counts.get(outcome.ordinal());
  }

  /** Ends the thread; what waits is not learnt any more. */
  @Override
  public void close() {
    thread.interrupt();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void work() {
    List<Sample> batch = new ArrayList<>();
    try {
      while (!Thread.currentThread().isInterrupted()) {
        batch.add(waiting.take());
        waiting.drainTo(batch);
        learn(heard(batch));
        batch.clear();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private List<Heard> heard(List<Sample> batch) {
    List<Heard> news = new ArrayList<>();
    for (Sample sample : batch) {
      switch (decoder.decode(sample.bytes, 0, sample.bytes.length)) {
        case DnsReading.Answer answer -> news.add(new Heard(sample.pod, sample.at, answer));
        case DnsReading.Nothing nothing -> add(outcome(nothing));
      }
    }
    return news;
  }

  private void learn(List<Heard> news) {
    boolean learnt = true;
    try {
      learner.learn(news);
    } catch (IOException | RuntimeException e) {
      learnt = false;
      if (count(Outcome.FAILED) == 0) {
        LOG.warn("DNS answers could not be learnt; further ones are only counted", e);
      }
    }
    for (Heard each : news) {
      Outcome whole = each.answer.complete() ? Outcome.LEARNT : Outcome.LEARNT_IN_PART;
      add(learnt ? whole : Outcome.FAILED);
    }
  }

  private void add(Outcome outcome) {
    counts.incrementAndGet(outcome.ordinal());
  }

  private static Outcome outcome(DnsReading.Nothing nothing) {
    return switch (nothing) {
      case UNREADABLE -> Outcome.UNREADABLE;
      case OTHER_QUESTION -> Outcome.OTHER_QUESTION;
      case UNUSUAL_NAME -> Outcome.UNUSUAL_NAME;
      case NO_ADDRESS -> Outcome.NO_ADDRESS;
    };
  }
}
