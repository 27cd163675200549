package dev.aft.engine.transaction;

import dev.aft.engine.EngineEnvironment;
import dev.aft.engine.EngineException;
import dev.aft.engine.EngineSettings;
import dev.aft.engine.ErrorCode;
import dev.aft.storage.spi.Store;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The transactions of one node over one store. */
final class AftTransactionManager implements TransactionManager, TransactionContext {
  private static final Logger LOG = LoggerFactory.getLogger(AftTransactionManager.class);
  private static final long CLOSE_SECONDS = 10;

  private final EngineSettings settings;
  private final EngineEnvironment environment;
  private final Counters counters = new Counters();
  private final WriteBudget budget;
  private final Spiller spiller;
  private final TransactionIds ids;
  private final VersionIndex index;
  private final CommitSequencer sequencer;
  private final Committer committer;
  private final VersionReader reader;
  private final ExclusiveCommits exclusiveCommits = new ExclusiveCommits();
  private final GarbageCollector collector;
  private final Set<AftTransaction> running = ConcurrentHashMap.newKeySet();
  private final AtomicInteger runningCount = new AtomicInteger();
  private final Future<?> ticks;
  private volatile boolean closed;

  AftTransactionManager(
      Store store,
      EngineSettings settings,
      EngineEnvironment environment,
      HybridLogicalClock clock) {
    this.settings = settings;
    this.environment = environment;
    this.budget = new WriteBudget(settings.writeBufferBytesTotal());
    this.spiller =
        new Spiller(
            store,
            new DurableSteps(store, environment.failPoints()),
            budget,
            new Background(environment.worker()),
            counters,
            () -> running);
    this.ids = new TransactionIds(environment);
    this.index = new VersionIndex(settings.versionIndexBytes());
    this.sequencer = new CommitSequencer(clock, ids.next());
    CommitRecords records = new CommitRecords(store, settings.commitRecordCacheBytes());
    this.committer =
        new Committer(
            store,
            records,
            index,
            sequencer,
            environment,
            settings.maxTransactionLifetime().toNanos(),
            counters);
    this.collector =
        new GarbageCollector(
            store,
            records,
            committer,
            spiller,
            settings,
            environment,
            clock,
            this::settledForAll,
            counters);
    this.reader =
        new VersionReader(store, index, records, clock, counters, collector::collectedBefore);
    long interval = settings.collectionInterval().toMillis();
    this.ticks =
        environment
            .scheduler()
            .scheduleWithFixedDelay(this::tick, interval, interval, TimeUnit.MILLISECONDS);
  }

  @Override
  public Transaction begin(TransactionOptions options) {
    if (closed) {
      throw new EngineException(ErrorCode.SHUTTING_DOWN, "The node is going down");
    }
    if (runningCount.incrementAndGet() > settings.runningTransactions()) {
      runningCount.decrementAndGet();
      throw new EngineException(
          ErrorCode.LIMIT_EXCEEDED,
          "Too many transactions: runningTransactions=" + settings.runningTransactions());
    }
    AftTransaction transaction =
        new AftTransaction(this, options.readOnly(), nanoTime() + lifetime(options).toNanos());
    running.add(transaction);
    return transaction;
  }

  @Override
  public CompletableFuture<Transaction> beginWhenReady(TransactionOptions options) {
    return CompletableFuture.completedFuture(begin(options));
  }

  @Override
  public CompletableFuture<TransactionOutcome> outcome(TransactionId id, boolean isFinal) {
    return committer
        .outcome(id)
        .thenApply(
            record ->
                new TransactionOutcome(
                    record.committed()
                        ? TransactionOutcome.State.COMMITTED
                        : TransactionOutcome.State.ABORTED,
                    null));
  }

  @Override
  public boolean isRunningWithKey(String idempotencyKey) {
    return false;
  }

  private Duration lifetime(TransactionOptions options) {
    Duration timeout = options.timeout();
    Duration max = settings.maxTransactionLifetime();
    return timeout == null || timeout.compareTo(max) > 0 ? max : timeout;
  }

  private void tick() {
    try {
      running.forEach(AftTransaction::expireIfDue);
      collector.tick();
    } catch (RuntimeException e) {
      LOG.error("Background work failed", e);
    }
  }

  /** Every commit before this stamp is published, and settled for every transaction under way. */
  private Stamp settledForAll() {
    Stamp oldest = sequencer.snapshot().settledBefore();
    for (AftTransaction transaction : running) {
      Stamp settled = transaction.settledBefore();
      if (settled != null && settled.isBefore(oldest)) {
        oldest = settled;
      }
    }
    return oldest;
  }

  @Override
  public void pauseCollection() {
    collector.pause();
  }

  @Override
  public void resumeCollection() {
    collector.resume();
  }

  @Override
  public Map<String, Long> statistics() {
    Map<String, Long> values = new LinkedHashMap<>();
    values.put("transactions.running", (long) runningCount.get());
    values.put("transactions.running.max", (long) settings.runningTransactions());
    values.put("transactions.committed", counters.committed.sum());
    values.put("transactions.committed.readonly", counters.committedReadOnly.sum());
    values.put("transactions.aborted", counters.aborted.sum());
    values.put("transactions.expired", counters.expired.sum());
    values.put("commits.underway", (long) sequencer.countUnderWay());
    values.put("commits.multistep", counters.multiStepCommits.sum());
    values.put("commits.fenced", counters.fenced.sum());
    values.put("commits.unknown", counters.unknown.sum());
    values.put("commits.failed", counters.failed.sum());
    values.put("commits.unchanged.refused", counters.unchangedRefused.sum());
    values.put("writebuffer.bytes", budget.usedBytes());
    values.put("writebuffer.bytes.max", settings.writeBufferBytesTotal());
    values.put("spill.bytes", budget.spilledBytes());
    values.put("spill.transactions", counters.spilledTransactions.sum());
    values.put("spill.values", counters.spilledValues.sum());
    values.put("spill.failures", counters.spillFailures.sum());
    values.put("index.entries", index.estimatedEntries());
    values.put("index.bytes", index.weightedBytes());
    values.put("index.bytes.max", settings.versionIndexBytes());
    values.put("reads.index", counters.readsFromIndex.sum());
    values.put("reads.store", counters.readsFromStore.sum());
    values.put("reads.belowretained", counters.readsBelowRetained.sum());
    values.put("collection.commits", counters.collectedCommits.sum());
    values.put("collection.versions", counters.collectedVersions.sum());
    values.put("collection.orphans", counters.collectedOrphans.sum());
    values.put("collection.spills", counters.collectedSpills.sum());
    values.put("collection.failures", counters.collectionFailures.sum());
    return values;
  }

  @Override
  public void close() {
    closed = true;
    ticks.cancel(false);
    collector.pause();
    running.forEach(AftTransaction::abort);
    CompletableFuture<?>[] commits =
        running.stream().map(AftTransaction::outcome).toArray(CompletableFuture<?>[]::new);
    try {
      CompletableFuture.allOf(commits).get(CLOSE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (TimeoutException e) {
      LOG.warn("Closed while commits were under way: commits={}", commits.length);
    } catch (ExecutionException e) {
      LOG.debug("A commit failed while closing", e);
    }
  }

  // What transactions need

  @Override
  public VersionReader reader() {
    return reader;
  }

  @Override
  public Committer committer() {
    return committer;
  }

  @Override
  public ExclusiveCommits exclusiveCommits() {
    return exclusiveCommits;
  }

  @Override
  public TransactionIds ids() {
    return ids;
  }

  @Override
  public Counters counters() {
    return counters;
  }

  @Override
  public Spiller spiller() {
    return spiller;
  }

  @Override
  public WriteBuffer newWriteBuffer() {
    return new WriteBuffer(new BufferSize(settings, budget));
  }

  @Override
  public ReadSet newReadSet() {
    return new ReadSet(sequencer.snapshot(), settings.readSetEntries());
  }

  @Override
  public long nanoTime() {
    return environment.nanoTime().getAsLong();
  }

  @Override
  public void finished(AftTransaction transaction) {
    if (running.remove(transaction)) {
      runningCount.decrementAndGet();
    }
  }
}
