package io.sextant.serve.grpc;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ServerChannel;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Stands behind the listening sockets of a process: closes connections beyond the limit as they are
 * accepted, before anything is read, and counts them. A channel that listens gives those that it
 * accepted to its pipeline, as messages.
 */
final class ConnectionGate {
  private final int most;
  private final Refused refused;
  private final AtomicInteger open = new AtomicInteger();
  private final Entry entry = new Entry();

  ConnectionGate(GrpcLimits limits, Refused refused) {
    this.most = limits.connections();
    this.refused = refused;
  }

  /** The same channels, with the gate in them. */
  ChannelFactory<ServerChannel> guarding(ChannelFactory<? extends ServerChannel> channels) {
    return () -> {
      ServerChannel channel = channels.newChannel();
      channel.pipeline().addLast(entry);
      return channel;
    };
  }

  @ChannelHandler.Sharable
  private final class Entry extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext context, Object accepted) {
      Channel connection = (Channel) accepted;
      if (open.incrementAndGet() > most) {
        open.decrementAndGet();
        refused.count(Refused.Why.CONNECTIONS);
        // It belongs to no event loop yet, which an orderly close would need.
        connection.unsafe().closeForcibly();
        return;
      }
      connection.closeFuture().addListener(_ -> open.decrementAndGet());
      context.fireChannelRead(connection);
    }
  }
}
