package dev.aft.storage.rocksdb;

import dev.aft.storage.spi.StorageException;
import dev.aft.storage.spi.StorageException.Reason;
import dev.aft.storage.spi.UnknownOutcomeException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The only thread that writes. It takes all writes that wait, makes them one batch and one forced
 * write of the log, and answers them all. It never waits for more to come: what arrives during one
 * forced write is the next group.
 *
 * <p>Being the only writer makes check-then-write linearizable without locks.
 *
 * <p>After a failed write the store is in a failed state, in which writes fail as not done, until
 * opening the database anew has worked. That is tried at most once a second, by a timer.
 */
final class Committer implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(Committer.class);
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
  private static final long FOR_EVER = TimeUnit.DAYS.toNanos(1);
  private static final long MAX_GROUP_BYTES = 8L << 20;

  private final DatabaseHolder databases;
  private final WriteQueue queue;
  private final boolean syncsLater;
  private final LongSupplier nanoTime;
  private final Counters counters;
  private final WriteGroup group = new WriteGroup();
  private final FreeSpace freeSpace;

  private volatile boolean stopping;
  private volatile @Nullable StorageException failure;
  private long failedAttemptAt;
  private boolean unsynced;
  private long syncedAt;

  Committer(
      DatabaseHolder databases,
      WriteQueue queue,
      RocksDbSettings settings,
      LongSupplier nanoTime,
      Counters counters) {
    this.databases = databases;
    this.queue = queue;
    this.syncsLater = settings.durability() != Durability.COMMIT;
    this.nanoTime = nanoTime;
    this.counters = counters;
    this.freeSpace = new FreeSpace(databases.folder());
    this.syncedAt = nanoTime.getAsLong();
  }

  /** Lets the thread end once everything queued is answered. */
  void stop() {
    stopping = true;
    queue.wakeUp();
  }

  boolean hasFailed() {
    return failure != null;
  }

  @Override
  public void run() {
    try {
      while (!stopping || !queue.isEmpty()) {
        step();
      }
      if (unsynced && failure == null) {
        syncLog();
      }
    } finally {
      queue.end();
    }
  }

  private void step() {
    List<PendingWrite> writes;
    try {
      writes = queue.take(patienceNanos());
    } catch (InterruptedException e) {
      LOG.debug("The committer was interrupted; it ends by close only.");
      return;
    }
    if (failure != null) {
      tryToRecover();
    }
    for (int done = 0; done < writes.size(); ) {
      done += commitGroup(writes.subList(done, writes.size()));
    }
    if (unsynced && nanoTime.getAsLong() - syncedAt >= SECOND) {
      syncLog();
    }
  }

  private long patienceNanos() {
    return failure != null || unsynced ? SECOND : FOR_EVER;
  }

  /** Commits some of the first writes together, answers them, and returns how many. */
  private int commitGroup(List<PendingWrite> writes) {
    List<PendingWrite> members = writes.subList(0, groupSize(writes));
    StorageException failed = commit(members);
    for (PendingWrite write : members) {
      queue.answered(write);
      if (failed == null) {
        write.future.complete(write.result);
      } else {
        write.future.completeExceptionally(failed);
      }
    }
    return members.size();
  }

  private static int groupSize(List<PendingWrite> writes) {
    long bytes = 0;
    int size = 0;
    for (PendingWrite write : writes) {
      boolean alone = write.range != null;
      if (size > 0 && (alone || bytes + write.bytes > MAX_GROUP_BYTES)) {
        break;
      }
      bytes += write.bytes;
      size++;
      if (alone) {
        break;
      }
    }
    return size;
  }

  /** Makes the group durable; null when done, else what became of all of it. */
  private @Nullable StorageException commit(List<PendingWrite> members) {
    StorageException earlier = failure;
    if (earlier != null) {
      return notDone(earlier);
    }
    NativeDatabase database;
    try {
      database = databases.acquire();
    } catch (StorageException e) {
      return e;
    }
    try {
      return commit(members, database);
    } catch (RuntimeException | Error e) {
      LOG.error("The committer met an unexpected failure; opening the store anew.", e);
      return enterFailedState(unexpected(e));
    } finally {
      database.release();
    }
  }

  private @Nullable StorageException commit(List<PendingWrite> members, NativeDatabase database) {
    try {
      gather(members, database);
    } catch (RocksDBException e) {
      return RocksDbFailures.ofRead(e);
    }
    if (group.isEmpty()) {
      return null;
    }
    try {
      group.write(database);
    } catch (RocksDBException e) {
      return enterFailedState(RocksDbFailures.ofWrite(e));
    }
    counters.groups.increment();
    counters.commits.add(members.size());
    if (syncsLater) {
      unsynced = true;
    } else {
      counters.syncs.increment();
    }
    return null;
  }

  private void gather(List<PendingWrite> members, NativeDatabase database) throws RocksDBException {
    group.clear();
    PendingWrite last = members.get(members.size() - 1);
    for (PendingWrite write : members) {
      if (write.range == null) {
        group.add(write, write == last, database);
      } else {
        group.addRange(write.range);
      }
    }
  }

  private void syncLog() {
    NativeDatabase database = databases.tryAcquire();
    if (database == null) {
      return;
    }
    try {
      database.rocksDb().syncWal();
      counters.syncs.increment();
      unsynced = false;
      syncedAt = nanoTime.getAsLong();
    } catch (RocksDBException e) {
      enterFailedState(RocksDbFailures.ofWrite(e));
    } catch (RuntimeException | Error e) {
      enterFailedState(unexpected(e));
    } finally {
      database.release();
    }
  }

  private static UnknownOutcomeException unexpected(Throwable e) {
    return new UnknownOutcomeException(Reason.IO, "The write failed unexpectedly. " + e, e);
  }

  private static StorageException notDone(StorageException earlier) {
    return new StorageException(
        earlier.reason(),
        "The store takes no writes since one failed; it tries to recover every second. cause="
            + earlier.getMessage(),
        earlier);
  }

  private StorageException enterFailedState(StorageException cause) {
    LOG.error(
        "A write failed; the store takes no writes until it recovers. cause={}", cause.toString());
    counters.writeFailures.increment();
    failure = cause;
    unsynced = false;
    failedAttemptAt = nanoTime.getAsLong();
    return cause;
  }

  private void tryToRecover() {
    StorageException cause = failure;
    long now = nanoTime.getAsLong();
    if (cause == null || stopping || now - failedAttemptAt < SECOND) {
      return;
    }
    failedAttemptAt = now;
    if (cause.reason() == Reason.FULL && !freeSpace.suffices()) {
      return;
    }
    try {
      databases.reopen();
      group.forget();
      failure = null;
      counters.recoveries.increment();
      LOG.info("The store takes writes again. folder={}", databases.folder());
    } catch (RuntimeException | Error e) {
      // Whatever it is, the writes that wait get their answer, and the next attempt may work.
      LOG.warn("The store could not be opened again; trying every second.", e);
    }
  }
}
