package dev.aft.storage.s3.log;

import dev.aft.storage.s3.log.LogRecord.Kind;
import dev.aft.storage.s3.object.Lanes;
import dev.aft.storage.s3.object.ObjectStore;
import dev.aft.storage.s3.object.ObjectSummary;
import dev.aft.storage.s3.object.S3Environment;
import dev.aft.storage.s3.run.LogOwner;
import dev.aft.storage.s3.run.Runs;
import dev.aft.storage.spi.Bytes;
import dev.aft.storage.spi.CreateResult;
import dev.aft.storage.spi.StorageException;
import dev.aft.storage.spi.StorageException.Reason;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * Takes over the log of a claimed store: reads what stands behind the runs, closes the gaps in
 * which something could still arrive, sets the open record behind the last position, and applies
 * all in order. See "Terms" and "Applying the log" in docs/formats/s3-store.md.
 */
public final class LogOpening {
  /** How far behind the runs to look for what an earlier owner did not get to delete. */
  static final long LEFTOVERS = 10_000;

  private final ObjectStore objects;
  private final S3Environment environment;
  private final LogSettings settings;
  private final Claim claim;
  private final MemoryTables tables;
  private final Runs runs;
  private final ValueObjects values;
  private final Patience patience;
  private final ReadingWidth width;

  /** Written by one stage after the other. */
  private final TreeMap<Long, LogRecord> records = new TreeMap<>();

  private LogOpening(
      ObjectStore objects,
      S3Environment environment,
      LogSettings settings,
      Claim claim,
      MemoryTables tables,
      Runs runs) {
    this.objects = objects;
    this.environment = environment;
    this.settings = settings;
    this.claim = claim;
    this.tables = tables;
    this.runs = runs;
    this.values = new ValueObjects(objects, claim.claimant().writer(), settings.inlineBytes());
    this.patience = new Patience(environment, settings.timeout());
    this.width = new ReadingWidth(environment.nanoTime(), settings.timeout());
  }

  /**
   * The log, ready to be written; {@code tables} then hold what it has brought. Fails with {@code
   * IN_USE} when another process has claimed the store since.
   */
  public static CompletableFuture<LogWriter> open(
      ObjectStore objects,
      S3Environment environment,
      LogSettings settings,
      Claim claim,
      MemoryTables tables,
      Runs runs) {
    return new LogOpening(objects, environment, settings, claim, tables, runs).open();
  }

  private CompletableFuture<LogWriter> open() {
    return trying(() -> objects.list(LogNames.PREFIX, LogNames.of(claim.position())))
        .thenCompose(this::readAll)
        .thenCompose(read -> fillGaps())
        .thenCompose(filled -> createOpenRecord())
        .thenCompose(opened -> trying(claim.requireNewest()))
        .thenCompose(newest -> replay())
        .thenApply(this::start);
  }

  /** Every step can be repeated: what it creates is told from what others create. */
  private <T> CompletableFuture<T> trying(Supplier<CompletableFuture<T>> step) {
    return patience.trying(step);
  }

  private CompletableFuture<Void> readAll(List<ObjectSummary> listed) {
    List<Long> positions = new ArrayList<>();
    for (ObjectSummary object : listed) {
      OptionalLong position = LogNames.position(object.name());
      if (position.isPresent()) {
        positions.add(position.getAsLong());
      }
    }
    return Lanes.callAll(positions, width::width, this::read)
        .thenAccept(
            found -> {
              for (int i = 0; i < positions.size(); i++) {
                records.put(positions.get(i), found.get(i));
              }
            });
  }

  private CompletableFuture<LogRecord> read(long position) {
    String name = LogNames.of(position);
    return trying(() -> width.timed(() -> objects.get(name)))
        .thenCompose(
            content ->
                content.isPresent()
                    ? CompletableFuture.completedFuture(LogCodec.decode(name, content.get()))
                    : gone(name));
  }

  /** Another process deletes what it does not need any more, and has the store then. */
  private CompletableFuture<LogRecord> gone(String name) {
    return trying(claim.requireNewest())
        .thenCompose(
            newest ->
                CompletableFuture.failedFuture(
                    new StorageException(
                        Reason.CORRUPT,
                        "An object of the log has gone while the store was opened. object="
                            + name)));
  }

  private CompletableFuture<Void> fillGaps() {
    List<Long> gaps = new ArrayList<>();
    long last = lastPosition();
    for (long position = claim.position() + 1; position < last; position++) {
      if (!records.containsKey(position)) {
        gaps.add(position);
      }
    }
    return Lanes.callAll(gaps, width::width, position -> take(position, Kind.FILL))
        .thenAccept(
            taken -> {
              for (int i = 0; i < gaps.size(); i++) {
                records.put(gaps.get(i), taken.get(i));
              }
            });
  }

  private long lastPosition() {
    return records.isEmpty() ? claim.position() : records.lastKey();
  }

  /** Creates a record of ours there; what stands there afterwards. */
  private CompletableFuture<LogRecord> take(long position, Kind kind) {
    LogRecord ours = new LogRecord(kind, claim.claimant(), List.of());
    Bytes content = LogCodec.encode(kind, claim.claimant(), List.of());
    return trying(() -> width.timed(() -> objects.createIfAbsent(LogNames.of(position), content)))
        .thenCompose(
            result ->
                result == CreateResult.CREATED
                    ? CompletableFuture.completedFuture(ours)
                    : read(position));
  }

  /** Behind the last position; an earlier owner may be quicker there, but cannot go on for ever. */
  private CompletableFuture<Void> createOpenRecord() {
    long position = lastPosition() + 1;
    return take(position, Kind.OPEN)
        .thenCompose(
            record -> {
              records.put(position, record);
              return record.writer().equals(claim.claimant())
                  ? CompletableFuture.completedFuture(null)
                  : createOpenRecord();
            });
  }

  private CompletableFuture<List<Long>> replay() {
    LogOwner ours = claim.claimant();
    boolean later = records.values().stream().anyMatch(r -> r.writer().term() > ours.term());
    if (later) {
      return CompletableFuture.failedFuture(
          Positions.taken("It did so while this process was opening it."));
    }
    List<Long> data = new ArrayList<>();
    List<LogBatch> batches = new ArrayList<>();
    LogOwner owner = claim.ownerAtPosition();
    for (Map.Entry<Long, LogRecord> at : records.entrySet()) {
      LogRecord record = at.getValue();
      if (record.kind() == Kind.OPEN && record.writer().term() > owner.term()) {
        owner = record.writer();
      } else if (record.kind() == Kind.DATA) {
        data.add(at.getKey());
        batches.addAll(record.writer().equals(owner) ? record.batches() : List.of());
      }
    }
    Iterator<LogBatch> inOrder = batches.iterator();
    return applyAll(new BatchApplier(tables, runs, values), inOrder).thenApply(done -> data);
  }

  private CompletableFuture<Void> applyAll(BatchApplier applier, Iterator<LogBatch> batches) {
    while (batches.hasNext()) {
      LogBatch batch = batches.next();
      CompletableFuture<CreateResult> applied = trying(() -> applier.apply(batch));
      if (!applied.isDone() || applied.isCompletedExceptionally()) {
        return applied.thenCompose(result -> applyAll(applier, batches));
      }
    }
    return CompletableFuture.completedFuture(null);
  }

  private LogWriter start(List<Long> dataPositions) {
    long position = lastPosition();
    records.clear();
    deleteLeftovers();
    return new LogWriter(
        objects,
        environment,
        settings,
        claim.claimant(),
        tables,
        runs,
        values,
        new Replayed(position, dataPositions));
  }

  /** In the background: data records that an earlier owner had in its runs and did not delete. */
  private void deleteLeftovers() {
    long last = claim.position();
    String after = LogNames.of(Math.max(0, last - LEFTOVERS));
    Garbage.watch(
        objects
            .list(LogNames.PREFIX, after)
            .thenAccept(
                listed ->
                    Garbage.delete(
                        objects,
                        listed.stream()
                            .filter(this::isLeftover)
                            .map(ObjectSummary::name)
                            .toList())));
  }

  private boolean isLeftover(ObjectSummary object) {
    OptionalLong position = LogNames.position(object.name());
    return position.isPresent()
        && position.getAsLong() <= claim.position()
        && object.sizeBytes() > LogCodec.EMPTY_RECORD_BYTES;
  }
}
