package io.sextant.cni;

import io.sextant.datapath.sys.NetworkNamespace;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import jdk.net.ExtendedSocketOptions;

/**
 * The agent's end of the plug-in's socket, which its owner alone can use. A bounded number of calls
 * run at once; more wait in the socket's queue.
 */
public final class CniServer implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(CniServer.class.getName());
  private static final int MOST_CALLS = 16;

  /** For a request to arrive, and for a receipt; a verb itself may take longer. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Path socket;
  private final UserPrincipal owner;
  private final ServerSocketChannel server;
  private final NodeWiring wiring;
  private final CniVerbs verbs;
  private final Semaphore free = new Semaphore(MOST_CALLS);
  private final Thread acceptor;
  private final ExecutorService calls = Executors.newCachedThreadPool(threads("cni-call"));
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(threads("cni-timer"));

  private CniServer(Path socket, ServerSocketChannel server, NodeWiring wiring, CniVerbs verbs)
      throws IOException {
    this.owner = Files.getOwner(socket);
    this.socket = socket;
    this.server = server;
    this.wiring = wiring;
    this.verbs = verbs;
    this.acceptor = threads("cni").newThread(this::accept);
  }

  /**
   * Reads the book, goes on with what it holds, and listens. From a platform thread in the node's
   * network namespace.
   *
   * @throws IOException when the socket is another's, the book is damaged, or the node cannot
   *     forward
   * @throws IllegalArgumentException for ranges that are no pool
   */
  public static CniServer start(CniSettings settings, EndpointRegistry registry)
      throws IOException {
    AddressPool pool = new AddressPool("pods", settings.ranges());
    NodeWiring wiring = new NodeWiring(NetworkNamespace.ofThread(), settings.mtu());
    try {
      for (boolean v4 : pool.families()) {
        wiring.forward(v4);
      }
      // First the socket: who has it is the only one that may touch the book.
      ServerSocketChannel channel = listen(settings.socket());
      try {
        CniVerbs verbs = new CniVerbs(new AttachmentBook(settings.book(), pool), wiring, registry);
        verbs.resume();
        CniServer started = new CniServer(settings.socket(), channel, wiring, verbs);
        started.acceptor.start();
        return started;
      } catch (IOException | RuntimeException e) {
        channel.close();
        Files.deleteIfExists(settings.socket());
        throw e;
      }
    } catch (IOException | RuntimeException e) {
      wiring.close();
      throw e;
    }
  }

  /** Ends what runs; devices, addresses and the book stay. */
  @Override
  public void close() throws IOException {
    server.close();
    Files.deleteIfExists(socket);
    calls.shutdownNow();
    timer.shutdownNow();
    try {
      acceptor.join(PATIENCE);
      if (!calls.awaitTermination(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.log(System.Logger.Level.WARNING, "calls of the container runtime did not end in time");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    wiring.close();
  }

  private static ServerSocketChannel listen(Path path) throws IOException {
    Path directory = path.toAbsolutePath().getParent();
    if (directory != null) {
      Files.createDirectories(directory);
    }
    if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      checkAbandoned(path);
      Files.delete(path);
    }
    ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      channel.bind(UnixDomainSocketAddress.of(path));
      Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
      return channel;
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private static void checkAbandoned(Path path) throws IOException {
    if (!Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
        .isOther()) {
      throw new IOException(
          "the socket %s: a file that is no socket is there; give another path".formatted(path));
    }
    try (SocketChannel other = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      other.connect(UnixDomainSocketAddress.of(path));
    } catch (ConnectException e) {
      return;
    }
    throw new IOException("another agent serves %s: stop it first".formatted(path));
  }

  private void accept() {
    while (server.isOpen()) {
      try {
        free.acquire();
        serve(server.accept());
      } catch (InterruptedException e) {
        return;
      } catch (IOException e) {
        free.release();
        warn("a container runtime''s call was not taken: {0}", e);
      }
    }
  }

  private void serve(SocketChannel channel) throws IOException {
    try {
      calls.execute(() -> {
        try (channel) {
          converse(channel);
        } catch (IOException e) {
          warn("a container runtime''s call was not answered: {0}", e);
        } finally {
          free.release();
        }
      });
    } catch (RejectedExecutionException e) {
      channel.close();
      throw new IOException("the agent is stopping", e);
    }
  }

  /** Unless this side is stopping. */
  private void warn(String what, IOException failure) {
    if (server.isOpen()) {
      LOG.log(System.Logger.Level.WARNING, what, failure.toString());
    }
  }

  private void converse(SocketChannel channel) throws IOException {
    UserPrincipal caller = channel.getOption(ExtendedSocketOptions.SO_PEERCRED).user();
    if (!caller.equals(owner)) {
      throw new IOException("user %s may not call, only %s".formatted(caller, owner));
    }
    DataInputStream in = new DataInputStream(Channels.newInputStream(channel));
    DataOutputStream out =
        new DataOutputStream(new java.io.BufferedOutputStream(Channels.newOutputStream(channel)));
    ScheduledFuture<?> impatience = hangUpLater(channel);
    CniRequest request = CniFrames.readRequest(in);
    impatience.cancel(false);
    CniAnswer answer = verbs.answer(request);
    try {
      CniFrames.write(out, answer);
      impatience = hangUpLater(channel);
      CniFrames.readReceipt(in);
      impatience.cancel(false);
    } catch (ClosedChannelException e) {
      // This side closed it, and does not know what the other has read: a DEL would tell.
      throw e;
    } catch (IOException e) {
      answer.added().ifPresent(verbs::takeBack);
      throw e;
    }
  }

  private ScheduledFuture<?> hangUpLater(SocketChannel channel) {
    return timer.schedule(
        () -> {
          try {
            channel.close();
          } catch (IOException e) {
            // Closed all the same.
          }
        },
        PATIENCE.toMillis(),
        TimeUnit.MILLISECONDS);
  }

  private static ThreadFactory threads(String name) {
    return Thread.ofPlatform().name(name, 0).daemon().factory();
  }
}
