package io.sextant.demo;

import io.sextant.flow.IpAddress;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Answers the cluster's names over UDP, in the pod it is given. */
final class DnsServer {
  static final int PORT = 53;
  private static final Duration LOOK_UP = Duration.ofSeconds(1);

  private final Map<String, List<IpAddress>> zone = new ConcurrentHashMap<>();
  private final Listener listener;

  /** Learns who is told which addresses for a name, before the answer goes out. */
  @FunctionalInterface
  interface Listener {
    void answered(IpAddress asker, String name, List<IpAddress> addresses) throws IOException;
  }

  DnsServer(Listener listener) {
    this.listener = listener;
  }

  /** Sets a name's addresses of both families; an empty list takes it away. */
  void publish(String name, List<IpAddress> addresses) {
    if (addresses.isEmpty()) {
      zone.remove(name);
    } else {
      zone.put(name, List.copyOf(addresses));
    }
  }

  void serve(Pod pod) throws IOException {
    DatagramChannel channel = pod.datagrams(PORT, LOOK_UP);
    pod.run(() -> {
      while (!pod.isClosed()) {
        serveOne(channel);
      }
    });
  }

  private void serveOne(DatagramChannel channel) throws IOException {
    ByteBuffer in = ByteBuffer.allocate(DnsMessage.MAX_SIZE);
    try {
      if (channel.receive(in) instanceof InetSocketAddress client) {
        DnsMessage answer = answer(DnsMessage.decode(in.flip()));
        IpAddress asker = IpAddress.ofBytes(client.getAddress().getAddress());
        listener.answered(asker, answer.name(), answer.answers());
        channel.send(answer.encode(), client);
      }
    } catch (SocketTimeoutException | IllegalArgumentException e) {
      // Nobody asked, or not in DNS.
    }
  }

  DnsMessage answer(DnsMessage query) {
    List<IpAddress> known = zone.get(query.name());
    if (known == null) {
      return query.answer(DnsMessage.NO_SUCH_NAME, List.of());
    }
    List<IpAddress> fitting =
        known.stream().filter(a -> a.isV4() == (query.type() == DnsMessage.A)).toList();
    return query.answer(0, fitting);
  }
}
