package io.sextant.demo;

import io.sextant.flow.IpAddress;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;

/** Asks the cluster's DNS for one pod. */
final class DnsClient {
  private static final Duration TIMEOUT = Duration.ofMillis(800);

  private final Pod pod;
  private final IpAddress server;
  private final RandomGenerator random;

  DnsClient(Pod pod, IpAddress server, RandomGenerator random) {
    this.pod = pod;
    this.server = server;
    this.random = random;
  }

  /** One of the name's addresses, chosen by chance. */
  IpAddress resolve(String name, int type) throws IOException {
    DatagramChannel channel = pod.datagrams(0, TIMEOUT);
    try {
      DnsMessage query = DnsMessage.query(random.nextInt(1 << 16), name, type);
      channel.send(query.encode(), new InetSocketAddress(server.toInetAddress(), DnsServer.PORT));
      List<IpAddress> answers = await(channel, query).answers();
      if (answers.isEmpty()) {
        throw new UnknownHostException(name);
      }
      return answers.get(random.nextInt(answers.size()));
    } finally {
      pod.hangUp(channel);
    }
  }

  private static DnsMessage await(DatagramChannel channel, DnsMessage query) throws IOException {
    DatagramPacket packet = new DatagramPacket(new byte[DnsMessage.MAX_SIZE], DnsMessage.MAX_SIZE);
    channel.socket().receive(packet);
    try {
      DnsMessage answer =
          DnsMessage.decode(ByteBuffer.wrap(packet.getData(), 0, packet.getLength()));
      if (answer.id() == query.id() && answer.response()) {
        return answer;
      }
    } catch (IllegalArgumentException e) {
      throw new IOException("not an answer to " + query.name(), e);
    }
    throw new IOException("an answer to another question than " + query.name());
  }
}
