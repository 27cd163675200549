package dev.aft.storage.rocksdb;

import dev.aft.storage.spi.StorageException;
import java.io.IOException;
import java.nio.file.Path;
import org.rocksdb.CompressionType;
import org.rocksdb.FlushOptions;
import org.rocksdb.ReadOptions;
import org.rocksdb.ReadTier;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteOptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One opening of the native database and what belongs to it. Its members may be touched between
 * {@link #acquire} and {@link #release} only: touching freed native memory kills the process.
 */
final class NativeDatabase {
  private static final Logger LOG = LoggerFactory.getLogger(NativeDatabase.class);

  /** Up to this size (an empty buffer has its filter), replaying the log costs less than a file. */
  private static final long SMALL_BUFFER_BYTES = 4L << 20;

  private final UseCount users = new UseCount();
  private final NativeOptions options;
  private final RocksDB database;
  private final ReadOptions fromMemory = verified().setReadTier(ReadTier.BLOCK_CACHE_TIER);
  private final ReadOptions fromDisk = verified();
  private final WriteOptions writeOptions;

  private NativeDatabase(NativeOptions options, RocksDB database, boolean sync) {
    this.options = options;
    this.database = database;
    this.writeOptions = new WriteOptions().setSync(sync);
  }

  /** How to open. */
  enum Mode {
    CREATE,
    EXISTING,
    /** What the log has goes to a file, durably, before anybody reads it. */
    FLUSH_LOG,
    READ_ONLY
  }

  /**
   * How to open, and what is known of the log.
   *
   * @param tornTail whether the log is read up to its damage, which is known to be its tail
   */
  record Opening(Mode mode, boolean tornTail) {}

  static NativeDatabase open(Path data, RocksDbSettings settings, Mode mode)
      throws RocksDBException {
    try {
      return open(data, settings, new Opening(mode, false));
    } catch (RocksDBException e) {
      if (!hasTornTail(data, e)) {
        throw e;
      }
      LOG.warn(
          "The log ends in a write that a power failure cut short; it was never acknowledged and is"
              + " dropped. data={} cause={}",
          data,
          e.toString());
      return open(data, settings, new Opening(mode, true));
    }
  }

  private static boolean hasTornTail(Path data, RocksDBException failure) {
    try {
      return RocksDbFailures.reason(failure) == StorageException.Reason.CORRUPT
          && LogTail.isTorn(new LogFiles(data).oldestFirst());
    } catch (IOException e) {
      failure.addSuppressed(e);
      return false;
    }
  }

  private static NativeDatabase open(Path data, RocksDbSettings settings, Opening opening)
      throws RocksDBException {
    try {
      return open(data, settings, opening, CompressionType.LZ4_COMPRESSION);
    } catch (RocksDBException e) {
      if (String.valueOf(e.getMessage()).contains("not linked")) {
        return open(data, settings, opening, CompressionType.NO_COMPRESSION);
      }
      throw e;
    }
  }

  private static NativeDatabase open(
      Path data, RocksDbSettings settings, Opening opening, CompressionType compression)
      throws RocksDBException {
    NativeOptions options = new NativeOptions(settings, opening, compression);
    try {
      RocksDB database =
          opening.mode() == Mode.READ_ONLY
              ? RocksDB.openReadOnly(options.options(), data.toString())
              : RocksDB.open(options.options(), data.toString());
      return new NativeDatabase(options, database, settings.durability() == Durability.COMMIT);
    } catch (RocksDBException e) {
      options.close();
      throw e;
    }
  }

  /** Options of a read that checks every block from a file against its checksum. */
  static ReadOptions verified() {
    return new ReadOptions().setVerifyChecksums(true);
  }

  boolean acquire() {
    return users.acquire();
  }

  void release() {
    users.release();
  }

  RocksDB rocksDb() {
    return database;
  }

  ReadTier tier(boolean memoryOnly) {
    return memoryOnly ? ReadTier.BLOCK_CACHE_TIER : ReadTier.READ_ALL_TIER;
  }

  ReadOptions readOptions(boolean memoryOnly) {
    return memoryOnly ? fromMemory : fromDisk;
  }

  WriteOptions writeOptions() {
    return writeOptions;
  }

  /** Waits for the users to finish, then frees everything. Called once, never by a user. */
  void close() {
    users.retire();
    flushLargeLog();
    fromMemory.close();
    fromDisk.close();
    writeOptions.close();
    try {
      database.closeE();
    } catch (RocksDBException e) {
      LOG.warn(
          "The database closed with a failure; its log has everything. cause={}", e.toString());
    }
    options.close();
  }

  private void flushLargeLog() {
    try (FlushOptions flush = new FlushOptions().setWaitForFlush(true)) {
      if (database.getLongProperty("rocksdb.cur-size-active-mem-table") > SMALL_BUFFER_BYTES) {
        database.flush(flush);
      }
    } catch (RocksDBException e) {
      LOG.debug("Not flushed on close; the next start replays the log. cause={}", e.toString());
    }
  }
}
