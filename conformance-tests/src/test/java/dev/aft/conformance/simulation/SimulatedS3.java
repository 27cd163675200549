package dev.aft.conformance.simulation;

import dev.aft.engine.transaction.TransactionId;
import dev.aft.storage.s3.S3Store;
import dev.aft.storage.s3.log.LogSettings;
import dev.aft.storage.s3.object.FaultyObjects;
import dev.aft.storage.s3.object.InMemoryObjects;
import dev.aft.storage.s3.object.ObjectCall;
import dev.aft.storage.s3.object.ObjectFailPoints;
import dev.aft.storage.s3.object.ObjectFate;
import dev.aft.storage.s3.object.ObjectFate.Fault;
import dev.aft.storage.s3.object.S3Environment;
import dev.aft.storage.s3.run.RunSettings;
import dev.aft.storage.spi.AtomicBatches;
import dev.aft.storage.spi.Bytes;
import dev.aft.storage.spi.CreateResult;
import dev.aft.storage.spi.Entry;
import dev.aft.storage.spi.KeyRange;
import dev.aft.storage.spi.ScanDirection;
import dev.aft.storage.spi.ScanPage;
import dev.aft.storage.spi.SnapshotReads;
import dev.aft.storage.spi.StorageException;
import dev.aft.storage.spi.StorageException.Reason;
import dev.aft.storage.spi.WriteBatch;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * One process's store on a bucket in memory. The requests to the bucket go wrong: they take long,
 * are throttled, fail, are done and not answered, done long after they were given up, or never.
 * What is on its way when the process dies still arrives, perhaps after the next one has taken the
 * store.
 */
final class SimulatedS3 implements ProcessStore, AtomicBatches, SnapshotReads {
  private static final Fault[] FAULTS = {
    Fault.NOT_DONE,
    Fault.THROTTLED,
    Fault.UNKNOWN_BUT_DONE,
    Fault.UNKNOWN_AND_NOT_DONE,
    Fault.UNKNOWN_AND_DONE_LATER
  };

  private static final Duration TIME_OUT = Duration.ofSeconds(1);

  /**
   * Small, so that checkpoints, merges and objects of their own are frequent, and several groups
   * under way however much their latencies differ.
   */
  private static final LogSettings LOG =
      new LogSettings(300, 3, 4 << 10, 20, Duration.ofMillis(1500), 1 << 20, 8 << 10, 12, 1_000);

  private static final RunSettings RUNS =
      new RunSettings(8 << 20, Optional.empty(), 512, 4 << 10, 40, 1 << 20, 64, 3, 2 << 10, 2_000);

  private final VirtualTime time;
  private final Weather weather;
  private final Map<TransactionId, Long> timestamps;
  private final FaultyObjects objects;
  private final S3Store store;
  private boolean stormy;
  private boolean down;
  private boolean blocking = true;
  private boolean dead;

  /**
   * Takes the bucket over.
   *
   * @param network outlives the process
   * @throws StorageException when that fails
   */
  SimulatedS3(
      VirtualTime time,
      Weather weather,
      InMemoryObjects bucket,
      SimulatedScheduler process,
      SimulatedScheduler network,
      boolean down,
      Map<TransactionId, Long> timestamps) {
    this.time = time;
    this.weather = weather;
    this.timestamps = timestamps;
    this.down = down;
    this.objects =
        new FaultyObjects(bucket.anotherHandle(), this::fate, ObjectFailPoints.NONE, network);
    CompletableFuture<S3Store> opening =
        S3Store.open(
            objects,
            LOG,
            RUNS,
            new S3Environment(time::nanos, time.random().split(), process, process));
    if (!opening.isDone()) {
      objects.crash();
      throw new StorageException(Reason.UNAVAILABLE, "The bucket does not answer.");
    }
    this.store = opening.handle(SimulatedS3::opened).join();
  }

  private static S3Store opened(S3Store opened, Throwable failure) {
    if (failure != null) {
      throw StorageException.from(failure);
    }
    return opened;
  }

  private ObjectFate fate(ObjectCall call) {
    if (down) {
      Fault fault = FAULTS[time.random().nextInt(FAULTS.length - 1)];
      return new ObjectFate(
          fault == Fault.UNKNOWN_BUT_DONE ? Fault.NOT_DONE : fault, delay(), Duration.ZERO);
    }
    if (blocking) {
      return ObjectFate.NONE;
    }
    int bad = stormy ? 2 * (weather.failed() + weather.unknown()) : 0;
    Fault fault = time.chance(bad) ? FAULTS[time.random().nextInt(FAULTS.length)] : Fault.NONE;
    if (stormy && time.chance(weather.silent())) {
      // The way to S3 gives up after a while.
      return new ObjectFate(Fault.UNKNOWN_AND_NOT_DONE, TIME_OUT, Duration.ZERO);
    }
    Duration after =
        fault == Fault.UNKNOWN_AND_DONE_LATER
            ? Duration.ofNanos(time.random().nextLong(weather.longestLate() + 1))
            : delay();
    ObjectFate fate = new ObjectFate(fault, delay(), after);
    time.log(() -> "s3 " + call.kind() + " " + call.names() + " " + fate);
    return fate;
  }

  private Duration delay() {
    return blocking ? Duration.ZERO : Duration.ofNanos(time.delay(weather.storeDelay()));
  }

  @Override
  public void setStormy(boolean value) {
    stormy = value;
  }

  @Override
  public void setDown(boolean value) {
    down = value;
  }

  @Override
  public void setBlocking(boolean value) {
    blocking = value;
  }

  @Override
  public void die() {
    dead = true;
    objects.leave();
  }

  @Override
  public boolean isQuiet() {
    return true;
  }

  /** Nobody in a dead process hears an answer. */
  private <T> CompletableFuture<T> answered(CompletableFuture<T> answer) {
    if (dead) {
      return new CompletableFuture<>();
    }
    if (answer.isDone()) {
      return answer;
    }
    CompletableFuture<T> heard = new CompletableFuture<>();
    var unused =
        answer.whenComplete(
            (value, failure) -> {
              if (dead) {
                return;
              }
              if (failure == null) {
                heard.complete(value);
              } else {
                heard.completeExceptionally(failure);
              }
            });
    return heard;
  }

  @Override
  public CompletableFuture<Optional<Bytes>> read(Bytes key) {
    return answered(store.read(key));
  }

  @Override
  public CompletableFuture<List<Optional<Bytes>>> readMany(List<Bytes> keys) {
    return answered(store.readMany(keys));
  }

  @Override
  public CompletableFuture<List<Entry>> scan(KeyRange range, ScanDirection direction, int limit) {
    return answered(store.scan(range, direction, limit));
  }

  @Override
  public CompletableFuture<ScanPage> scanPage(
      KeyRange range, ScanDirection direction, int limit, long maxBytes) {
    return answered(store.scanPage(range, direction, limit, maxBytes));
  }

  @Override
  public CompletableFuture<List<Entry>> scanSnapshot(
      KeyRange range, ScanDirection direction, int limit) {
    return answered(store.scanSnapshot(range, direction, limit));
  }

  @Override
  public CompletableFuture<CreateResult> createIfAbsent(Bytes key, Bytes value) {
    return answered(store.createIfAbsent(key, value));
  }

  @Override
  public CompletableFuture<Void> write(List<Entry> entries) {
    entries.forEach(entry -> Journal.noteTimestamp(entry, timestamps));
    return answered(store.write(entries));
  }

  @Override
  public CompletableFuture<Void> delete(List<Bytes> keys) {
    return answered(store.delete(keys));
  }

  @Override
  public CompletableFuture<CreateResult> commitIfAbsent(List<Entry> conditions, WriteBatch batch) {
    batch.writes().forEach(entry -> Journal.noteTimestamp(entry, timestamps));
    return answered(store.commitIfAbsent(conditions, batch));
  }

  @Override
  public CompletableFuture<Void> commit(WriteBatch batch) {
    return answered(store.commit(batch));
  }

  @Override
  public long maxBatchBytes() {
    return weather.maxBatchBytes();
  }

  @Override
  public <T> Optional<T> capability(Class<T> power) {
    return power == AtomicBatches.class || power == SnapshotReads.class
        ? Optional.of(power.cast(this))
        : Optional.empty();
  }

  @Override
  public boolean isExclusive() {
    return true;
  }

  @Override
  public void close() {
    throw new IllegalStateException("A node does not close what it does not own");
  }
}
