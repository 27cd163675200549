package dev.aft.conformance.platform;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aft.conformance.TestNode;
import dev.aft.conformance.crash.Ledger;
import dev.aft.conformance.crash.NodeAddress;
import dev.aft.conformance.crash.NodeProcess;
import dev.aft.conformance.wire.SqlError;
import dev.aft.conformance.wire.WireConnection;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three functions share one transaction; functions and nodes are killed at random times. {@code
 * -Daft.platform.workflows=N} runs N workflows in each test, {@code -Daft.platform.kills=N} bounds
 * the function processes killed, {@code -Daft.platform.seed=N} moves the deaths.
 */
class PlatformIT {
  private static final int WORKFLOWS = Integer.getInteger("aft.platform.workflows", 60);
  private static final int KILLS = Integer.getInteger("aft.platform.kills", WORKFLOWS / 6);
  private static final long SEED = Long.getLong("aft.platform.seed", 7);
  private static final int NODE_KILLS = Integer.getInteger("aft.platform.node.kills", 3);
  private static final long PATIENCE_SECONDS = 60L + WORKFLOWS;
  private static final int OWNERS = 6;
  private static final int EACH = Math.max(1, WORKFLOWS / OWNERS);
  private static final double IMPATIENCE = 0.1;

  private final Ledger ledger = new Ledger(OWNERS);

  @Test
  void functionProcessesKilledAtRandomTimesDoTheWorkOnce(@TempDir Path folder) throws Exception {
    try (TestNode node = TestNode.on("rocksdb:" + folder.resolve("db"));
        WireConnection connection = WireConnection.connect(node.port())) {
      ledger.create(connection);
      try (LedgerWatch watch = LedgerWatch.over(node.port(), ledger);
          FunctionPool pool = new FunctionPool(node.url(), 4, KILLS, SEED);
          Platform platform = new Platform(pool, IMPATIENCE, SEED)) {
        platform.run(OWNERS, 1, EACH);
        watch.acknowledge(EACH);
        assertTrue(pool.kills() > 0, "nothing was killed: " + platform);
      }
      checkDone(connection);
    }
  }

  @Test
  void connectionsCutAtRandomTimesDoTheWorkOnce(@TempDir Path folder) throws Exception {
    Random random = new Random(SEED);
    WireFunctions.Death death = (call, message, sent) -> random.nextInt(20) == 0;
    try (TestNode node = TestNode.on("rocksdb:" + folder.resolve("db"));
        WireConnection connection = WireConnection.connect(node.port())) {
      ledger.create(connection);
      try (LedgerWatch watch = LedgerWatch.over(node.port(), ledger);
          Platform platform =
              new Platform(new WireFunctions(node::port, death), IMPATIENCE, SEED)) {
        platform.run(OWNERS, 1, EACH);
        watch.acknowledge(EACH);
        assertTrue(platform.retries.get() > 0, "nothing was retried: " + platform);
      }
      checkDone(connection);
    }
  }

  @Test
  void nodesKilledInTheMiddleOfWorkflowsLeaveTheWorkDoneOnce(@TempDir Path folder)
      throws Exception {
    String storage = "rocksdb:" + folder.resolve("db");
    Random random = new Random(SEED);
    NodeAddress address = new NodeAddress();
    ExecutorService executor = Executors.newSingleThreadExecutor();
    try (Platform platform =
        new Platform(
            new WireFunctions(address::awaitPort, WireFunctions.Death.NEVER), IMPATIENCE, SEED)) {
      try (NodeProcess node = NodeProcess.startPlain(storage)) {
        create(node.port());
        address.moveTo(node.port());
      }
      address.goDown();
      Future<?> work = executor.submit(() -> runAll(platform));
      for (int death = 0; death < NODE_KILLS; death++) {
        try (NodeProcess node = NodeProcess.startPlain(storage)) {
          address.moveTo(node.port());
          Thread.sleep(random.nextInt(200, 800));
          address.goDown();
          node.kill();
        }
      }
      try (NodeProcess node = NodeProcess.startPlain(storage);
          WireConnection connection = WireConnection.connect(node.port())) {
        address.moveTo(node.port());
        try (LedgerWatch watch = LedgerWatch.over(node.port(), ledger)) {
          work.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
          watch.acknowledge(EACH);
        }
        checkDone(connection);
      }
      assertTrue(platform.retries.get() > 0, "too quick to be hit: " + platform);
    } finally {
      address.end();
      executor.shutdownNow();
    }
  }

  private Void runAll(Platform platform) throws Exception {
    platform.run(OWNERS, 1, EACH);
    return null;
  }

  @Test
  void aTokenOfADeadNodeIsGoneAndItsWorkIsDoneUnderTheSameKey(@TempDir Path folder)
      throws Exception {
    String storage = "rocksdb:" + folder.resolve("db");
    String token;
    try (NodeProcess node = NodeProcess.startPlain(storage)) {
      create(node.port());
      WireFunctions functions = new WireFunctions(node::port, WireFunctions.Death.NEVER);
      Answer first = functions.call(new Call(0, 1, 0, "", false));
      token = ((Answer.Suspended) first).token();
      node.kill();
    }
    try (NodeProcess node = NodeProcess.startPlain(storage);
        WireConnection connection = WireConnection.connect(node.port())) {
      String resume = "RESUME '" + token + "' WITH (takeover = true)";
      SqlError gone = assertThrows(SqlError.class, () -> connection.query(resume));
      assertEquals("25P03", gone.sqlState());
      WireFunctions functions = new WireFunctions(node::port, WireFunctions.Death.NEVER);
      try (Platform platform = new Platform(functions, 0, SEED)) {
        platform.run(1, 1, 1);
        platform.run(1, 1, 1);
      }
      assertEquals(1, ledger.audit(connection).get(0));
    }
  }

  private void create(int port) throws Exception {
    try (WireConnection connection = WireConnection.connect(port)) {
      ledger.create(connection);
    }
  }

  private void checkDone(WireConnection connection) throws Exception {
    ledger.audit(connection).forEach((owner, done) -> assertEquals(EACH, done, "owner " + owner));
  }
}
