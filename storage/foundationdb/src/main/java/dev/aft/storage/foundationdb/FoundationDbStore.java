package dev.aft.storage.foundationdb;

import dev.aft.storage.spi.AtomicBatches;
import dev.aft.storage.spi.Bytes;
import dev.aft.storage.spi.CreateResult;
import dev.aft.storage.spi.Entry;
import dev.aft.storage.spi.KeyRange;
import dev.aft.storage.spi.Ownership;
import dev.aft.storage.spi.RangeDeletes;
import dev.aft.storage.spi.ScanBounds;
import dev.aft.storage.spi.ScanDirection;
import dev.aft.storage.spi.ScanPage;
import dev.aft.storage.spi.SnapshotReads;
import dev.aft.storage.spi.StorageException;
import dev.aft.storage.spi.StorageException.Reason;
import dev.aft.storage.spi.Store;
import dev.aft.storage.spi.StoreStatistics;
import dev.aft.storage.spi.WriteBatch;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A {@link Store} in a FoundationDB cluster. Opening it takes it over from whoever had it open
 * before; that store fails every call with {@code IN_USE} from then on.
 *
 * <p><b>Continuations.</b> Futures complete on the threads of the environment's executor, never on
 * FoundationDB's network thread. There are few of them: a continuation must not wait for another
 * call of the store. {@link #close} must not be called from one.
 *
 * <p><b>Time.</b> Each FoundationDB transaction is tried for the {@code timeout} of the settings; a
 * write whose commit may have happened takes up to twice that, to find out. Calls that need several
 * transactions (long scans, large values and writes) have it for each.
 *
 * <p><b>Sizes.</b> Keys up to about 9,990 bytes, values up to 2 GB in theory and 64 MB in practice.
 */
public final class FoundationDbStore
    implements Store, AtomicBatches, SnapshotReads, RangeDeletes, StoreStatistics, Ownership {
  private static final Logger LOG = LoggerFactory.getLogger(FoundationDbStore.class);
  private static final Set<Class<?>> POWERS =
      Set.of(
          AtomicBatches.class,
          SnapshotReads.class,
          RangeDeletes.class,
          StoreStatistics.class,
          Ownership.class);

  /** How long close waits for calls under way before and after it cancels them. */
  private static final long CLOSE_MILLIS = 5000;

  private static final long EXECUTOR_MILLIS = 1000;

  /** After so long without a first answer there is a line in the log. */
  private static final long SILENCE_MILLIS = 2000;

  private final ClusterConnection connection;
  private final FoundationDbEnvironment environment;
  private final Calls calls;
  private final Counters counters = new Counters();
  private final ChunkIds chunkIds;
  private final StoreOwner owner;
  private final Transactions transactions;
  private final Writer writer;
  private final Reader reader;
  private final Scanner scanner;
  private final Sweep sweep;
  private final Housekeeping housekeeping;
  private final long batchBytes;
  private final Takeover takeover;
  private final long timeoutMillis;

  private FoundationDbStore(
      ClusterConnection connection,
      FoundationDbSettings settings,
      FoundationDbEnvironment environment) {
    String where = "cluster-file=" + connection.name() + " prefix=" + settings.prefix();
    KeySpace keys = new KeySpace(settings.prefix());
    this.connection = connection;
    this.environment = environment;
    this.batchBytes = settings.batchBytes();
    this.calls = new Calls(settings.maxCalls());
    this.chunkIds = new ChunkIds(environment.currentTimeMillis(), environment.random());
    this.owner = new StoreOwner(newOwnerId(environment.random()), where);
    this.transactions =
        new Transactions(
            connection.database(),
            environment.executor(),
            new Failures(connection.name(), settings.timeoutMillis()),
            counters);
    this.sweep = new Sweep(transactions, keys, chunkIds, owner, counters);
    this.housekeeping =
        new Housekeeping(
            environment.scheduler(), calls, counters, () -> lookForOwner(keys), sweep, chunkIds);
    ChunkReader chunks = new ChunkReader(transactions, keys);
    this.reader = new Reader(transactions, keys, chunks);
    this.scanner = new Scanner(transactions, keys, chunks);
    Planner planner = new Planner(keys, chunkIds, settings.batchBytes());
    this.writer =
        new Writer(transactions, keys, planner, chunkIds, owner, housekeeping::requestSweep);
    this.takeover = new Takeover(keys, owner, where);
    this.timeoutMillis = settings.timeoutMillis();
  }

  private static Bytes newOwnerId(LongSupplier random) {
    ByteBuffer id = ByteBuffer.allocate(16).putLong(random.getAsLong());
    return Bytes.wrap(id.putLong(random.getAsLong()).array());
  }

  /**
   * Opens the store and takes it over, which blocks until the cluster has answered or the timeout
   * is over. The store owns the connection and the executors of the environment from here on, also
   * when this fails.
   *
   * @throws StorageException {@code UNAVAILABLE} when the cluster does not answer; {@code
   *     NEWER_FORMAT}; {@code MISCONFIGURED} when the prefix is used by something else
   */
  public static FoundationDbStore open(
      ClusterConnection connection,
      FoundationDbSettings settings,
      FoundationDbEnvironment environment) {
    return begin(
        connection,
        settings,
        environment,
        store -> {
          store.await(store.transactions.write(store.takeover));
          store.housekeeping.start();
        });
  }

  /** Like {@link #open}, but takes the store over from nobody. Every write fails. */
  static FoundationDbStore look(
      ClusterConnection connection,
      FoundationDbSettings settings,
      FoundationDbEnvironment environment) {
    return begin(
        connection,
        settings,
        environment,
        store -> store.await(store.transactions.read(store.takeover::look)));
  }

  private static FoundationDbStore begin(
      ClusterConnection connection,
      FoundationDbSettings settings,
      FoundationDbEnvironment environment,
      Consumer<FoundationDbStore> first) {
    try {
      FoundationDbStore store = new FoundationDbStore(connection, settings, environment);
      first.accept(store);
      return store;
    } catch (RuntimeException e) {
      environment.scheduler().shutdownNow();
      environment.executor().shutdown();
      connection.close();
      throw e;
    }
  }

  /**
   * @param taken answers whether there may be values in chunks
   */
  private void await(CompletableFuture<Boolean> taken) {
    try {
      if (firstAnswer(taken)) {
        chunkIds.foundChunks();
      }
    } catch (ExecutionException e) {
      throw StorageException.from(e);
    } catch (TimeoutException e) {
      transactions.cancelAll();
      throw new StorageException(
          Reason.UNAVAILABLE,
          "FoundationDB's client does not answer. cluster-file=" + connection.name(),
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      transactions.cancelAll();
      throw new StorageException(Reason.UNAVAILABLE, "Interrupted while the store was opened.", e);
    }
  }

  /** Says so when it takes longer than people expect a start to take. */
  private boolean firstAnswer(CompletableFuture<Boolean> taken)
      throws ExecutionException, TimeoutException, InterruptedException {
    try {
      return taken.get(Math.min(SILENCE_MILLIS, timeoutMillis), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      LOG.warn(
          "FoundationDB has not answered yet; it is waited for. cluster-file={} timeout-ms={}",
          connection.name(),
          timeoutMillis);
      // The native client keeps the time; this is for a native client that does not answer at all.
      return taken.get(3 * timeoutMillis + CLOSE_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  /** One step of the sweep that goes on in the background anyway, for tests. */
  CompletableFuture<Optional<Bytes>> sweepStep(Optional<Bytes> from) {
    return call(() -> sweep.step(from));
  }

  /** Whether the store is still this one's. */
  private CompletableFuture<Boolean> lookForOwner(KeySpace keys) {
    return transactions
        .read(transaction -> transaction.get(keys.owner()).thenApply(Optional::ofNullable))
        .thenApply(
            found -> {
              try {
                owner.require(found.orElse(null));
                return true;
              } catch (StorageException e) {
                return false;
              }
            });
  }

  /** Every call goes through here: bounded, not after close, not after the store was lost. */
  private <T> CompletableFuture<T> call(Supplier<CompletableFuture<T>> action) {
    try {
      calls.enter();
    } catch (StorageException e) {
      if (e.reason() == Reason.THROTTLED) {
        counters.throttled.increment();
      }
      return CompletableFuture.failedFuture(e);
    }
    CompletableFuture<T> result =
        owner.isLost() ? CompletableFuture.failedFuture(owner.failure()) : Futures.call(action);
    return result.whenComplete((value, failure) -> calls.leave());
  }

  @Override
  public CompletableFuture<Optional<Bytes>> read(Bytes key) {
    return call(() -> reader.read(key));
  }

  @Override
  public CompletableFuture<List<Optional<Bytes>>> readMany(List<Bytes> keys) {
    List<Bytes> wanted = List.copyOf(keys);
    return call(() -> reader.readMany(wanted));
  }

  @Override
  public CompletableFuture<List<Entry>> scan(KeyRange range, ScanDirection direction, int limit) {
    return scanPage(range, direction, limit, Long.MAX_VALUE).thenApply(ScanPage::entries);
  }

  @Override
  public CompletableFuture<ScanPage> scanPage(
      KeyRange range, ScanDirection direction, int limit, long maxBytes) {
    return ScanBounds.checked(
        limit, maxBytes, () -> call(() -> scanner.scan(range, direction, limit, maxBytes)));
  }

  @Override
  public CompletableFuture<List<Entry>> scanSnapshot(
      KeyRange range, ScanDirection direction, int limit) {
    if (limit < 1) {
      return CompletableFuture.failedFuture(
          new IllegalArgumentException("A scan needs a limit of at least 1. limit=" + limit));
    }
    return call(() -> scanner.scanSnapshot(range, direction, limit));
  }

  @Override
  public CompletableFuture<CreateResult> createIfAbsent(Bytes key, Bytes value) {
    return call(() -> writer.createIfAbsent(new Entry(key, value)));
  }

  @Override
  public CompletableFuture<CreateResult> commitIfAbsent(List<Entry> conditions, WriteBatch batch) {
    List<Entry> copy = List.copyOf(conditions);
    return call(() -> writer.commitIfAbsent(copy, batch));
  }

  @Override
  public CompletableFuture<Void> commit(WriteBatch batch) {
    return call(() -> writer.commitIfAbsent(List.of(), batch)).thenAccept(done -> {});
  }

  @Override
  public CompletableFuture<Void> write(List<Entry> entries) {
    List<Entry> copy = List.copyOf(entries);
    return call(() -> writer.writeAll(copy)).thenAccept(done -> {});
  }

  @Override
  public CompletableFuture<Void> delete(List<Bytes> keys) {
    List<Bytes> copy = List.copyOf(keys);
    return call(() -> writer.deleteAll(copy)).thenAccept(done -> {});
  }

  @Override
  public CompletableFuture<Void> deleteRange(KeyRange range) {
    return call(() -> writer.deleteRange(range)).thenAccept(done -> {});
  }

  @Override
  public long maxBatchBytes() {
    return batchBytes;
  }

  @Override
  public boolean accepts(List<Entry> conditions, WriteBatch batch) {
    return writer.accepts(conditions, batch);
  }

  @Override
  public Map<String, Long> statistics() {
    if (calls.isClosed()) {
      return Map.of();
    }
    Map<String, Long> statistics = counters.all();
    statistics.put("calls_under_way", (long) calls.underWay());
    statistics.put("open_transactions", (long) transactions.openCount());
    statistics.put("lost_state", owner.isLost() ? 1L : 0L);
    return statistics;
  }

  @Override
  public <T> Optional<T> capability(Class<T> power) {
    return POWERS.contains(power) ? Optional.of(power.cast(this)) : Optional.empty();
  }

  @Override
  public boolean isExclusive() {
    return true;
  }

  /** Noticed by the next write, or by a look every two seconds. */
  @Override
  public CompletableFuture<StorageException> lost() {
    return owner.lost();
  }

  /**
   * Waits some seconds for the calls under way, cancels what is left, then closes. Not to be called
   * from a continuation.
   */
  @Override
  public void close() {
    if (!calls.close()) {
      return;
    }
    housekeeping.stop();
    boolean idle = calls.awaitNone(CLOSE_MILLIS);
    transactions.cancelAll();
    if (!idle) {
      calls.awaitNone(CLOSE_MILLIS);
    }
    environment.executor().shutdown();
    awaitExecutor();
    connection.close();
  }

  /** What was cancelled has its transactions closed there. */
  private void awaitExecutor() {
    try {
      environment.executor().awaitTermination(EXECUTOR_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
