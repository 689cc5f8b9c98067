package io.sextant.manifest;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * A folder of manifests that is watched. One thread looks when the kernel says that something
 * changed, after a moment of quiet, and from time to time anyway; it reads what is new and tells a
 * listener what is in force. A folder that is not there, or cannot be read, changes nothing that is
 * in force.
 */
public final class ManifestFolder implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(ManifestFolder.class.getName());

  /** Who writes several files, or one in parts, is let finish; but not for ever. */
  private static final Duration QUIET = Duration.ofMillis(100);

  private static final Duration LONGEST_UNREST = Duration.ofSeconds(2);

  /**
   * What a folder says.
   *
   * @param objects in force
   * @param errors what is wrong now; of what is left out because of them the last good version is
   *     in force, if there was one
   */
  public record Snapshot(ClusterObjects objects, List<ManifestError> errors) {
    public Snapshot {
      errors = List.copyOf(errors);
    }
  }

  private final Path folder;
  private final Duration interval;
  private final Consumer<Snapshot> listener;
  private final FolderState state = new FolderState();
  private final Map<String, FolderFiles.Look> seen = new HashMap<>();
  private final WatchService watch;
  private final Thread thread = Thread.ofVirtual().name("manifests").unstarted(this::run);
  private @Nullable Snapshot told;
  private String trouble = "";

  private ManifestFolder(
      Path folder, Duration interval, Consumer<Snapshot> listener, WatchService watch) {
    this.folder = folder;
    this.interval = interval;
    this.listener = listener;
    this.watch = watch;
  }

  /**
   * Reads the folder and then watches it.
   *
   * @param interval between looks that nothing asked for
   * @param listener called once before this returns, then by the folder's thread after each change
   * @throws IOException if the kernel gives no way to watch
   */
  public static ManifestFolder watch(Path folder, Duration interval, Consumer<Snapshot> listener)
      throws IOException {
    ManifestFolder watched =
        new ManifestFolder(folder, interval, listener, folder.getFileSystem().newWatchService());
    watched.look();
    watched.thread.start();
    return watched;
  }

  /** The files of a folder that are read, by their names. */
  public static List<Path> manifestsIn(Path folder) throws IOException {
    return FolderFiles.in(folder).keySet().stream().map(folder::resolve).toList();
  }

  /** Ends the thread; the listener is not called any more when this returns. */
  @Override
  public void close() {
    try {
      watch.close();
      thread.join();
    } catch (IOException e) {
      LOG.log(Level.WARNING, "cannot stop watching " + folder, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    try {
      while (true) {
        WatchKey changed = watch.poll(interval.toMillis(), TimeUnit.MILLISECONDS);
        if (changed != null) {
          awaitQuiet(changed);
        }
        look();
      }
    } catch (ClosedWatchServiceException e) {
      // Closed is what ends it.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void awaitQuiet(WatchKey first) throws InterruptedException {
    long end = System.nanoTime() + LONGEST_UNREST.toNanos();
    WatchKey changed = first;
    while (changed != null) {
      changed.pollEvents();
      changed.reset();
      changed =
          System.nanoTime() < end ? watch.poll(QUIET.toMillis(), TimeUnit.MILLISECONDS) : null;
    }
  }

  private void look() {
    try {
      // Changes nothing for a folder that is watched, and finds the one that took its place.
      folder.register(
          watch,
          StandardWatchEventKinds.ENTRY_CREATE,
          StandardWatchEventKinds.ENTRY_MODIFY,
          StandardWatchEventKinds.ENTRY_DELETE);
      take(FolderFiles.in(folder));
      trouble = "";
    } catch (IOException e) {
      tellTrouble(e);
    }
    tell();
  }

  private void take(Map<String, FolderFiles.Look> files) {
    for (String gone : state.names()) {
      if (!files.containsKey(gone)) {
        state.remove(gone);
        seen.remove(gone);
      }
    }
    files.forEach((name, look) -> {
      if (!look.equals(seen.get(name))) {
        seen.put(name, look);
        state.put(name, read(name, look));
      }
    });
  }

  /** What cannot be read now is tried again at the next look. */
  private Manifests read(String name, FolderFiles.Look look) {
    if (look.size() > Manifests.MAX_BYTES) {
      return Manifests.tooLarge(name, look.size());
    }
    try {
      return Manifests.read(name, Files.readAllBytes(look.file()));
    } catch (IOException e) {
      seen.remove(name);
      return Manifests.unreadable(name, "cannot be read: " + e.getMessage());
    }
  }

  private void tell() {
    Snapshot now = state.snapshot();
    if (!now.equals(told)) {
      told = now;
      try {
        listener.accept(now);
      } catch (RuntimeException e) {
        LOG.log(Level.SEVERE, "what " + folder + " says was not taken", e);
      }
    }
  }

  private void tellTrouble(IOException e) {
    String reason =
        e instanceof NoSuchFileException ? "there is no such folder" : String.valueOf(e);
    if (!reason.equals(trouble)) {
      trouble = reason;
      LOG.warning("manifests in " + folder + ": " + reason + "; what was in force stays");
    }
  }
}
