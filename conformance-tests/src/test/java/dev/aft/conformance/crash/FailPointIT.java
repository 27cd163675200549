package dev.aft.conformance.crash;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.aft.conformance.crash.NodeProcess.EndedEarly;
import dev.aft.conformance.shared.SharedStore;
import dev.aft.conformance.wire.SqlError;
import dev.aft.conformance.wire.WireConnection;
import dev.aft.engine.DurableStep;
import dev.aft.storage.contract.StoreCall;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Processes that halt at every fail point of the engine and of the store, one after the other over
 * one store, under clients that go on as soon as the next one is there. {@code
 * -Daft.crash.rounds=N} visits every point N times, {@code -Daft.crash.seed} chooses which visits.
 */
class FailPointIT {
  private static final int ROUNDS = Integer.getInteger("aft.crash.rounds", 0);
  private static final long SEED = Long.getLong("aft.crash.seed", 7);
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String NOWHERE = "";

  /** Short enough for garbage collection to have work, long enough to outlive a restart. */
  private static final String[] SETTINGS = {
    "TRANSACTION_LIFETIME=4 s",
    "SKEW_ALLOWANCE=0 s",
    "COLLECTION_INTERVAL=50 ms",
    "TRANSACTION_WRITE_BUFFER=64 KiB",
    "MAX_VALUE_SIZE=48 KiB"
  };

  /** Visited by a test of its own, or by unit tests alone: keys live for hours. */
  private static final Set<DurableStep> ELSEWHERE =
      Set.of(
          DurableStep.FORMAT,
          DurableStep.COLLECT_KEYS,
          DurableStep.COLLECT_EXPIRIES,
          DurableStep.COLLECT_KEY_CLOCK);

  private final Random random = new Random(SEED);

  /**
   * Those of garbage collection come last: its work has to grow old first. Those of the store lie
   * around those of the engine, and are left to longer runs.
   */
  private static List<String> points() {
    Stream<String> engine =
        Stream.of(DurableStep.values())
            .filter(step -> !ELSEWHERE.contains(step))
            .sorted(Comparator.comparing(FailPointIT::turn))
            .flatMap(step -> sides("engine", step.label()));
    Stream<String> store =
        Stream.of(StoreCall.Kind.values())
            .filter(StoreCall.Kind::isWrite)
            .flatMap(kind -> sides("store", kind.label()));
    return (ROUNDS > 1 ? Stream.concat(engine, store) : engine).toList();
  }

  private static int turn(DurableStep step) {
    return switch (step) {
      case SPILL_VALUES -> 1;
      // What the death after a spill has left.
      case COLLECT_SPILL -> 2;
      default -> step.label().startsWith("collect") ? 3 : 0;
    };
  }

  private static Stream<String> sides(String layer, String label) {
    return Stream.of(layer + " before " + label, layer + " after " + label);
  }

  @Test
  void aNodeThatDiesAtAnyFailPointLosesNothingAndShowsNothingInPart(@TempDir Path folder)
      throws Exception {
    dieAtEach(points(), this::visit, () -> "rocksdb:" + folder.resolve("db"));
  }

  @Test
  void aNodeOnFoundationDbThatDiesAtAnyFailPointLosesNothing() throws Exception {
    // Over a network garbage collection takes less often what has grown old, and more of it: that
    // goes in steps, and seldom all at once.
    List<String> points =
        points().stream().filter(point -> !point.endsWith("collect-bookkeeping")).toList();
    dieAtEach(
        points,
        point -> point.contains(" collect-") ? 1 : visit(point),
        SharedStore.FOUNDATIONDB::newAddress);
  }

  private static void dieAtEach(
      List<String> points, ToIntFunction<String> visit, Supplier<String> newStore)
      throws Exception {
    assumeTrue(ROUNDS > 0, "needs minutes: run it with -Daft.crash.rounds=1 or more");
    try (CrashScene scene = new CrashScene(newStore.get())) {
      for (int round = 0; round < ROUNDS; round++) {
        for (String point : points) {
          scene.dieAt(point, visit.applyAsInt(point));
        }
      }
      scene.finish();
    }
  }

  /** Start-up opens with a create-if-absent; what is frequent may be let pass more often. */
  private int visit(String point) {
    if (point.endsWith("collect-spill")) {
      return 1;
    }
    return point.contains("commit") ? random.nextInt(1, 20) : random.nextInt(2, 4);
  }

  @ParameterizedTest
  @ValueSource(strings = {"engine before format", "engine after format"})
  void aNodeThatDiesWhileItMakesAStoreIsStartedAgain(String point, @TempDir Path folder)
      throws Exception {
    String storage = "rocksdb:" + folder.resolve("db");
    int code = 0;
    try (NodeProcess node = NodeProcess.startMortal(storage, "1", point)) {
      code = -node.port();
    } catch (EndedEarly e) {
      code = e.exitCode();
    }
    assertEquals(CrashNode.PLANNED, code, point);
    try (NodeProcess node = NodeProcess.startMortal(storage, "0", NOWHERE);
        WireConnection connection = WireConnection.connect(node.port())) {
      Ledger ledger = new Ledger(1);
      ledger.create(connection);
      ledger.audit(connection);
    }
  }

  /** One store, the processes over it, and their clients. */
  private static final class CrashScene implements AutoCloseable {
    private final String storage;
    private final NodeAddress address = new NodeAddress();
    private final Ledger ledger;
    private final List<Transfers> transfers = new ArrayList<>();
    private final List<Survivor> clients = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();

    CrashScene(String storage) throws IOException, SqlError {
      this.storage = storage;
      List<Transfers.Recovery> recoveries = List.of(Transfers.Recovery.values());
      ledger = new Ledger(2 * recoveries.size());
      try (NodeProcess node = startMortal(NOWHERE, 0);
          WireConnection connection = WireConnection.connect(node.port())) {
        ledger.create(connection);
      }
      for (int owner = 0; owner < ledger.owners(); owner++) {
        transfers.add(new Transfers(address, owner, recoveries.get(owner % recoveries.size())));
      }
      clients.addAll(transfers);
      clients.add(new Auditor(address, ledger, owner -> transfers.get(owner).acknowledged()));
      clients.add(Bystanders.definitions(address));
      clients.add(Bystanders.fences(address));
      clients.add(Bystanders.spills(address));
    }

    private NodeProcess startMortal(String point, int visit) throws IOException {
      List<String> arguments = new ArrayList<>(List.of(storage, "" + visit, point));
      arguments.addAll(List.of(SETTINGS));
      return NodeProcess.startMortal(arguments.toArray(String[]::new));
    }

    /** Runs a node until it halts there. */
    void dieAt(String point, int visit) throws Exception {
      try (NodeProcess node = startMortal(point, visit)) {
        goOnAt(node);
        OptionalInt code = node.awaitEnd(PATIENCE);
        checkClients(node);
        assertEquals(
            OptionalInt.of(CrashNode.PLANNED), code, point + " was not reached\n" + node.log());
      } catch (EndedEarly e) {
        assertEquals(CrashNode.PLANNED, e.exitCode(), point + ": " + e.getMessage());
      }
    }

    private void goOnAt(NodeProcess node) {
      address.moveTo(node.port());
      if (threads.isEmpty()) {
        for (Survivor client : clients) {
          Thread thread = new Thread(client, "survivor-" + threads.size());
          thread.setDaemon(true);
          thread.start();
          threads.add(thread);
        }
      }
    }

    private void checkClients(NodeProcess node) {
      try {
        clients.forEach(Survivor::check);
      } catch (AssertionError e) {
        throw new AssertionError(e.getMessage() + "\n" + node.log(), e);
      }
    }

    /** Every client gets on with a last node, what is there is what they know of. */
    void finish() throws Exception {
      try (NodeProcess node = startMortal(NOWHERE, 0)) {
        goOnAt(node);
        awaitProgress(node);
        clients.forEach(Survivor::stop);
        for (Thread thread : threads) {
          thread.join(PATIENCE.toMillis());
        }
        checkClients(node);
        try (WireConnection connection = WireConnection.connect(node.port())) {
          var done = ledger.audit(connection);
          for (Transfers each : transfers) {
            assertEquals(each.acknowledged(), done.get(each.owner()), "owner " + each.owner());
          }
        }
      }
    }

    private void awaitProgress(NodeProcess node) throws InterruptedException {
      int[] before = clients.stream().mapToInt(Survivor::rounds).toArray();
      long deadline = System.nanoTime() + PATIENCE.toNanos();
      for (int i = 0; i < before.length; i++) {
        while (clients.get(i).rounds() < before[i] + 2) {
          checkClients(node);
          assertTrue(System.nanoTime() < deadline, "client " + i + " stands still");
          Thread.sleep(10);
        }
      }
    }

    @Override
    public void close() {
      address.end();
      clients.forEach(Survivor::stop);
      threads.forEach(Thread::interrupt);
    }
  }
}
