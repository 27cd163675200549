package dev.aft.storage.foundationdb;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aft.storage.contract.Await;
import dev.aft.storage.foundationdb.testing.CommitFault;
import dev.aft.storage.foundationdb.testing.CommitFault.Fate;
import dev.aft.storage.foundationdb.testing.FakeCluster;
import dev.aft.storage.foundationdb.testing.Faults;
import dev.aft.storage.spi.Bytes;
import dev.aft.storage.spi.CreateResult;
import dev.aft.storage.spi.Entry;
import dev.aft.storage.spi.KeyRange;
import dev.aft.storage.spi.ScanDirection;
import dev.aft.storage.spi.StorageException;
import dev.aft.storage.spi.StorageUri;
import dev.aft.storage.spi.WriteBatch;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A process that dies at each of its commits in turn: before it, after it, or while it is on its
 * way. The next owner finds what was acknowledged, and of the call under way all or nothing.
 */
final class FoundationDbCrashTest {
  private static final FoundationDbSettings SETTINGS =
      FoundationDbSettings.of(StorageUri.parse("fdb:?batch=128 KiB"));
  private static final Bytes A = Bytes.utf8("a");
  private static final Bytes B = Bytes.utf8("b");
  private static final Bytes C = Bytes.utf8("c");
  private static final Bytes D = Bytes.utf8("d");
  private static final Bytes E = Bytes.utf8("e");
  private static final Bytes ONE = Bytes.utf8("1");
  private static final Bytes LARGE = Bytes.wrap(new byte[300_000]);

  /** Lets the process die at one commit: nothing it asks for afterwards is answered. */
  private static final class DiesAt implements Faults {
    private final int commit;
    private final Fate fate;
    private int commits;
    private boolean dead;

    DiesAt(int commit, Fate fate) {
      this.commit = commit;
      this.fate = fate;
    }

    @Override
    public int readVersion() {
      return dead ? 1025 : 0;
    }

    @Override
    public int read() {
      return dead ? 1025 : 0;
    }

    @Override
    public CommitFault commit() {
      if (dead) {
        return new CommitFault(1025, Fate.NEVER);
      }
      dead = ++commits == commit;
      return dead ? new CommitFault(1025, fate) : CommitFault.NONE;
    }
  }

  /** What a process does, and what is there after each of its calls. */
  private static final class Scenario {
    private final FoundationDbStore store;
    private final List<NavigableMap<Bytes, Bytes>> states = new ArrayList<>();
    private boolean died;

    Scenario(FoundationDbStore store) {
      this.store = store;
      states.add(new TreeMap<>());
    }

    void run() {
      call(store.write(List.of(new Entry(A, ONE))), state -> state.put(A, ONE));
      call(store.write(List.of(new Entry(B, LARGE))), state -> state.put(B, LARGE));
      call(
          store.commitIfAbsent(new Entry(C, ONE), WriteBatch.ofWrites(List.of(new Entry(D, ONE)))),
          state -> {
            state.put(C, ONE);
            state.put(D, ONE);
          });
      call(store.createIfAbsent(E, LARGE), state -> state.put(E, LARGE));
      call(store.delete(List.of(B)), state -> state.remove(B));
      call(store.write(List.of(new Entry(A, LARGE))), state -> state.put(A, LARGE));
      call(store.write(List.of(new Entry(A, ONE))), state -> state.put(A, ONE));
      call(store.deleteRange(new KeyRange(D, null)), state -> state.tailMap(D, true).clear());
      call(store.sweepStep(Optional.empty()), state -> {});
      call(store.createIfAbsent(E, ONE), state -> state.put(E, ONE));
    }

    /** What a call changes. */
    private interface Effect {
      void on(NavigableMap<Bytes, Bytes> state);
    }

    private void call(CompletableFuture<?> call, Effect effect) {
      if (died) {
        return;
      }
      NavigableMap<Bytes, Bytes> next = new TreeMap<>(states.get(states.size() - 1));
      effect.on(next);
      states.add(next);
      try {
        Await.result(call);
      } catch (StorageException e) {
        died = true;
      }
    }
  }

  private static NavigableMap<Bytes, Bytes> stored(FoundationDbStore store) {
    NavigableMap<Bytes, Bytes> stored = new TreeMap<>();
    Await.result(store.scan(KeyRange.ALL, ScanDirection.FORWARD, 100))
        .forEach(entry -> stored.put(entry.key(), entry.value()));
    return stored;
  }

  @ParameterizedTest
  @EnumSource(Fate.class)
  void nextOwnerFindsWhatWasAcknowledgedAndOfTheLastCallAllOrNothing(Fate fate) {
    int crashes = 0;
    while (crash(crashes + 1, fate)) {
      crashes++;
    }
    assertTrue(crashes >= 14, "only " + crashes + " commits");
  }

  /** Whether the process died before it was done. */
  private static boolean crash(int commit, Fate fate) {
    FakeCluster cluster = new FakeCluster();
    Scenario scenario = new Scenario(FakeStores.openOnThisThread(cluster, SETTINGS, 1));
    cluster.setFaults(new DiesAt(commit, fate));
    scenario.run();
    cluster.setFaults(Faults.NONE);
    try (FoundationDbStore next = FakeStores.openOnThisThread(cluster, SETTINGS, 2)) {
      int last = scenario.states.size() - 1;
      NavigableMap<Bytes, Bytes> stored = stored(next);
      assertTrue(
          stored.equals(scenario.states.get(last))
              || (scenario.died && stored.equals(scenario.states.get(last - 1))),
          "commit " + commit);
      assertEquals(0, cluster.deliverLate());
      assertTrue(stored(next).equals(stored));
      Await.result(next.sweepStep(Optional.empty()));
      assertEquals(
          stored.values().stream().filter(Head::isLarge).count(),
          FakeStores.rows(cluster, 'r').size());
      assertEquals(
          4 * stored.values().stream().filter(Head::isLarge).count(),
          FakeStores.rows(cluster, 'v').size());
    } finally {
      scenario.store.close();
    }
    assertEquals(0, cluster.openTransactions());
    return scenario.died;
  }

  @Test
  void valueWhoseFirstChunksAreGoneIsNotWrittenToItsEnd() {
    FakeCluster cluster = new FakeCluster();
    KeySpace keys = new KeySpace(SETTINGS.prefix());
    try (FoundationDbStore store = FakeStores.openOnThisThread(cluster, SETTINGS, 1)) {
      cluster.setFaults(
          new Faults() {
            private int versions;

            @Override
            public int readVersion() {
              if (++versions == 2) {
                cluster
                    .database()
                    .run(
                        transaction -> {
                          transaction.clear(keys.referencesFrom(), keys.allTo());
                          return true;
                        },
                        Runnable::run);
              }
              return 0;
            }
          });
      CompletableFuture<CreateResult> call = store.createIfAbsent(A, LARGE);
      assertEquals(StorageException.Reason.IO, Await.failure(call).reason());
      assertEquals(Optional.empty(), Await.result(store.read(A)));
    }
  }
}
