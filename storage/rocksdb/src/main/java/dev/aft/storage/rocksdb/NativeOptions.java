package dev.aft.storage.rocksdb;

import java.util.List;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.Cache;
import org.rocksdb.ChecksumType;
import org.rocksdb.CompressionType;
import org.rocksdb.DataBlockIndexType;
import org.rocksdb.IndexType;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.TablePropertiesCollectorFactory;
import org.rocksdb.WALRecoveryMode;

/**
 * RocksDB's options. What they are chosen for: memory and start-up time that do not grow with the
 * data, cheap answers to "does this key exist", and no silent loss.
 */
final class NativeOptions implements AutoCloseable {
  private static final int BLOOM_BITS_PER_KEY = 10;
  private static final int CACHE_SHARD_BITS = 4;

  /** A table with so many deletes among so many neighbours, or so large a share, is rewritten. */
  private static final long DELETES_WINDOW = 8192;

  private static final long DELETES_TRIGGER = 4096;
  private static final double DELETES_SHARE = 0.5;

  private final Cache cache;
  private final BloomFilter filter = new BloomFilter(BLOOM_BITS_PER_KEY);
  private final TablePropertiesCollectorFactory deletes =
      TablePropertiesCollectorFactory.NewCompactOnDeletionCollectorFactory(
          DELETES_WINDOW, DELETES_TRIGGER, DELETES_SHARE);
  private final Options options = new Options();

  NativeOptions(
      RocksDbSettings settings, NativeDatabase.Opening opening, CompressionType compression) {
    cache = new LRUCache(settings.cacheBytes(), CACHE_SHARD_BITS, false, 0.4);
    options
        .setCreateIfMissing(opening.mode() == NativeDatabase.Mode.CREATE)
        .setCompressionType(compression)
        .setTableFormatConfig(table())
        .setMaxBackgroundJobs(2)
        .setBytesPerSync(1L << 20)
        .setParanoidChecks(true)
        .setInfoLogLevel(InfoLogLevel.WARN_LEVEL)
        .setKeepLogFileNum(3)
        .setMaxLogFileSize(4L << 20)
        .setStatsDumpPeriodSec(0)
        .setStatsPersistPeriodSec(0);
    options.setTablePropertiesCollectorFactory(List.of(deletes));
    writes(settings);
    start(settings, opening);
  }

  /** A fresh key's absence is answered by the filters: of the memtables and of the files. */
  private void writes(RocksDbSettings settings) {
    options
        .setWriteBufferSize(settings.writeBufferBytes())
        .setMaxWriteBufferNumber(3)
        .setManifestPreallocationSize(64L << 10)
        .setMaxTotalWalSize(2 * settings.writeBufferBytes())
        .setMemtablePrefixBloomSizeRatio(0.05)
        .setMemtableWholeKeyFiltering(true);
  }

  /**
   * Opening does not touch every file: their number is bounded, their sizes are not checked.
   *
   * <p>With a forced log a damaged record is damage, and opening fails; {@link LogTail} finds out
   * whether it was a torn tail. Without, what a power failure leaves looks the same, and the log is
   * read up to it.
   *
   * <p>A whole log is replayed into memory, which needs no room on the disk. A log read up to some
   * damage must not be there at the next start, when other logs follow it; and after a failed write
   * the log may lie in the page cache only: then its content is flushed to a file. So it is when
   * many starts have left a log each.
   */
  private void start(RocksDbSettings settings, NativeDatabase.Opening opening) {
    boolean upToDamage = opening.tornTail() || settings.durability() != Durability.COMMIT;
    options
        .setMaxOpenFiles(settings.maxOpenFiles())
        .setSkipStatsUpdateOnDbOpen(true)
        .setSkipCheckingSstFileSizesOnDbOpen(true)
        .setAvoidFlushDuringRecovery(!upToDamage && opening.mode() != NativeDatabase.Mode.FLUSH_LOG)
        .setWalRecoveryMode(
            upToDamage
                ? WALRecoveryMode.PointInTimeRecovery
                : WALRecoveryMode.TolerateCorruptedTailRecords);
  }

  private BlockBasedTableConfig table() {
    return new BlockBasedTableConfig()
        .setBlockCache(cache)
        .setFilterPolicy(filter)
        .setWholeKeyFiltering(true)
        .setIndexType(IndexType.kTwoLevelIndexSearch)
        .setPartitionFilters(true)
        .setMetadataBlockSize(4096)
        .setCacheIndexAndFilterBlocks(true)
        .setCacheIndexAndFilterBlocksWithHighPriority(true)
        .setPinTopLevelIndexAndFilter(true)
        .setPinL0FilterAndIndexBlocksInCache(true)
        .setDataBlockIndexType(DataBlockIndexType.kDataBlockBinaryAndHash)
        .setChecksumType(ChecksumType.kXXH3)
        .setFormatVersion(5);
  }

  Options options() {
    return options;
  }

  @Override
  public void close() {
    options.close();
    deletes.close();
    filter.close();
    cache.close();
  }
}
