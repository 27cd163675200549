package dev.aft.engine.user;

import dev.aft.engine.EngineEnvironment;
import dev.aft.engine.future.Futures;
import dev.aft.engine.transaction.Transaction;
import dev.aft.engine.transaction.TransactionManager;
import dev.aft.engine.transaction.TransactionOptions;
import dev.aft.storage.spi.Bytes;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The users of a store in the memory of a node. Whoever checks a right reads {@link #current}, one
 * volatile read. A commit that changed users on this node replaces the picture before it is
 * acknowledged; changes by others arrive with the next look, a few seconds later. Thread-safe.
 */
public final class UserDirectory implements AutoCloseable {
  /** How often it looks for changes that were made elsewhere. */
  static final Duration INTERVAL = Duration.ofSeconds(5);

  /** The same while there are no users: a store that nobody uses shall have its peace. */
  static final Duration INTERVAL_WITHOUT_USERS = Duration.ofMinutes(1);

  private static final Duration RETRY = Duration.ofMillis(250);
  private static final Logger LOG = LoggerFactory.getLogger(UserDirectory.class);

  private final TransactionManager transactions;
  private final EngineEnvironment environment;
  private final UserEntries entries;
  private volatile Users current = Users.NONE;
  private volatile boolean closed;

  /** Whether another try after a failure is due. */
  private final AtomicBoolean retrying = new AtomicBoolean();

  // Guarded by this.
  private boolean loading;
  private @Nullable CompletableFuture<@Nullable Void> following;

  private UserDirectory(TransactionManager transactions, EngineEnvironment environment) {
    this.transactions = transactions;
    this.environment = environment;
    this.entries = new UserEntries(environment.worker());
  }

  /**
   * Reads all users, and looks for changes from then on.
   *
   * @throws java.util.concurrent.CompletionException when they cannot be read: a node that does not
   *     know its users must not let anybody in
   */
  public static UserDirectory open(TransactionManager transactions, EngineEnvironment environment) {
    UserDirectory directory = new UserDirectory(transactions, environment);
    directory.refresh().join();
    directory.lookLater();
    return directory;
  }

  /** All users as far as this node knows. */
  public Users current() {
    return current;
  }

  /** Completes when every commit before this call is in {@link #current}. */
  public CompletableFuture<@Nullable Void> refresh() {
    CompletableFuture<@Nullable Void> done = new CompletableFuture<>();
    synchronized (this) {
      if (loading) {
        // What is being loaded may be too old, so this is for the one after it.
        CompletableFuture<@Nullable Void> next = following;
        if (next == null) {
          next = done;
          following = next;
        }
        return next;
      }
      loading = true;
    }
    load(done);
    return done;
  }

  private void load(CompletableFuture<@Nullable Void> done) {
    CompletableFuture<Users> users;
    try {
      users = read();
    } catch (RuntimeException e) {
      users = CompletableFuture.failedFuture(e);
    }
    var unused = users.whenComplete((found, failure) -> loaded(found, failure, done));
  }

  private void loaded(
      @Nullable Users found, @Nullable Throwable failure, CompletableFuture<@Nullable Void> done) {
    if (found != null) {
      current = found;
    }
    CompletableFuture<@Nullable Void> next;
    synchronized (this) {
      next = following;
      following = null;
      loading = next != null;
    }
    if (failure == null) {
      done.complete(null);
    } else {
      done.completeExceptionally(failure);
      retrySoon(failure);
    }
    if (next != null) {
      load(next);
    }
  }

  /** Until it is read, rights that were taken away are still there: the next look is too late. */
  private void retrySoon(Throwable failure) {
    boolean first = !retrying.getAndSet(true);
    if (!first || closed) {
      return;
    }
    LOG.warn("users could not be read, trying again reason={}", String.valueOf(failure));
    try {
      Future<?> unused =
          environment
              .scheduler()
              .schedule(
                  () -> environment.worker().execute(this::retry),
                  RETRY.toMillis(),
                  TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      closed = true;
    }
  }

  private void retry() {
    retrying.set(false);
    if (!closed) {
      var unused = refresh();
    }
  }

  private CompletableFuture<Users> read() {
    Transaction transaction = transactions.begin(TransactionOptions.OF_THE_NODE);
    CompletableFuture<Users> users;
    try {
      users = Futures.then(entries.stamp(transaction), stamp -> read(transaction, stamp));
    } catch (RuntimeException e) {
      transaction.abort();
      throw e;
    }
    return users.whenComplete((found, failure) -> transaction.abort());
  }

  private CompletableFuture<Users> read(Transaction transaction, Optional<Bytes> stamp) {
    Users known = current;
    return known.hasStamp(stamp)
        ? CompletableFuture.completedFuture(known)
        : Futures.map(entries.all(transaction), users -> new Users(stamp.orElse(null), users));
  }

  private void lookLater() {
    if (closed) {
      return;
    }
    try {
      Future<?> unused =
          environment
              .scheduler()
              .schedule(
                  () -> environment.worker().execute(this::look),
                  (current.isEmpty() ? INTERVAL_WITHOUT_USERS : INTERVAL).toMillis(),
                  TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      closed = true;
    }
  }

  private void look() {
    if (closed) {
      return;
    }
    var unused =
        refresh()
            .whenComplete(
                (done, failure) -> {
                  if (failure != null && !closed) {
                    LOG.warn("users could not be read reason={}", String.valueOf(failure));
                  }
                  lookLater();
                });
  }

  @Override
  public void close() {
    closed = true;
  }
}
