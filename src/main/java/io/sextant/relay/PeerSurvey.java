package io.sextant.relay;

import io.grpc.Metadata;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import io.sextant.proto.observer.ObserverGrpc;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One question to all peers at once. Peers that cannot be asked, fail, or do not answer in time
 * have no answer in it.
 */
final class PeerSurvey {
  /** A client's own deadline may be shorter. */
  static final Duration PATIENCE = Duration.ofSeconds(5);

  /** What a peer answered; null if it did not. */
  record Answer<R>(PeerConnection peer, boolean asked, @Nullable R response) {}

  private PeerSurvey() {}

  /**
   * Asks and returns.
   *
   * @param question puts the question to one peer
   * @param result gets the answers in the order of the peers, once; runs on an event loop or here
   */
  static <R> void ask(
      List<PeerConnection> peers,
      Metadata headers,
      BiConsumer<ObserverGrpc.ObserverStub, StreamObserver<R>> question,
      Consumer<List<Answer<R>>> result) {
    Round<R> round = new Round<>(peers, result);
    for (int i = 0; i < peers.size(); i++) {
      PeerConnection peer = peers.get(i);
      if (peer.isAvailable()) {
        ObserverGrpc.ObserverStub stub =
            ObserverGrpc.newStub(peer.channel())
                .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers))
                .withDeadlineAfter(PATIENCE.toNanos(), TimeUnit.NANOSECONDS);
        question.accept(stub, round.of(i));
      } else {
        round.answered(i, new Answer<>(peer, false, null));
      }
    }
    round.arrived();
  }

  /** Waits for the answers of all, and for the end of the asking itself. */
  private static final class Round<R> {
    private final List<PeerConnection> peers;
    private final AtomicReferenceArray<@Nullable Answer<R>> answers;
    private final AtomicInteger missing;
    private final Consumer<List<Answer<R>>> result;

    Round(List<PeerConnection> peers, Consumer<List<Answer<R>>> result) {
      this.peers = peers;
      this.answers = new AtomicReferenceArray<>(peers.size());
      this.missing = new AtomicInteger(peers.size() + 1);
      this.result = result;
    }

    StreamObserver<R> of(int index) {
      return new StreamObserver<>() {
        private @Nullable R response;

        @Override
        public void onNext(R value) {
          response = value;
        }

        @Override
        public void onError(Throwable failure) {
          answered(index, new Answer<>(peers.get(index), true, null));
        }

        @Override
        public void onCompleted() {
          answered(index, new Answer<>(peers.get(index), true, response));
        }
      };
    }

    void answered(int index, Answer<R> answer) {
      answers.set(index, answer);
      arrived();
    }

    void arrived() {
      if (missing.decrementAndGet() == 0) {
        List<Answer<R>> all = new ArrayList<>(peers.size());
        for (int i = 0; i < peers.size(); i++) {
          Answer<R> answer = answers.get(i);
          if (answer != null) {
            all.add(answer);
          }
        }
        result.accept(all);
      }
    }
  }
}
