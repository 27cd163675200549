package dev.aft.benchmarks;

import dev.aft.benchmarks.surroundings.Ambient;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.HdrHistogram.Histogram;

/** Runs one workload with a number of clients for a time: a closed loop, one thread a client. */
final class WorkloadRunner {
  private final int rows;
  private final int valueBytes;

  WorkloadRunner(int rows, int valueBytes) {
    this.rows = rows;
    this.valueBytes = valueBytes;
  }

  /** What is run, by how many, for how long. */
  record Round(Workload workload, int clients, int number, Duration warmUp, Duration measured) {}

  Measurement run(Target target, Round round) throws InterruptedException, SQLException {
    ExecutorService threads = Executors.newFixedThreadPool(round.clients());
    CountDownLatch connected = new CountDownLatch(round.clients());
    try {
      List<Future<Histogram>> futures = new ArrayList<>();
      for (int i = 0; i < round.clients(); i++) {
        futures.add(threads.submit(client(target, round, connected)));
      }
      Histogram all = new Histogram(3);
      for (Future<Histogram> future : futures) {
        all.add(future.get());
      }
      return new Measurement(
          target.label(),
          round.workload(),
          round.clients(),
          round.number(),
          all.getTotalCount(),
          round.measured().toNanos() / 1e9,
          Measurement.Latencies.of(all));
    } catch (ExecutionException e) {
      throw new SQLException("a client of " + target.label() + " failed: " + e.getCause(), e);
    } finally {
      threads.shutdownNow();
    }
  }

  private Callable<Histogram> client(Target target, Round round, CountDownLatch connected) {
    return () -> {
      try (Workload.Client client =
          new Workload.Client(target, rows, valueBytes, Ambient.random())) {
        connected.countDown();
        connected.await();
        loop(client, round.workload(), round.warmUp(), new Histogram(3));
        Histogram latencies = new Histogram(3);
        loop(client, round.workload(), round.measured(), latencies);
        return latencies;
      } finally {
        connected.countDown();
      }
    };
  }

  private static void loop(
      Workload.Client client, Workload workload, Duration time, Histogram latencies)
      throws SQLException {
    long end = Ambient.nanoTime() + time.toNanos();
    long started = Ambient.nanoTime();
    while (started < end) {
      workload.run(client);
      long finished = Ambient.nanoTime();
      latencies.recordValue(finished - started);
      started = finished;
    }
  }
}
