package dev.aft.conformance.simulation;

import dev.aft.engine.transaction.TransactionId;
import dev.aft.storage.spi.AtomicBatches;
import dev.aft.storage.spi.Bytes;
import dev.aft.storage.spi.CreateResult;
import dev.aft.storage.spi.Entry;
import dev.aft.storage.spi.KeyRange;
import dev.aft.storage.spi.RangeDeletes;
import dev.aft.storage.spi.ScanDirection;
import dev.aft.storage.spi.ScanPage;
import dev.aft.storage.spi.SnapshotReads;
import dev.aft.storage.spi.StorageException;
import dev.aft.storage.spi.StorageException.Reason;
import dev.aft.storage.spi.UnknownOutcomeException;
import dev.aft.storage.spi.WriteBatch;
import dev.aft.storage.spi.memory.InMemoryStore;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * One process's way to the durable data: everything that the storage contract allows happens here
 * sooner or later. Calls take effect at one moment and are answered at a later one; writes that are
 * not atomic take effect entry by entry in any order; calls fail, or are never answered and time
 * out; a write whose outcome is unknown has happened, happens later, in part, or never.
 */
final class SimulatedStore implements ProcessStore, AtomicBatches, SnapshotReads, RangeDeletes {
  private static final long TIME_OUT = 1500 * VirtualTime.MILLI;

  private final VirtualTime time;
  private final Weather weather;
  private final InMemoryStore data;
  private final String name;
  private final Map<TransactionId, Long> timestamps;
  private final Revivals revivals;

  /** Parts of writes that have not taken effect yet. */
  private final Set<Part> underWay = new LinkedHashSet<>();

  private boolean stormy;
  private boolean down;
  private boolean blocking = true;
  private boolean dead;
  private int calls;

  /** A step of a write that is atomic by itself. */
  private record Part(String name, Runnable effect) {
    @Override
    public boolean equals(@Nullable Object other) {
      return this == other;
    }

    @Override
    public int hashCode() {
      return name.hashCode();
    }
  }

  /** What becomes of a call. */
  private enum Fate {
    DONE,
    FAILED,
    UNKNOWN,
    SILENT
  }

  private static final List<Fate> BAD_FATES = List.of(Fate.FAILED, Fate.UNKNOWN, Fate.SILENT);

  SimulatedStore(
      VirtualTime time,
      Weather weather,
      InMemoryStore data,
      String name,
      Map<TransactionId, Long> timestamps,
      Revivals revivals) {
    this.time = time;
    this.weather = weather;
    this.data = data;
    this.name = name;
    this.timestamps = timestamps;
    this.revivals = revivals;
  }

  private void noteTimestamp(Entry entry) {
    Journal.noteTimestamp(entry, timestamps);
  }

  /** Whether calls may go wrong. */
  @Override
  public void setStormy(boolean value) {
    stormy = value;
  }

  /** Whether no call is answered as it should be. */
  @Override
  public void setDown(boolean value) {
    down = value;
  }

  /** Whether calls are answered on the calling thread, for a caller that blocks. */
  @Override
  public void setBlocking(boolean value) {
    blocking = value;
  }

  /** The process dies: writes under way take effect now or never, and nothing is answered. */
  @Override
  public void die() {
    dead = true;
    List<Part> parts = new ArrayList<>(underWay);
    underWay.clear();
    while (!parts.isEmpty()) {
      Part part = parts.remove(time.random().nextInt(parts.size()));
      boolean lands = time.random().nextBoolean();
      time.log(() -> part.name() + (lands ? " lands" : " is lost"));
      if (lands) {
        part.effect().run();
      }
    }
  }

  /** Whether all writes have taken effect. */
  @Override
  public boolean isQuiet() {
    return underWay.isEmpty();
  }

  private Fate fate() {
    if (down) {
      return BAD_FATES.get(time.random().nextInt(BAD_FATES.size()));
    }
    if (!stormy) {
      return Fate.DONE;
    }
    int drawn = time.random().nextInt(1000);
    if (drawn < weather.failed()) {
      return Fate.FAILED;
    }
    if (drawn < weather.failed() + weather.unknown()) {
      return Fate.UNKNOWN;
    }
    boolean isSilent = drawn < weather.failed() + weather.unknown() + weather.silent();
    return isSilent ? Fate.SILENT : Fate.DONE;
  }

  private <T> void answer(
      String call, CompletableFuture<T> answer, long delay, Supplier<T> result) {
    time.after(
        delay,
        () -> {
          if (dead) {
            return;
          }
          try {
            T value = result.get();
            time.log(() -> call + " = " + value);
            answer.complete(value);
          } catch (StorageException e) {
            time.log(() -> call + " fails: " + e.getMessage());
            answer.completeExceptionally(e);
          }
        });
  }

  private String describe(String kind, Object what) {
    calls++;
    return name + "." + calls + " " + kind + " " + what;
  }

  // Reads

  private <T> CompletableFuture<T> reading(
      String kind, Object what, Supplier<T> first, UnaryOperator<T> rest) {
    String call = describe(kind, what);
    time.log(() -> call);
    CompletableFuture<T> answer = new CompletableFuture<>();
    Fate fate = fate();
    if (fate == Fate.DONE && (blocking || time.chance(weather.atOnce()))) {
      T value = rest.apply(first.get());
      time.log(() -> call + " = " + value);
      return CompletableFuture.completedFuture(value);
    }
    if (fate != Fate.DONE) {
      StorageException failure = failure("a read");
      if (blocking) {
        return CompletableFuture.failedFuture(failure);
      }
      long delay = fate == Fate.SILENT ? TIME_OUT : time.delay(weather.storeDelay());
      answer(call, answer, delay, failing(failure));
      return answer;
    }
    long effect = time.delay(weather.storeDelay());
    time.after(
        effect,
        () -> {
          T begun = first.get();
          answer(call, answer, time.delay(weather.storeDelay()), () -> rest.apply(begun));
        });
    return answer;
  }

  private StorageException failure(String what) {
    Reason reason = time.random().nextBoolean() ? Reason.UNAVAILABLE : Reason.THROTTLED;
    return new StorageException(reason, "simulated failure of " + what);
  }

  @Override
  public CompletableFuture<Optional<Bytes>> read(Bytes key) {
    return reading("read", key, () -> data.read(key).join(), value -> value);
  }

  @Override
  public CompletableFuture<List<Optional<Bytes>>> readMany(List<Bytes> keys) {
    List<Bytes> copy = List.copyOf(keys);
    int split = time.chance(weather.torn()) ? time.random().nextInt(copy.size() + 1) : copy.size();
    return reading(
        "readMany",
        copy,
        () -> data.readMany(copy.subList(0, split)).join(),
        begun -> {
          List<Optional<Bytes>> all = new ArrayList<>(begun);
          all.addAll(data.readMany(copy.subList(split, copy.size())).join());
          return all;
        });
  }

  @Override
  public CompletableFuture<List<Entry>> scan(KeyRange range, ScanDirection direction, int limit) {
    return scanPage(range, direction, limit, Long.MAX_VALUE).thenApply(ScanPage::entries);
  }

  @Override
  public CompletableFuture<ScanPage> scanPage(
      KeyRange range, ScanDirection direction, int limit, long maxBytes) {
    int split = limit > 1 && time.chance(weather.torn()) ? time.random().nextInt(1, limit) : limit;
    return reading(
        "scan",
        range,
        () -> data.scanPage(range, direction, split, maxBytes).join(),
        page -> split == limit ? page : goOn(page, range, direction, limit - split));
  }

  /** The rest of a scan that takes place at two moments. */
  private ScanPage goOn(ScanPage first, KeyRange range, ScanDirection direction, int limit) {
    if (!first.more() || range.isEmpty()) {
      return first;
    }
    Bytes last = first.entries().get(first.entries().size() - 1).key();
    KeyRange left =
        direction == ScanDirection.FORWARD
            ? new KeyRange(last.successor(), range.to())
            : new KeyRange(range.from(), last);
    if (left.isEmpty()) {
      return new ScanPage(first.entries(), false);
    }
    ScanPage second = data.scanPage(left, direction, limit, Long.MAX_VALUE).join();
    List<Entry> all = new ArrayList<>(first.entries());
    all.addAll(second.entries());
    return new ScanPage(all, second.more());
  }

  @Override
  public CompletableFuture<List<Entry>> scanSnapshot(
      KeyRange range, ScanDirection direction, int limit) {
    return reading(
        "scanSnapshot", range, () -> data.scan(range, direction, limit).join(), page -> page);
  }

  // Writes

  @Override
  public CompletableFuture<CreateResult> createIfAbsent(Bytes key, Bytes value) {
    return deciding("createIfAbsent", key, () -> data.createIfAbsent(key, value).join());
  }

  @Override
  public CompletableFuture<CreateResult> commitIfAbsent(List<Entry> conditions, WriteBatch batch) {
    batch.writes().forEach(this::noteTimestamp);
    return deciding(
        "commitIfAbsent", keysOf(conditions), () -> data.commitIfAbsent(conditions, batch).join());
  }

  @Override
  public CompletableFuture<Void> commit(WriteBatch batch) {
    return writing(
        "commit",
        List.of(
            () -> {
              batch.deletes().forEach(revivals::deleted);
              data.commit(batch).join();
            }));
  }

  @Override
  public CompletableFuture<Void> write(List<Entry> entries) {
    entries.forEach(this::noteTimestamp);
    List<Runnable> effects = new ArrayList<>();
    for (Entry entry : entries) {
      effects.add(
          () -> {
            revivals.written(entry.key());
            data.write(List.of(entry)).join();
          });
    }
    return writing("write " + keysOf(entries), effects);
  }

  private static List<Bytes> keysOf(List<Entry> entries) {
    return entries.stream().map(Entry::key).toList();
  }

  @Override
  public CompletableFuture<Void> delete(List<Bytes> keys) {
    List<Runnable> effects = new ArrayList<>();
    for (Bytes key : keys) {
      effects.add(
          () -> {
            revivals.deleted(key);
            data.delete(List.of(key)).join();
          });
    }
    return writing("delete " + keys, effects);
  }

  @Override
  public CompletableFuture<Void> deleteRange(KeyRange range) {
    return writing("deleteRange " + range, List.of(() -> data.deleteRange(range).join()));
  }

  private CompletableFuture<CreateResult> deciding(
      String kind, Object what, Supplier<CreateResult> work) {
    List<CreateResult> result = new ArrayList<>(1);
    return performing(kind, what, List.of(() -> result.add(work.get())), () -> result.get(0));
  }

  private CompletableFuture<Void> writing(String what, List<Runnable> effects) {
    return performing(what, "", effects, () -> "done").thenAccept(done -> {});
  }

  private <T> CompletableFuture<T> performing(
      String kind, Object what, List<Runnable> effects, Supplier<T> result) {
    String call = describe(kind, what);
    time.log(() -> call);
    Fate fate = fate();
    if (blocking || (fate == Fate.DONE && time.chance(weather.atOnce()))) {
      return atOnce(call, fate, effects, result);
    }
    CompletableFuture<T> answer = new CompletableFuture<>();
    long delay = fate == Fate.SILENT ? TIME_OUT : time.delay(weather.storeDelay());
    switch (fate) {
      case DONE -> {
        for (Runnable effect : effects) {
          later(call, delay == 0 ? 0 : time.random().nextLong(delay), effect);
        }
        answer(call, answer, delay + 1, result);
      }
      case FAILED -> answer(call, answer, delay, failing(failure("a write")));
      case UNKNOWN, SILENT -> {
        for (Runnable effect : effects) {
          if (time.random().nextInt(3) > 0) {
            boolean isLate = weather.longestLate() > 0 && time.random().nextInt(3) == 0;
            later(call, time.random().nextLong(isLate ? weather.longestLate() : delay + 1), effect);
          }
        }
        answer(call, answer, delay, failing(unknown()));
      }
    }
    return answer;
  }

  private static <T> Supplier<T> failing(StorageException failure) {
    return () -> {
      throw failure;
    };
  }

  private static UnknownOutcomeException unknown() {
    return new UnknownOutcomeException(Reason.UNAVAILABLE, "simulated unknown outcome", null);
  }

  private <T> CompletableFuture<T> atOnce(
      String call, Fate fate, List<Runnable> effects, Supplier<T> result) {
    if (fate == Fate.FAILED) {
      return CompletableFuture.failedFuture(failure("a write"));
    }
    if (fate == Fate.DONE || time.random().nextBoolean()) {
      effects.forEach(Runnable::run);
    }
    if (fate != Fate.DONE) {
      return CompletableFuture.failedFuture(unknown());
    }
    T value = result.get();
    time.log(() -> call + " = " + value);
    return CompletableFuture.completedFuture(value);
  }

  private void later(String call, long delay, Runnable effect) {
    Part part = new Part(call, effect);
    underWay.add(part);
    time.after(
        delay,
        () -> {
          if (underWay.remove(part)) {
            time.log(() -> call + " takes effect");
            part.effect().run();
          }
        });
  }

  @Override
  public long maxBatchBytes() {
    return weather.maxBatchBytes();
  }

  @Override
  public <T> Optional<T> capability(Class<T> power) {
    return weather.powers().contains(power) ? Optional.of(power.cast(this)) : Optional.empty();
  }

  @Override
  public boolean isExclusive() {
    return weather.exclusive();
  }

  @Override
  public void close() {
    throw new CompletionException("A node does not close what it does not own", null);
  }
}
