package io.sextant.demo;

import io.sextant.datapath.sys.NetworkNamespace;
import io.sextant.flow.IpAddress;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.DatagramChannel;
import java.nio.channels.NetworkChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * Someone who has sockets in a network namespace: a pod, the node, or the world outside.
 *
 * <p>One platform thread, named after it, lives in the namespace and makes the sockets there; they
 * stay inside whoever uses them, so virtual threads do the work. Closing ends every thread and
 * socket.
 */
final class Pod implements AutoCloseable {
  private static final int MAX_CONNECTIONS = 64;
  private static final Duration GOODBYE = Duration.ofSeconds(2);

  private final String name;
  private final ExecutorService inside;
  private final ExecutorService work;
  private final Set<NetworkChannel> open = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  private Pod(String name) {
    this.name = name;
    this.inside =
        Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().name(name).factory());
    this.work =
        Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name(name + "-", 0).factory());
  }

  /** Starts the thread and moves it into the namespace for good. */
  static Pod start(String name, String namespace) throws IOException {
    Pod pod = new Pod(name);
    try (NetworkNamespace home = NetworkNamespace.open(namespace)) {
      pod.inside(() -> {
        home.enter();
        return namespace;
      });
      return pod;
    } catch (IOException | RuntimeException e) {
      pod.close();
      throw e;
    }
  }

  String name() {
    return name;
  }

  boolean isClosed() {
    return closed;
  }

  /** Connects and sets the same bound for reading. The caller closes through {@link #hangUp}. */
  SocketChannel dial(IpAddress address, int port, Duration timeout) throws IOException {
    SocketChannel channel = track(inside(SocketChannel::open));
    try {
      int millis = Math.toIntExact(timeout.toMillis());
      channel.socket().connect(new InetSocketAddress(address.toInetAddress(), port), millis);
      channel.socket().setSoTimeout(millis);
      return channel;
    } catch (IOException | RuntimeException e) {
      hangUp(channel);
      throw e;
    }
  }

  /** A connecting socket that nobody waits for: it sends a SYN, as a port scanner does. */
  SocketChannel knock(IpAddress from, IpAddress address, int port) throws IOException {
    SocketChannel channel = track(inside(SocketChannel::open));
    try {
      channel.configureBlocking(false);
      channel.bind(new InetSocketAddress(from.toInetAddress(), 0));
      channel.connect(new InetSocketAddress(address.toInetAddress(), port));
      return channel;
    } catch (IOException | RuntimeException e) {
      hangUp(channel);
      throw e;
    }
  }

  /** A datagram socket whose receives end after the timeout; port 0 for a free one. */
  DatagramChannel datagrams(int port, Duration timeout) throws IOException {
    DatagramChannel channel = track(inside(DatagramChannel::open));
    channel.bind(new InetSocketAddress(port));
    channel.socket().setSoTimeout(Math.toIntExact(timeout.toMillis()));
    return channel;
  }

  /** Closes a socket of this pod; never fails. */
  void hangUp(NetworkChannel channel) {
    open.remove(channel);
    try {
      channel.close();
    } catch (IOException e) {
      // The kernel has closed it all the same.
    }
  }

  /** What a server does with one connection; the connection is closed afterwards. */
  @FunctionalInterface
  interface Conversation {
    void hold(SocketChannel channel) throws IOException;
  }

  /** Accepts connections on a port of all the pod's addresses until the pod closes. */
  void serve(int port, Duration timeout, Conversation conversation) throws IOException {
    ServerSocketChannel server = track(inside(ServerSocketChannel::open));
    server.setOption(StandardSocketOptions.SO_REUSEADDR, true);
    server.bind(new InetSocketAddress(port), MAX_CONNECTIONS);
    run(() -> accept(server, timeout, conversation));
  }

  /** An echo request and the wait for its reply, on the pod's own thread. */
  boolean ping(IpAddress address, Duration timeout) throws IOException {
    return inside(() -> address.toInetAddress().isReachable(Math.toIntExact(timeout.toMillis())));
  }

  /**
   * Runs on a virtual thread of its own; an action that fails has ended, nothing else. What is not
   * a failure of the network is logged, unless the pod closes under it.
   */
  void run(Task task) {
    try {
      work.execute(() -> {
        try {
          task.run();
        } catch (IOException e) {
          // Timeouts and refused connections are what this traffic is about.
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
          unexpected(e);
        }
      });
    } catch (RejectedExecutionException e) {
      // The pod is closing.
    }
  }

  private void unexpected(RuntimeException failure) {
    if (!closed) {
      System.getLogger(Pod.class.getName())
          .log(
              System.Logger.Level.WARNING,
              "something that {0} did ended: {1}",
              name,
              failure.toString());
    }
  }

  /** Something that a pod does. */
  @FunctionalInterface
  interface Task {
    void run() throws IOException, InterruptedException;
  }

  @Override
  public void close() {
    closed = true;
    work.shutdownNow();
    inside.shutdownNow();
    open.forEach(this::hangUp);
    try {
      boolean ended =
          work.awaitTermination(GOODBYE.toMillis(), TimeUnit.MILLISECONDS)
              && inside.awaitTermination(GOODBYE.toMillis(), TimeUnit.MILLISECONDS);
      if (!ended) {
        System.getLogger(Pod.class.getName())
            .log(System.Logger.Level.WARNING, "the threads of {0} did not end in time", name);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    open.forEach(this::hangUp);
  }

  private void accept(ServerSocketChannel server, Duration timeout, Conversation conversation)
      throws IOException {
    while (!closed) {
      SocketChannel channel = server.accept();
      open.add(channel);
      if (open.size() > MAX_CONNECTIONS) {
        hangUp(channel);
        continue;
      }
      run(() -> {
        try {
          channel.socket().setSoTimeout(Math.toIntExact(timeout.toMillis()));
          conversation.hold(channel);
        } finally {
          hangUp(channel);
        }
      });
    }
  }

  private <C extends NetworkChannel> C track(C channel) throws IOException {
    open.add(channel);
    if (closed) {
      hangUp(channel);
      throw new IOException(name + " is closing");
    }
    return channel;
  }

  @FunctionalInterface
  private interface Inside<T> {
    T call() throws IOException;
  }

  private <T> T inside(Inside<T> action) throws IOException {
    try {
      return inside.submit(action::call).get();
    } catch (RejectedExecutionException e) {
      throw new IOException(name + " is closing", e);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException failure ? failure : new IOException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(name + " was interrupted", e);
    }
  }
}
