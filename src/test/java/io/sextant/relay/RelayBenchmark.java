package io.sextant.relay;

import com.sun.management.OperatingSystemMXBean;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import io.sextant.proto.observer.GetFlowsRequest;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Flows per second through a relay in this process, from full rings of two observers in processes
 * of their own, to a client that counts. Run its main method.
 */
final class RelayBenchmark {
  private static final int OBSERVERS = 2;
  private static final int ROUNDS = 15;
  private static final int WARM_UP = 10;

  private RelayBenchmark() {}

  public static void main(String[] args) throws Exception {
    List<ObserverProcess> observers = new ArrayList<>();
    try {
      for (int i = 0; i < OBSERVERS; i++) {
        observers.add(ObserverProcess.start("node-" + i, 1, 0, 0));
      }
      Peer[] peers = observers.stream().map(ObserverProcess::asPeer).toArray(Peer[]::new);
      try (RelayServer relay = new RelayServer(Timing.DEFAULT, peers)) {
        measure(relay);
      }
    } finally {
      observers.forEach(ObserverProcess::close);
    }
    System.exit(0);
  }

  private static void measure(RelayServer relay) {
    var process = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    double[] rates = new double[ROUNDS];
    double[] costs = new double[ROUNDS];
    for (int i = -WARM_UP; i < ROUNDS; i++) {
      long begin = System.nanoTime();
      long cpu = process.getProcessCpuTime();
      long flows = new Count(relay).result.join();
      double rate = flows * 1e9 / (System.nanoTime() - begin);
      double cost = (process.getProcessCpuTime() - cpu) / (double) flows;
      System.out.printf("%d flows, %,.0f per second, %.0f ns of CPU each%n", flows, rate, cost);
      if (i >= 0) {
        rates[i] = rate;
        costs[i] = cost;
      }
    }
    Arrays.sort(rates);
    Arrays.sort(costs);
    System.out.printf(
        "median of %d: %,.0f flows per second, %.0f ns of CPU each in relay and client%n",
        ROUNDS, rates[ROUNDS / 2], costs[ROUNDS / 2]);
  }

  /** Asks for everything and counts what comes. */
  private static final class Count extends ClientCall.Listener<Relayed> {
    private static final int CREDIT = 512;

    final CompletableFuture<Long> result = new CompletableFuture<>();
    private final ClientCall<GetFlowsRequest, Relayed> call;
    private long count;
    private int credit;

    Count(RelayServer relay) {
      call = relay.channel().newCall(StreamMethods.FLOWS, CallOptions.DEFAULT);
      call.start(this, new Metadata());
      call.request(2 * CREDIT);
      call.sendMessage(GetFlowsRequest.getDefaultInstance());
      call.halfClose();
    }

    @Override
    public void onMessage(Relayed message) {
      count += message.counts() ? 1 : 0;
      if (++credit == CREDIT) {
        call.request(credit);
        credit = 0;
      }
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
      if (status.isOk()) {
        result.complete(count);
      } else {
        result.completeExceptionally(status.asException());
      }
    }
  }
}
