package dev.aft.conformance.torture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/**
 * Sixteen threads share eight connections of a pool while statements are cancelled, sockets cut and
 * nodes killed for {@code -Daft.torture.seconds} (6). In the end no connection is missing or left
 * over, the books balance with each transfer in them once, and every exception was one of the table
 * in {@code docs/jdbc.md}. {@code -Daft.torture.seed} chooses the evils.
 */
class PoolTortureIT {
  private static final int SECONDS = Integer.getInteger("aft.torture.seconds", 6);
  private static final long SEED = Long.getLong("aft.torture.seed", 5);
  private static final int TRANSFERRING = 10;
  private static final int SINGLES = 4;
  private static final int OWNERS = TRANSFERRING + SINGLES;
  private static final int AUDITORS = 2;
  private static final int CONNECTIONS = 8;
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Pattern METRICS = Pattern.compile("metrics=/?127\\.0\\.0\\.1:(\\d+)");

  private static final Logger POOL_LOG = (Logger) LoggerFactory.getLogger("com.zaxxer.hikari");

  private final Verdicts verdicts = new Verdicts();
  private final Running running = new Running();

  /** The pool tells of every connection that it finds broken, with a stack trace. */
  @BeforeAll
  static void silenceThePool() {
    POOL_LOG.setLevel(Level.OFF);
  }

  @AfterAll
  static void letThePoolTalk() {
    POOL_LOG.setLevel(null);
  }

  @Test
  void nothingIsLostLeakedOrWronglyReported(@TempDir Path folder) throws Exception {
    try (Chaos chaos = new Chaos("rocksdb:" + folder.resolve("db"), SEED, verdicts)) {
      try (Connection connection = DriverManager.getConnection(chaos.directUrl())) {
        Books.create(connection, OWNERS);
      }
      try (HikariDataSource pool = pool(chaos.url())) {
        List<Worker> workers = workers(pool);
        List<Thread> threads = workers.stream().map(PoolTortureIT::start).toList();
        torture(chaos, pool);
        settle(workers, threads);
        report(chaos, workers);
        assertEquals(List.of(), verdicts.wrong());
        assertNothingLeaked(chaos, pool);
        assertBooks(chaos.directUrl(), workers);
      }
      await("all connections are closed", () -> connections(chaos) == 0);
    }
  }

  private static HikariDataSource pool(String url) {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(url);
    config.setMaximumPoolSize(CONNECTIONS);
    config.setConnectionTimeout(2_000);
    config.setValidationTimeout(1_000);
    HikariDataSource pool = new HikariDataSource(config);
    pool.getHikariConfigMXBean().setMaxLifetime(3_000); // so that age evicts, too
    return pool;
  }

  private List<Worker> workers(HikariDataSource pool) {
    List<Worker> workers = new ArrayList<>();
    for (int owner = 0; owner < TRANSFERRING; owner++) {
      workers.add(new TransferWorker(owner, owner % 3 == 0, pool, running, verdicts));
    }
    for (int owner = TRANSFERRING; owner < OWNERS; owner++) {
      workers.add(new SingleWorker(owner, pool, running, verdicts));
    }
    for (int auditor = 0; auditor < AUDITORS; auditor++) {
      workers.add(new Auditor(OWNERS + auditor, OWNERS, pool, running, verdicts));
    }
    return workers;
  }

  private static Thread start(Worker worker) {
    Thread thread = new Thread(worker, "worker-" + worker.owner);
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  /** The node is replaced in the middle of every twenty seconds, or of all when there are fewer. */
  private void torture(Chaos chaos, HikariDataSource pool) throws Exception {
    long begin = System.nanoTime();
    int period = Math.min(SECONDS, 20);
    int replaced = 0;
    for (long second = 0; second < SECONDS; second = (System.nanoTime() - begin) / 1_000_000_000) {
      if (second >= (long) replaced * period + period / 2) {
        chaos.replaceNode();
        replaced++;
      }
      chaos.strike(pool, running, OWNERS + AUDITORS);
    }
    chaos.end();
  }

  private static void settle(List<Worker> workers, List<Thread> threads)
      throws InterruptedException {
    workers.forEach(Worker::stop);
    long end = System.nanoTime() + PATIENCE.toNanos();
    for (Thread thread : threads) {
      thread.join(Math.max(1, (end - System.nanoTime()) / 1_000_000));
      if (thread.isAlive()) {
        IllegalStateException stuck = new IllegalStateException(thread.getName() + " hangs");
        stuck.setStackTrace(thread.getStackTrace());
        throw stuck;
      }
    }
  }

  private void report(Chaos chaos, List<Worker> workers) {
    LoggerFactory.getLogger(PoolTortureIT.class)
        .info(
            "pool torture seed={} done={} failures={} states={} evils={}",
            SEED,
            workers.stream().mapToInt(Worker::done).sum(),
            workers.stream().mapToInt(Worker::failures).sum(),
            verdicts.seen(),
            chaos.done());
  }

  private static void assertNothingLeaked(Chaos chaos, HikariDataSource pool) {
    await("all are back", () -> pool.getHikariPoolMXBean().getActiveConnections() == 0);
    await("nobody waits", () -> pool.getHikariPoolMXBean().getThreadsAwaitingConnection() == 0);
    await(
        "the node serves the pool's connections and no others",
        () -> connections(chaos) == pool.getHikariPoolMXBean().getTotalConnections());
    await("no transaction is left", () -> metric(chaos, "aft_engine_transactions_running") == 0);
  }

  private static void assertBooks(String url, List<Worker> workers) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url)) {
      connection.setAutoCommit(false);
      assertEquals(List.of(), Books.differences(connection, OWNERS));
      for (int owner = 0; owner < TRANSFERRING; owner++) {
        Worker worker = workers.get(owner);
        assertEquals(worker.done(), Books.number(connection, "done", owner), "owner " + owner);
        assertTrue(worker.done() > 0, "owner " + owner + " got nothing done");
      }
      connection.rollback();
    }
  }

  private static long connections(Chaos chaos) {
    return metric(chaos, "aft_connections");
  }

  private static long metric(Chaos chaos, String name) {
    Matcher port = METRICS.matcher(chaos.node().log());
    assertTrue(port.find(), "the node does not say where its metrics are");
    URI uri = URI.create("http://127.0.0.1:" + port.group(1) + "/metrics");
    try (InputStream in = uri.toURL().openStream()) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> line.startsWith(name + " "))
          .mapToLong(line -> (long) Double.parseDouble(line.split(" ", -1)[1]))
          .findFirst()
          .orElseThrow();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static void await(String what, BooleanSupplier condition) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      assertTrue(System.nanoTime() < end, "not in time: " + what);
      LockSupport.parkNanos(20_000_000);
    }
  }
}
