package dev.aft.engine.transaction;

import dev.aft.engine.Bound;
import dev.aft.engine.EngineEnvironment;
import dev.aft.engine.EngineException;
import dev.aft.engine.EngineSettings;
import dev.aft.engine.ErrorCode;
import dev.aft.storage.spi.Bytes;
import dev.aft.storage.spi.Store;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The transactions of one node over one store. */
final class AftTransactionManager implements TransactionManager, TransactionContext {
  private static final Logger LOG = LoggerFactory.getLogger(AftTransactionManager.class);
  private static final long CLOSE_SECONDS = 10;

  private final String storeId;
  private final EngineSettings settings;
  private final EngineEnvironment environment;
  private final Counters counters = new Counters();
  private final WriteBudget budget;
  private final Spiller spiller;
  private final TransactionIds ids;
  private final VersionIndex index;
  private final CommitRecords records;
  private final CommitSequencer sequencer;
  private final Committer committer;
  private final VersionReader reader;
  private final ExclusiveCommits exclusiveCommits = new ExclusiveCommits();
  private final GarbageCollector collector;
  private final RunningTransactions running;
  private final KeyRecords keys;
  private final OutcomeQueries outcomes;
  private final CausalityGate gate;
  private final Future<?> ticks;

  /** What was in the store at the start needs no mention in a token, if no other node has it. */
  private final long known;

  private volatile boolean closed;

  AftTransactionManager(
      Store store,
      String storeId,
      EngineSettings settings,
      EngineEnvironment environment,
      HybridLogicalClock clock) {
    this.storeId = storeId;
    this.settings = settings;
    this.environment = environment;
    this.budget = new WriteBudget(settings.writeBufferBytesTotal());
    this.running = new RunningTransactions(settings.runningTransactions());
    this.spiller =
        new Spiller(
            store,
            new DurableSteps(store, environment.failPoints()),
            budget,
            new Background(environment.worker()),
            counters,
            () -> running);
    long opened = clock.last();
    this.known = store.isExclusive() ? opened : 0;
    this.ids = new TransactionIds(environment, clock);
    this.index = new VersionIndex(settings.versionIndexBytes());
    this.sequencer = new CommitSequencer(clock, ids.next());
    DurableSteps steps = new DurableSteps(store, environment.failPoints());
    this.keys = new KeyRecords(store, steps);
    this.records = new CommitRecords(store, keys, settings.commitRecordCacheBytes());
    Outcomes decisions = new Outcomes(steps, records, sequencer);
    CommitWriter writer =
        new CommitWriter(
            store,
            steps,
            keys,
            environment,
            settings.maxTransactionLifetime().toNanos(),
            counters,
            sequencer::beginDeciding);
    this.committer =
        new Committer(writer, decisions, keys, index, sequencer, environment, counters);
    this.outcomes =
        new OutcomeQueries(store, decisions, sequencer, ids, clock, environment, settings);
    this.gate =
        new CausalityGate(
            new OwnCommits(ids.tag(), opened, sequencer), clock, settings, environment, counters);
    this.collector =
        new GarbageCollector(
            store,
            records,
            decisions,
            spiller,
            settings,
            environment,
            clock,
            this::settledForAll,
            index,
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
    if (options.idempotencyKey() != null || !isMet(options.after())) {
      throw new IllegalArgumentException("These options need I/O: beginWhenReady");
    }
    return begin(options, null);
  }

  private static boolean isMet(@Nullable CausalityToken after) {
    return after == null || after.seen().isEmpty();
  }

  private Transaction begin(TransactionOptions options, @Nullable Bytes key) {
    if (closed) {
      throw new EngineException(ErrorCode.SHUTTING_DOWN, "The node is going down");
    }
    long deadline = nanoTime() + lifetime(options).toNanos();
    running.reserve(options.isRefusable());
    AftTransaction transaction = new AftTransaction(this, options.readOnly(), key, deadline);
    running.add(transaction);
    return transaction;
  }

  @Override
  public CompletableFuture<Transaction> beginWhenReady(TransactionOptions options) {
    try {
      String text = options.idempotencyKey();
      Bytes key = text == null ? null : idempotencyKey(text, options.keyOwner());
      CausalityToken after = options.after();
      if (key == null && isMet(after)) {
        return CompletableFuture.completedFuture(begin(options, null));
      }
      CompletableFuture<Void> ready =
          after == null ? CompletableFuture.completedFuture(null) : gate.pass(after);
      return ready
          .thenCompose(
              passed -> key == null ? CompletableFuture.completedFuture(null) : requireUndone(key))
          .thenApply(undone -> begin(options, key))
          .exceptionally(
              error -> {
                throw StorageErrors.toEngine(error);
              });
    } catch (EngineException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private Bytes idempotencyKey(String text, @Nullable Long owner) {
    Bytes key = Bytes.utf8(text);
    if (key.isEmpty()) {
      throw new EngineException(
          ErrorCode.INVALID_PARAMETER_VALUE, "An idempotency key must not be empty");
    }
    if (key.length() > settings.idempotencyKeyBytes()) {
      throw EngineException.beyond(
          Bound.MAX_IDEMPOTENCY_KEY_SIZE,
          settings.idempotencyKeyBytes(),
          "The idempotency key of " + key.length() + " bytes is too long");
    }
    return ownedKey(key, owner);
  }

  /** No text begins with a zero byte, so nobody can name the key of an owner. */
  private static Bytes ownedKey(Bytes key, @Nullable Long owner) {
    if (owner == null) {
      return key;
    }
    ByteBuffer owned = ByteBuffer.allocate(1 + Long.BYTES + key.length());
    owned.put((byte) 0).putLong(owner).put(key.toArray());
    return Bytes.wrap(owned.array());
  }

  @Override
  public CompletableFuture<@Nullable Void> requireUndone(Bytes key) {
    return keys.find(key)
        .thenCompose(
            found ->
                found.isEmpty()
                    ? CompletableFuture.completedFuture(null)
                    : committer
                        .whenOver(found.get().stamp().id())
                        .thenAccept(
                            over -> {
                              counters.repeated.increment();
                              throw found.get().toException();
                            }));
  }

  @Override
  public CompletableFuture<TransactionOutcome> outcome(TransactionId id, boolean isFinal) {
    try {
      counters.outcomesAsked.increment();
      outcomes.requirePlausible(id);
      AftTransaction local = running.find(id);
      if (local != null && !isFinal) {
        return CompletableFuture.completedFuture(
            new TransactionOutcome(TransactionOutcome.State.RUNNING, null));
      }
      if (local != null) {
        local.fence();
      }
      return outcomes
          .ask(id, isFinal)
          .thenCompose(answer -> whenVisible(id, answer))
          .exceptionally(
              error -> {
                throw StorageErrors.toEngine(error);
              });
    } catch (EngineException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  /** Whoever is told that a transaction is committed finds what it wrote. */
  private CompletableFuture<TransactionOutcome> whenVisible(
      TransactionId id, TransactionOutcome answer) {
    return answer.state() == TransactionOutcome.State.COMMITTED
        ? committer.whenOver(id).thenApply(over -> answer)
        : CompletableFuture.completedFuture(answer);
  }

  @Override
  public String storeId() {
    return storeId;
  }

  @Override
  public boolean isRunningWithKey(String idempotencyKey, @Nullable Long keyOwner) {
    return running.hasKey(ownedKey(Bytes.utf8(idempotencyKey), keyOwner));
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
    values.put("transactions.running", (long) running.count());
    values.put("transactions.running.max", (long) settings.runningTransactions());
    values.put("transactions.running.keys", (long) running.countWithKey());
    values.put("transactions.committed", counters.committed.sum());
    values.put("transactions.committed.readonly", counters.committedReadOnly.sum());
    values.put("transactions.committed.keyed", counters.committedWithKey.sum());
    values.put("transactions.repeated", counters.repeated.sum());
    values.put("transactions.fenced", counters.fencedRunning.sum());
    values.put("transactions.aborted", counters.aborted.sum());
    values.put("transactions.expired", counters.expired.sum());
    values.put("outcomes.asked", counters.outcomesAsked.sum());
    values.put("causality.waits", counters.causalityWaits.sum());
    values.put("causality.timeouts", counters.causalityTimeouts.sum());
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
    values.put("records.bytes", records.estimatedBytes());
    values.put("records.bytes.max", settings.commitRecordCacheBytes());
    values.put("reads.index", counters.readsFromIndex.sum());
    values.put("reads.store", counters.readsFromStore.sum());
    values.put("reads.belowretained", counters.readsBelowRetained.sum());
    values.put("collection.commits", counters.collectedCommits.sum());
    values.put("collection.versions", counters.collectedVersions.sum());
    values.put("collection.orphans", counters.collectedOrphans.sum());
    values.put("collection.spills", counters.collectedSpills.sum());
    values.put("collection.keys", counters.collectedKeys.sum());
    values.put("collection.lag.millis", collector.lagMillis());
    values.put("collection.keys.lag.millis", collector.keysLagMillis());
    values.put("collection.failures", counters.collectionFailures.sum());
    return values;
  }

  @Override
  public void close() {
    closed = true;
    gate.close();
    ticks.cancel(false);
    collector.pause();
    running.forEach(AftTransaction::abort);
    CompletableFuture<?>[] commits =
        StreamSupport.stream(running.spliterator(), false)
            .map(AftTransaction::outcome)
            .toArray(CompletableFuture<?>[]::new);
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
  public ReadSet newReadSet(SeenCommits seen) {
    return new ReadSet(sequencer.snapshot(), settings.readSetEntries(), seen);
  }

  @Override
  public SeenCommits newSeenCommits() {
    return new SeenCommits(Math.max(known, collector.knownEverywhere()));
  }

  @Override
  public int maxResultBytes() {
    return settings.resultBytes();
  }

  @Override
  public long commitDelayNanos() {
    return settings.skewAllowance().toNanos();
  }

  @Override
  public long nanoTime() {
    return environment.nanoTime().getAsLong();
  }

  @Override
  public void identified(TransactionId id, AftTransaction transaction) {
    running.identify(id, transaction);
  }

  @Override
  public void finished(AftTransaction transaction) {
    running.remove(transaction);
  }
}
