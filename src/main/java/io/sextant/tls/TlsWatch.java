package io.sextant.tls;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.logging.Logger;

/**
 * Looks at the files again and again. A change counts when two looks in a row saw the same, so that
 * no file is taken while it is being written, and what goes wrong is told once.
 */
final class TlsWatch implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(TlsWatch.class.getName());

  private final TlsFiles files;
  private final Duration interval;
  private final Consumer<TlsMaterial> user;
  private final Thread thread = Thread.ofVirtual().name("tls-files").unstarted(this::run);
  private final AtomicLong reloads = new AtomicLong();
  private final AtomicLong failedReloads = new AtomicLong();
  private Look seen;
  private Look tried;
  private volatile boolean ready;
  private volatile boolean closed;

  private TlsWatch(TlsFiles files, Duration interval, Consumer<TlsMaterial> user, Look first) {
    this.files = files;
    this.interval = interval;
    this.user = user;
    this.seen = first;
    this.tried = first;
  }

  /**
   * Reads the files, and again when they change.
   *
   * @param user gets what is in use from now on
   * @throws TlsFileException if a file is there and cannot be used
   */
  static TlsWatch start(TlsFiles files, Duration interval, Consumer<TlsMaterial> user)
      throws TlsFileException {
    Look first = Look.at(files);
    TlsWatch watch = new TlsWatch(files, interval, user, first);
    if (first.missing()) {
      LOG.warning(String.valueOf(first.problem()) + "; no TLS connection succeeds until there is");
    } else {
      watch.use(first);
    }
    watch.thread.start();
    return watch;
  }

  boolean isReady() {
    return ready;
  }

  long reloads() {
    return reloads.get();
  }

  long failedReloads() {
    return failedReloads.get();
  }

  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(thread);
  }

  private void run() {
    while (!closed) {
      LockSupport.parkNanos(this, interval.toNanos());
      if (!closed) {
        look();
      }
    }
  }

  private void look() {
    Look now = Look.at(files);
    boolean settled = now.sameAs(seen);
    seen = now;
    if (settled && !now.sameAs(tried)) {
      tried = now;
      renew(now);
    }
  }

  private void renew(Look now) {
    boolean first = !ready;
    try {
      use(now);
      if (!first) {
        reloads.incrementAndGet();
      }
      LOG.info((first ? "now there: " : "renewed: ") + files.all());
    } catch (TlsFileException e) {
      failedReloads.incrementAndGet();
      LOG.warning(e.getMessage() + (first ? "" : "; what was in use before stays in use"));
    }
  }

  private void use(Look look) throws TlsFileException {
    if (look.problem() != null) {
      throw look.problem();
    }
    user.accept(TlsMaterial.read(files, look.contents()));
    ready = true;
  }
}
