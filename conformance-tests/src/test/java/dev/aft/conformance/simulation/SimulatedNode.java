package dev.aft.conformance.simulation;

import dev.aft.engine.EngineEnvironment;
import dev.aft.engine.EngineException;
import dev.aft.engine.transaction.TransactionId;
import dev.aft.engine.transaction.TransactionManager;
import dev.aft.engine.transaction.TransactionManagers;
import dev.aft.storage.s3.object.InMemoryObjects;
import dev.aft.storage.spi.Entry;
import dev.aft.storage.spi.KeyRange;
import dev.aft.storage.spi.ScanDirection;
import dev.aft.storage.spi.StorageException;
import dev.aft.storage.spi.Store;
import dev.aft.storage.spi.memory.InMemoryStore;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/** A node that dies and comes back over what is durable: each life has its own engine. */
final class SimulatedNode {
  private static final long LONGEST_DOWN = VirtualTime.SECOND;
  private static final long SHORTEST_DOWN = 20 * VirtualTime.MILLI;

  private final VirtualTime time;
  private final Weather weather;
  private final InMemoryStore data = new InMemoryStore();
  private final InMemoryObjects bucket = new InMemoryObjects();
  private final SimulatedScheduler network;
  private final boolean onS3;
  private final Map<TransactionId, Long> timestamps = new HashMap<>();
  private final Revivals revivals = new Revivals();
  private final List<Runnable> onDeath = new ArrayList<>();
  private boolean stormy;
  private boolean down;
  private int lives;
  private @Nullable Life life;

  /** From opening the store to death. */
  private record Life(
      ProcessStore store, SimulatedScheduler scheduler, TransactionManager manager) {}

  SimulatedNode(VirtualTime time, Weather weather, boolean onS3) {
    this.time = time;
    this.weather = weather;
    this.onS3 = onS3;
    this.network = new SimulatedScheduler(time);
  }

  /** What is durable, while nothing goes wrong. */
  List<Entry> data() {
    Store store = onS3 && life != null ? life.store() : data;
    if (life != null) {
      life.store().setBlocking(true);
    }
    return store.scan(KeyRange.ALL, ScanDirection.FORWARD, 1_000_000).join();
  }

  /** Versions that came back after they had been removed. */
  int revivals() {
    return revivals.count();
  }

  /** Commit timestamps of all transactions that wrote to the store, or tried to. */
  Map<TransactionId, Long> timestamps() {
    return timestamps;
  }

  /** The engine, or null while the node is down. */
  @Nullable TransactionManager manager() {
    return life == null ? null : life.manager();
  }

  void onDeath(Runnable task) {
    onDeath.add(task);
  }

  void setStormy(boolean value) {
    stormy = value;
    if (life != null) {
      life.store().setStormy(value);
    }
  }

  /** Whether the store answers no call as it should. */
  void setStoreDown(boolean value) {
    down = value;
    time.log(() -> value ? "the store is down" : "the store is up again");
    if (life != null) {
      life.store().setDown(value);
    }
  }

  boolean isQuiet() {
    return life != null && life.store().isQuiet();
  }

  int lives() {
    return lives;
  }

  /** Opens the store; tries again later when it does not answer. */
  void start() {
    if (life != null) {
      return;
    }
    lives++;
    SimulatedScheduler scheduler = new SimulatedScheduler(time);
    ProcessStore store;
    try {
      store = open(scheduler);
    } catch (StorageException e) {
      startLater(scheduler, e);
      return;
    }
    store.setStormy(stormy);
    store.setDown(down);
    EngineEnvironment environment =
        new EngineEnvironment(
            time, time::nanos, time.random().split(), scheduler, task -> work(scheduler, task));
    try {
      TransactionManager manager = TransactionManagers.open(store, weather.settings(), environment);
      store.setBlocking(false);
      life = new Life(store, scheduler, manager);
      time.log(() -> "the node is up");
    } catch (EngineException e) {
      store.die();
      startLater(scheduler, e);
    }
  }

  private ProcessStore open(SimulatedScheduler scheduler) {
    return onS3
        ? new SimulatedS3(time, weather, bucket, scheduler, network, down, timestamps)
        : new SimulatedStore(time, weather, data, "life" + lives, timestamps, revivals);
  }

  private void startLater(SimulatedScheduler scheduler, RuntimeException why) {
    time.log(() -> "the node does not start: " + why.getMessage());
    scheduler.shutdown();
    time.after(downtime(), this::start);
  }

  /** Short on S3, so that what a dead process has sent arrives after the next one has begun. */
  private long downtime() {
    return time.random().nextLong(onS3 ? SHORTEST_DOWN : LONGEST_DOWN);
  }

  private void work(SimulatedScheduler scheduler, Runnable task) {
    if (stormy && time.chance(weather.rejected())) {
      throw new RejectedExecutionException("simulated: the worker is full");
    }
    scheduler.execute(task);
  }

  /** The process is killed; it starts again after a while. */
  void die() {
    Life ended = life;
    if (ended == null) {
      return;
    }
    time.log(() -> "the node dies");
    life = null;
    ended.scheduler().shutdown();
    ended.store().die();
    onDeath.forEach(Runnable::run);
    time.after(downtime(), this::start);
  }
}
