package io.sextant.datapath.sys;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A network namespace: a named one, as {@code ip netns} keeps them under {@code /run/netns}, or one
 * that a file stands for.
 *
 * <p>An action runs inside by moving the calling thread there and back, so the thread must be a
 * platform thread. Sockets opened inside stay inside after the thread is back.
 */
public final class NetworkNamespace implements AutoCloseable {
  private static final Path DIRECTORY = Path.of("/run/netns");
  private static final String OWN = "/proc/thread-self/ns/net";
  private static final int CLONE_NEWNET = 0x40000000;

  private final String name;
  private final Fd fd;

  private NetworkNamespace(String name, Fd fd) {
    this.name = name;
    this.fd = fd;
  }

  /** Opens {@code /run/netns/name}; it must exist. */
  public static NetworkNamespace open(String name) throws IOException {
    Path path = path(name);
    if (!Files.exists(path)) {
      throw new IOException("no network namespace " + name + ": create it, ip netns add " + name);
    }
    return new NetworkNamespace(name, Fd.open(path.toString(), Fd.O_RDONLY));
  }

  /** The one that a file stands for, as {@code /proc/1234/ns/net} or {@code /run/netns/cni-1}. */
  public static NetworkNamespace at(Path file) throws IOException {
    if (!Files.exists(file)) {
      throw new NoSuchFileException(file.toString(), null, "there is no such network namespace");
    }
    if (!Files.isRegularFile(file)) {
      throw new FileSystemException(file.toString(), null, "not a network namespace");
    }
    NetworkNamespace namespace =
        new NetworkNamespace(file.toString(), Fd.open(file.toString(), Fd.O_RDONLY));
    try {
      namespace.run(() -> {});
      return namespace;
    } catch (IOException | RuntimeException e) {
      namespace.close();
      throw e;
    }
  }

  /** The one that the calling thread is in. */
  public static NetworkNamespace ofThread() throws IOException {
    return new NetworkNamespace("of the thread", Fd.open(OWN, Fd.O_RDONLY));
  }

  /** Its name, or the file it was opened by. */
  public String name() {
    return name;
  }

  /** Of the descriptor. */
  int number() {
    return fd.number();
  }

  /** What runs inside; may fail in its own way. */
  @FunctionalInterface
  public interface Action<T extends @Nullable Object, E extends Exception> {
    T run() throws E;
  }

  /** What runs inside and gives nothing. */
  @FunctionalInterface
  public interface Task<E extends Exception> {
    void run() throws E;
  }

  /** As {@link #call}, for what gives nothing. */
  public <E extends Exception> void run(Task<E> task) throws E, IOException {
    this.<@Nullable Void, E>call(() -> {
      task.run();
      return null;
    });
  }

  /** Moves the calling platform thread inside, runs the action, moves it back. */
  public <T extends @Nullable Object, E extends Exception> T call(Action<T, E> action)
      throws E, IOException {
    refuseVirtualThread();
    try (Fd home = Fd.open(OWN, Fd.O_RDONLY)) {
      enter(fd, name);
      try {
        return action.run();
      } finally {
        returnTo(home);
      }
    }
  }

  /**
   * Moves the calling platform thread inside for good: for a thread that lives there, as a
   * workload's does.
   */
  public void enter() throws IOException {
    refuseVirtualThread();
    enter(fd, name);
  }

  @Override
  public void close() {
    fd.close();
  }

  private void refuseVirtualThread() {
    if (Thread.currentThread().isVirtual()) {
      throw new IllegalStateException(
          "a virtual thread cannot enter namespace " + name + ": call from a platform thread");
    }
  }

  private static Path path(String name) {
    if (name.isEmpty() || name.contains("/") || name.startsWith(".")) {
      throw new IllegalArgumentException("not a namespace name: '" + name + "'");
    }
    return DIRECTORY.resolve(name);
  }

  private static void enter(Fd fd, String name) throws IOException {
    Libc.call(
        "enter network namespace " + name,
        (_, state) -> (int) Libc.SETNS.invokeExact(state, fd.number(), CLONE_NEWNET));
  }

  /** A thread left in the wrong namespace would send others' traffic there: that is fatal to it. */
  private static void returnTo(Fd home) {
    try {
      enter(home, "of the process");
    } catch (IOException e) {
      throw new IllegalStateException("the thread is stuck in a foreign network namespace", e);
    }
  }
}
