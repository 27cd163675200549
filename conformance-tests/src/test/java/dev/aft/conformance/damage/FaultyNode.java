package dev.aft.conformance.damage;

import dev.aft.engine.FailPoints;
import dev.aft.server.AftServer;
import dev.aft.server.setting.Setting;
import dev.aft.server.setting.Settings;
import dev.aft.storage.contract.Fault;
import dev.aft.storage.contract.FaultInjectingStore;
import dev.aft.storage.contract.FaultPolicy;
import dev.aft.storage.contract.HoldingStore;
import dev.aft.storage.contract.StoreCall;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/** A node over memory whose store fails or hangs as it is told. */
final class FaultyNode implements AutoCloseable {
  private static final AtomicInteger NAMES = new AtomicInteger();
  private static final FaultPolicy HEALTHY = call -> Fault.NONE;

  private final CompletableFuture<HoldingStore> holding = new CompletableFuture<>();
  private volatile FaultPolicy policy = HEALTHY;
  private final AftServer server;

  FaultyNode() {
    server =
        AftServer.start(
            Settings.of(
                Map.of(
                    Setting.STORAGE, "memory:faulty-" + NAMES.incrementAndGet(),
                    Setting.LISTEN, "127.0.0.1:0",
                    Setting.METRICS, "off")),
            store -> {
              HoldingStore outer =
                  new HoldingStore(new FaultInjectingStore(store, call -> policy.decide(call)));
              holding.complete(outer);
              return outer;
            },
            FailPoints.NONE);
  }

  Connection connect() throws SQLException {
    return DriverManager.getConnection(
        "jdbc:aft://127.0.0.1:" + server.address().getPort() + "/aft");
  }

  /** The calls named get no answer until {@link #heal}. */
  void hang(Predicate<StoreCall> calls) {
    holding.join().hold(calls);
  }

  boolean isHanging() {
    return !holding.join().held().isEmpty();
  }

  void fail(FaultPolicy faults) {
    policy = faults;
  }

  /** Everything works again; what was held back is answered now. */
  void heal() {
    policy = HEALTHY;
    holding.join().releaseAll();
  }

  @Override
  public void close() {
    heal();
    server.close();
  }
}
