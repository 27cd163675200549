package dev.aft.storage.rocksdb;

import dev.aft.storage.spi.StorageException;
import dev.aft.storage.spi.StorageException.Reason;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;

/**
 * Holds the native database and exchanges it: RocksDB refuses writes after a failed one until it is
 * opened anew.
 *
 * <p>Whoever gets a database from here has acquired it and releases it. The lock is held for
 * writing while there is no database because it is being exchanged; {@link #current} changes only
 * under it.
 */
final class DatabaseHolder {
  /** A start that replays the log into memory keeps its files, and adds one. */
  private static final int MAX_LOGS_KEPT = 8;

  private final Path folder;
  private final RocksDbSettings settings;
  private final ReadWriteLock exchange = new ReentrantReadWriteLock();
  private volatile @Nullable NativeDatabase current;
  private volatile boolean closed;

  private DatabaseHolder(Path folder, RocksDbSettings settings) {
    this.folder = folder;
    this.settings = settings;
  }

  /** Opens the database of {@code folder}, creating it if the folder is new. */
  static DatabaseHolder open(Path folder, RocksDbSettings settings) {
    FormatFile format = new FormatFile(folder);
    boolean exists = format.check();
    DatabaseHolder holder = new DatabaseHolder(folder, settings);
    boolean manyLogs = holder.forceLog() > MAX_LOGS_KEPT;
    NativeDatabase.Mode existing =
        manyLogs ? NativeDatabase.Mode.FLUSH_LOG : NativeDatabase.Mode.EXISTING;
    NativeDatabase database = holder.openNative(exists ? existing : NativeDatabase.Mode.CREATE);
    holder.current = database;
    if (!exists) {
      try {
        format.create();
      } catch (StorageException e) {
        database.close();
        throw e;
      }
    }
    return holder;
  }

  /** Forces the log and tells in how many files it is. */
  private int forceLog() {
    try {
      LogFiles files = new LogFiles(folder.resolve(FormatFile.DATA));
      files.force();
      return files.oldestFirst().size();
    } catch (IOException e) {
      throw new StorageException(
          Reason.IO, "The log cannot be forced to the disk. folder=" + folder, e);
    }
  }

  private NativeDatabase openNative(NativeDatabase.Mode mode) {
    try {
      return NativeDatabase.open(folder.resolve(FormatFile.DATA), settings, mode);
    } catch (RocksDBException e) {
      throw RocksDbFailures.ofOpen(e, folder);
    }
  }

  /** The database, acquired; null when there is none at this moment. Never waits. */
  @Nullable NativeDatabase tryAcquire() {
    NativeDatabase database = current;
    return database != null && database.acquire() ? database : null;
  }

  /**
   * The database, acquired; waits while it is being exchanged.
   *
   * @throws StorageException {@code CLOSED} or {@code UNAVAILABLE}
   */
  NativeDatabase acquire() {
    NativeDatabase database = tryAcquire();
    if (database == null) {
      exchange.readLock().lock();
      try {
        database = tryAcquire();
      } finally {
        exchange.readLock().unlock();
      }
    }
    if (database == null) {
      throw closed
          ? closedFailure()
          : new StorageException(
              Reason.UNAVAILABLE, "The store could not be opened again. folder=" + folder);
    }
    return database;
  }

  static StorageException closedFailure() {
    return new StorageException(Reason.CLOSED, "The store has been closed.");
  }

  /**
   * Closes the database and opens it again, which decides what became of writes with an unknown
   * outcome. Whatever is found is on the disk when this returns: after a failed write a log can be
   * whole in the page cache and nowhere else. When the database cannot be opened for writing, it is
   * opened for reading.
   *
   * @throws StorageException when writing is still not possible
   */
  void reopen() {
    exchange.writeLock().lock();
    try {
      if (closed) {
        throw closedFailure();
      }
      retireCurrent();
      try {
        current = openNative(NativeDatabase.Mode.FLUSH_LOG);
      } catch (StorageException e) {
        openForReading(e);
        throw e;
      }
    } finally {
      exchange.writeLock().unlock();
    }
  }

  private void openForReading(StorageException why) {
    try {
      current = openNative(NativeDatabase.Mode.READ_ONLY);
    } catch (StorageException e) {
      why.addSuppressed(e);
    }
  }

  void close() {
    exchange.writeLock().lock();
    try {
      closed = true;
      retireCurrent();
    } finally {
      exchange.writeLock().unlock();
    }
  }

  private void retireCurrent() {
    NativeDatabase database = current;
    current = null;
    if (database != null) {
      database.close();
    }
  }

  Path folder() {
    return folder;
  }
}
