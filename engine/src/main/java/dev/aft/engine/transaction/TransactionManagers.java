package dev.aft.engine.transaction;

import dev.aft.engine.DurableStep;
import dev.aft.engine.EngineEnvironment;
import dev.aft.engine.EngineException;
import dev.aft.engine.EngineSettings;
import dev.aft.engine.ErrorCode;
import dev.aft.engine.FailPoints;
import dev.aft.storage.spi.Bytes;
import dev.aft.storage.spi.CreateResult;
import dev.aft.storage.spi.Entry;
import dev.aft.storage.spi.KeyRange;
import dev.aft.storage.spi.ScanDirection;
import dev.aft.storage.spi.Store;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.random.RandomGenerator;

/** Opens the transaction layer over a store. */
public final class TransactionManagers {
  private static final long OPEN_SECONDS = 60;
  private static final Bytes FORMAT = Bytes.wrap(new byte[] {2});

  /** Has all that format 2 has, but for key records and what goes with them. */
  private static final Bytes FORMAT_WITHOUT_KEYS = Bytes.wrap(new byte[] {1});

  private TransactionManagers() {}

  /**
   * Opens {@code store} for transactions: checks or writes the format version, and moves the clock
   * past everything committed before. Blocks for four small reads, whatever the store holds. The
   * store stays the caller's to close, after the manager.
   *
   * @throws EngineException when the store does not answer, or holds a newer format
   */
  public static TransactionManager open(
      Store store, EngineSettings settings, EngineEnvironment environment) {
    checkFormat(store, environment.failPoints());
    HybridLogicalClock clock = new HybridLogicalClock(environment.clock());
    clock.observe(await(newestTimestamp(store)));
    return new AftTransactionManager(
        store, storeId(store, environment), settings, environment, clock);
  }

  /** Whoever opens a store without an id first gives it one. */
  private static String storeId(Store store, EngineEnvironment environment) {
    Optional<Bytes> known = await(store.read(StorageLayout.STORE_ID_KEY));
    if (known.isEmpty()) {
      RandomGenerator random = environment.random();
      String made = new UUID(random.nextLong(), random.nextLong()).toString();
      DurableSteps steps = new DurableSteps(store, environment.failPoints());
      Entry entry = new Entry(StorageLayout.STORE_ID_KEY, Bytes.utf8(made));
      await(steps.createIfAbsent(DurableStep.FORMAT, entry));
      known = await(store.read(StorageLayout.STORE_ID_KEY));
    }
    return known.map(Bytes::toUtf8).orElse("");
  }

  /** A store that has been opened before is only read. */
  private static void checkFormat(Store store, FailPoints failPoints) {
    DurableSteps steps = new DurableSteps(store, failPoints);
    Entry format = new Entry(StorageLayout.FORMAT_KEY, FORMAT);
    Optional<Bytes> found = await(store.read(StorageLayout.FORMAT_KEY));
    if (found.isEmpty()) {
      CreateResult created = await(steps.createIfAbsent(DurableStep.FORMAT, format));
      if (created == CreateResult.CREATED) {
        return;
      }
      found = await(store.read(StorageLayout.FORMAT_KEY));
    }
    if (found.equals(Optional.of(FORMAT_WITHOUT_KEYS))) {
      await(steps.write(DurableStep.FORMAT, List.of(format)));
    } else if (found.isPresent() && UnfinishedCopy.isIn(found.get())) {
      throw unfinishedCopy(found.get());
    } else if (!found.equals(Optional.of(FORMAT))) {
      throw EngineException.builder(
              ErrorCode.STORAGE_FAILED, "The data was written in another format")
          .detail("supported=" + FORMAT + " found=" + found.map(Bytes::toString).orElse("none"))
          .hint("Use the version of the software that wrote the data, or a newer one.")
          .build();
    }
  }

  private static EngineException unfinishedCopy(Bytes found) {
    String source =
        UnfinishedCopy.decode(found).map(copy -> ". source=" + copy.source()).orElse("");
    return EngineException.builder(
            ErrorCode.STORAGE_FAILED,
            "The store is the target of a copy that has not ended" + source)
        .hint("Run the same ./aft copy again: it goes on where it was.")
        .build();
  }

  /**
   * Every commit is in the journal, or before what garbage collection has noted. Nothing is read
   * there: a store may have to step over all that was removed.
   */
  private static CompletableFuture<Long> newestTimestamp(Store store) {
    return store
        .read(StorageLayout.COLLECTED_KEY)
        .thenCompose(
            collected -> {
              Stamp floor = collected.map(StorageLayout::decodeStamp).orElse(Stamp.ZERO);
              KeyRange kept =
                  new KeyRange(StorageLayout.journalKey(floor), StorageLayout.JOURNAL_RANGE.to());
              return store
                  .scan(kept, ScanDirection.BACKWARD, 1)
                  .thenApply(newest -> newest.isEmpty() ? floor : stampOf(newest.get(0)));
            })
        .thenApply(Stamp::timestamp);
  }

  private static Stamp stampOf(Entry journal) {
    return StorageLayout.journalStamp(journal.key());
  }

  private static <T> T await(CompletableFuture<T> future) {
    try {
      return future.get(OPEN_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new EngineException(ErrorCode.QUERY_CANCELED, "Interrupted while opening the store");
    } catch (ExecutionException e) {
      throw StorageErrors.toEngine(e.getCause() == null ? e : e.getCause());
    } catch (TimeoutException e) {
      throw new EngineException(
          ErrorCode.STORAGE_UNAVAILABLE, "The store did not answer in time while opening");
    }
  }
}
