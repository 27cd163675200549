package dev.aft.storage.foundationdb;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aft.storage.contract.Await;
import dev.aft.storage.contract.SeededRuns;
import dev.aft.storage.foundationdb.testing.FakeCluster;
import dev.aft.storage.foundationdb.testing.Faults;
import dev.aft.storage.foundationdb.testing.SeededFaults;
import dev.aft.storage.spi.Bytes;
import dev.aft.storage.spi.CreateResult;
import dev.aft.storage.spi.Entry;
import dev.aft.storage.spi.KeyRange;
import dev.aft.storage.spi.ScanDirection;
import dev.aft.storage.spi.StorageException;
import dev.aft.storage.spi.StorageUri;
import dev.aft.storage.spi.UnknownOutcomeException;
import dev.aft.storage.spi.WriteBatch;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/**
 * Calls at random on a cluster that fails at random, beside a model: what is done is there, what is
 * not done is not, what is unknown is one of both, and late commits change nothing that is known.
 */
final class FoundationDbModelFuzzTest {
  private static final int KEYS = 6;
  private static final FoundationDbSettings SETTINGS =
      FoundationDbSettings.of(StorageUri.parse("fdb:?batch=128 KiB"));

  @Test
  void storeIsAsTheModelSaysWhateverFails() {
    SeededRuns.of(60, random -> new Run(random).run(60));
  }

  /** One seed. */
  private static final class Run {
    private final SplittableRandom random;
    private final FakeCluster cluster = new FakeCluster();
    private FoundationDbStore store;
    private NavigableMap<Bytes, Bytes> model = new TreeMap<>();
    private int values;

    Run(SplittableRandom random) {
      this.random = random;
      this.store = open();
    }

    private FoundationDbStore open() {
      return FakeStores.openOnThisThread(cluster, SETTINGS, random.nextLong());
    }

    void run(int calls) {
      double share = random.nextInt(4) * 0.2;
      try {
        for (int i = 0; i < calls; i++) {
          cluster.setFaults(new SeededFaults(random.split(), share));
          step();
          cluster.setFaults(Faults.NONE);
          if (random.nextInt(4) == 0) {
            cluster.deliverLate();
          }
          check();
        }
        sweepAll();
        cluster.deliverLate();
        check();
        checkNothingIsLeftBehind();
      } finally {
        store.close();
      }
      assertEquals(0, cluster.openTransactions());
    }

    private void step() {
      switch (random.nextInt(10)) {
        case 0, 1, 2 -> conditional();
        case 3, 4 -> commit();
        case 5 -> write();
        case 6 -> delete();
        case 7 -> deleteRange();
        case 8 -> sweepOnce();
        default -> reopen();
      }
    }

    private Bytes key() {
      return Bytes.copyOf(new byte[] {(byte) ('a' + random.nextInt(KEYS))});
    }

    /** Unique; small, in chunks of one transaction, or in chunks of several. */
    private Bytes value() {
      int length =
          switch (random.nextInt(8)) {
            case 0 -> 89_990 + random.nextInt(20);
            case 1 -> 200_000;
            default -> 8;
          };
      byte[] value = new byte[length];
      values++;
      value[0] = (byte) values;
      value[1] = (byte) (values >> 8);
      return Bytes.wrap(value);
    }

    private Bytes smallValue() {
      values++;
      return Bytes.copyOf(new byte[] {(byte) values, (byte) (values >> 8)});
    }

    private void conditional() {
      Bytes condition = key();
      Bytes other = key();
      List<Entry> writes = new ArrayList<>();
      Bytes value = value();
      boolean large = value.length() > 128 << 10;
      if (!condition.equals(other) && !large) {
        writes.add(new Entry(other, smallValue()));
      }
      NavigableMap<Bytes, Bytes> after = new TreeMap<>(model);
      after.put(condition, value);
      writes.forEach(entry -> after.put(entry.key(), entry.value()));
      CompletableFuture<CreateResult> call =
          large
              ? store.createIfAbsent(condition, value)
              : store.commitIfAbsent(new Entry(condition, value), WriteBatch.ofWrites(writes));
      settle(
          call,
          result -> {
            boolean existed = model.containsKey(condition);
            assertEquals(existed ? CreateResult.EXISTED : CreateResult.CREATED, result);
            return existed ? model : after;
          },
          model.containsKey(condition) ? model : after);
    }

    private void commit() {
      Bytes first = key();
      Bytes second = key();
      NavigableMap<Bytes, Bytes> after = new TreeMap<>(model);
      Entry write = new Entry(first, smallValue());
      after.put(first, write.value());
      List<Bytes> deletes = first.equals(second) ? List.of() : List.of(second);
      deletes.forEach(after::remove);
      settle(store.commit(new WriteBatch(List.of(write), deletes)), done -> after, after);
    }

    private void write() {
      Entry entry = new Entry(key(), value());
      NavigableMap<Bytes, Bytes> after = new TreeMap<>(model);
      after.put(entry.key(), entry.value());
      settle(store.write(List.of(entry)), done -> after, after);
    }

    private void delete() {
      Bytes key = key();
      NavigableMap<Bytes, Bytes> after = new TreeMap<>(model);
      after.remove(key);
      settle(store.delete(List.of(key)), done -> after, after);
    }

    private void deleteRange() {
      KeyRange range = new KeyRange(key(), key());
      NavigableMap<Bytes, Bytes> after = new TreeMap<>(model);
      after.keySet().removeIf(range::contains);
      settle(store.deleteRange(range), done -> after, after);
    }

    private void sweepOnce() {
      try {
        Await.result(store.sweepStep(Optional.empty()));
      } catch (StorageException e) {
        assertTrue(e.reason() != StorageException.Reason.CORRUPT, e.toString());
      }
    }

    private void reopen() {
      cluster.setFaults(Faults.NONE);
      FoundationDbStore earlier = store;
      store = open();
      Await.failure(earlier.write(List.of(new Entry(key(), smallValue()))));
      earlier.close();
    }

    /** What a call with this result leaves. */
    private interface Applied<T> {
      NavigableMap<Bytes, Bytes> after(T result);
    }

    private <T> void settle(
        CompletableFuture<T> call, Applied<T> done, NavigableMap<Bytes, Bytes> ifItHappened) {
      try {
        model = done.after(Await.result(call));
      } catch (UnknownOutcomeException e) {
        cluster.setFaults(Faults.NONE);
        cluster.deliverLate();
        NavigableMap<Bytes, Bytes> now = stored();
        assertTrue(now.equals(model) || now.equals(ifItHappened), "neither before nor after");
        model = now;
      } catch (StorageException e) {
        cluster.setFaults(Faults.NONE);
        assertTrue(e.reason() != StorageException.Reason.CORRUPT, e.toString());
      }
    }

    private NavigableMap<Bytes, Bytes> stored() {
      NavigableMap<Bytes, Bytes> stored = new TreeMap<>();
      Await.result(store.scan(KeyRange.ALL, ScanDirection.FORWARD, 100))
          .forEach(entry -> stored.put(entry.key(), entry.value()));
      return stored;
    }

    private void check() {
      assertTrue(stored().equals(model), "the store is not as the model says");
    }

    private void sweepAll() {
      var next = Await.result(store.sweepStep(Optional.empty()));
      assertTrue(next.isEmpty());
    }

    private void checkNothingIsLeftBehind() {
      long large = model.values().stream().filter(value -> value.length() > 90_000).count();
      assertEquals(large, FakeStores.rows(cluster, 'r').size());
      long chunks =
          model.values().stream()
              .filter(value -> value.length() > 90_000)
              .mapToLong(value -> (value.length() + 89_999) / 90_000)
              .sum();
      assertEquals(chunks, FakeStores.rows(cluster, 'v').size());
    }
  }
}
