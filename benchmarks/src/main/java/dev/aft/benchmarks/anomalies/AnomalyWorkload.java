package dev.aft.benchmarks.anomalies;

import dev.aft.history.History;
import dev.aft.history.HistoryRecorder;
import dev.aft.history.SessionRecorder;
import dev.aft.history.TransactionRecorder;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.random.RandomGenerator;

/**
 * The paper's workload: transactions of several functions, each of which writes one key and then
 * reads two, keys drawn by Zipf's law, all keys present from the start.
 */
final class AnomalyWorkload {
  private static final int READS_OF_A_FUNCTION = 2;
  private static final int KEYS_LOADED_AT_ONCE = 100;

  private final Sizes sizes;
  private final Zipf zipf;
  private final HistoryRecorder recorder = new HistoryRecorder();

  /** How much of everything. */
  record Sizes(
      int transactions, int clients, int functions, int keys, double zipf, int valueBytes) {
    Sizes {
      if (transactions < 1 || clients < 1 || functions < 1 || keys < 1 || valueBytes < 8) {
        throw new IllegalArgumentException(
            "--transactions, --clients, --functions and --keys start at 1, --value-bytes at 8");
      }
    }
  }

  AnomalyWorkload(Sizes sizes) {
    this.sizes = sizes;
    zipf = new Zipf(sizes.keys(), sizes.zipf());
  }

  /** Runs all clients; what they saw is the history. */
  History run(Callable<? extends FunctionPlatform> connector)
      throws InterruptedException, SQLException {
    ExecutorService threads = Executors.newFixedThreadPool(sizes.clients());
    try {
      load(connector);
      List<Future<?>> futures = new ArrayList<>();
      for (int client = 0; client < sizes.clients(); client++) {
        int number = client;
        futures.add(threads.submit(() -> runClient(connector, number)));
      }
      for (Future<?> future : futures) {
        future.get();
      }
      return recorder.history();
    } catch (ExecutionException e) {
      throw new SQLException("a client failed: " + e.getCause(), e);
    } finally {
      threads.shutdownNow();
    }
  }

  private void load(Callable<? extends FunctionPlatform> connector) throws SQLException {
    SessionRecorder session = recorder.session();
    try (FunctionPlatform platform = connect(connector)) {
      for (int from = 0; from < sizes.keys(); from += KEYS_LOADED_AT_ONCE) {
        TransactionRecorder recording = session.begin();
        platform.beginFunction();
        for (int key = from; key < Math.min(sizes.keys(), from + KEYS_LOADED_AT_ONCE); key++) {
          platform.write(key, recording.write(key));
        }
        platform.commit();
        recording.committed();
      }
    }
  }

  private static FunctionPlatform connect(Callable<? extends FunctionPlatform> connector)
      throws SQLException {
    try {
      return connector.call();
    } catch (SQLException e) {
      throw e;
    } catch (Exception e) {
      throw new SQLException("cannot connect: " + e.getMessage(), e);
    }
  }

  private Void runClient(Callable<? extends FunctionPlatform> connector, int client)
      throws SQLException {
    RandomGenerator random = new Random(client);
    SessionRecorder session = recorder.session();
    int share = sizes.transactions() / sizes.clients();
    int mine = share + (client < sizes.transactions() % sizes.clients() ? 1 : 0);
    try (FunctionPlatform platform = connect(connector)) {
      for (int i = 0; i < mine; i++) {
        transaction(platform, session.begin(), random);
      }
    }
    return null;
  }

  private void transaction(
      FunctionPlatform platform, TransactionRecorder recording, RandomGenerator random)
      throws SQLException {
    for (int function = 1; function <= sizes.functions(); function++) {
      platform.beginFunction();
      int written = zipf.next(random);
      platform.write(written, recording.write(written));
      for (int i = 0; i < READS_OF_A_FUNCTION; i++) {
        int key = zipf.next(random);
        recording.read(key, platform.read(key));
      }
      if (function < sizes.functions()) {
        platform.endFunction();
      }
    }
    platform.commit();
    recording.committed();
  }
}
