package dev.aft.conformance.torture;

import com.zaxxer.hikari.HikariDataSource;
import dev.aft.conformance.crash.NodeProcess;
import dev.aft.storage.s3testing.FaultyNetwork;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;

/**
 * Hurts something every few moments. A seed decides what; when it meets whom is up to the threads.
 */
final class Chaos implements AutoCloseable {
  /** The state of a call on a statement that its own thread has just closed. */
  private static final String CLOSED_MEANWHILE = "HY010";

  private final String storage;
  private final Random random;
  private final FaultyNetwork network;
  private final Verdicts verdicts;
  private final Map<String, Integer> done = new TreeMap<>();
  private NodeProcess node;

  Chaos(String storage, long seed, Verdicts verdicts) throws IOException {
    this.storage = storage;
    this.random = new Random(seed);
    this.verdicts = verdicts;
    this.node = NodeProcess.start(storage);
    this.network = new FaultyNetwork("127.0.0.1", node.port());
  }

  /** Where the pool connects to, whichever process is the node. */
  String url() {
    return "jdbc:aft://127.0.0.1:" + network.port() + "/aft?connectTimeout=5&socketTimeout=5";
  }

  /** Around the network. */
  String directUrl() {
    return node.url();
  }

  NodeProcess node() {
    return node;
  }

  Map<String, Integer> done() {
    return done;
  }

  /** One evil, and a pause after it. */
  void strike(HikariDataSource pool, Running running, int owners)
      throws IOException, InterruptedException {
    switch (random.nextInt(10)) {
      case 0 -> note("cut", network::cut);
      case 1 -> note("reset", network::reset);
      case 2, 3 -> note("cut within", () -> network.cutAfter(side(), random.nextInt(4_000)));
      case 4 -> note("reset within", () -> network.resetAfter(side(), random.nextInt(4_000)));
      case 5 -> note("freeze", () -> during(network::freeze));
      case 6 -> note("refuse", () -> during(network::refuse));
      case 7 -> note("evict", () -> pool.getHikariPoolMXBean().softEvictConnections());
      default -> note("cancel", () -> cancel(running, owners));
    }
    pause(20, 400);
  }

  private FaultyNetwork.Side side() {
    return random.nextBoolean() ? FaultyNetwork.Side.CLIENT : FaultyNetwork.Side.SERVER;
  }

  private void during(Runnable evil) {
    evil.run();
    pause(10, 200);
    heal();
  }

  /** While nobody listens, the port may have become that of a client: it is given back soon. */
  private void heal() {
    for (int left = 200; ; left--) {
      try {
        network.heal();
        return;
      } catch (UncheckedIOException e) {
        if (left == 0) {
          throw e;
        }
        pause(10, 50);
      }
    }
  }

  private void cancel(Running running, int owners) {
    for (int i = 0; i < 10; i++) {
      try {
        running.cancel(random.nextInt(owners));
      } catch (SQLException e) {
        if (!CLOSED_MEANWHILE.equals(e.getSQLState())) {
          verdicts.judge(e);
        }
      }
      pause(1, 10);
    }
  }

  private void note(String what, Runnable evil) {
    done.merge(what, 1, Integer::sum);
    evil.run();
  }

  private void pause(int least, int most) {
    LockSupport.parkNanos(Duration.ofMillis(random.nextLong(least, most)).toNanos());
  }

  /** Ends the node by {@code kill -9}, or in order, and starts the next one on the same folder. */
  void replaceNode() throws IOException, InterruptedException {
    if (random.nextInt(3) == 0) {
      done.merge("terminate", 1, Integer::sum);
      node.terminate();
    } else {
      done.merge("kill", 1, Integer::sum);
      node.kill();
    }
    node = NodeProcess.start(storage);
    network.retarget("127.0.0.1", node.port());
  }

  /** From now on nothing is hurt any more. */
  void end() {
    heal();
  }

  @Override
  public void close() {
    network.close();
    node.close();
  }
}
