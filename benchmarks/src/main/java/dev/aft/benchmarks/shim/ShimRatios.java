package dev.aft.benchmarks.shim;

import dev.aft.benchmarks.surroundings.Ambient;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import org.HdrHistogram.Histogram;

/** Measures both sides in turns, a short block each, so that they share the machine's moods. */
final class ShimRatios {
  /**
   * What to run.
   *
   * @param rounds blocks of each side; the first half is for warming up and does not count
   * @param operations in a block of one client
   * @param millis how long a block of many clients lasts
   */
  record Plan(int rounds, int operations, int clients, int valueBytes, long millis) {}

  /** Latencies of one side in nanoseconds. */
  record Latency(Histogram bare, Histogram aft) {
    double ratio(double percentile) {
      return (double) aft.getValueAtPercentile(percentile) / bare.getValueAtPercentile(percentile);
    }
  }

  /** Transactions per second of each block, in the order of the rounds. */
  record Throughput(List<Double> bare, List<Double> aft) {
    double ratio() {
      return median(aft) / median(bare);
    }

    static double median(List<Double> values) {
      return values.stream().sorted().toList().get(values.size() / 2);
    }
  }

  private final Plan plan;

  ShimRatios(Plan plan) {
    this.plan = plan;
  }

  /** Both sides in turns, as in what follows; nothing is recorded. */
  void warmUp(BareSide bare, Side aft, long warmUpMillis) throws Exception {
    List<Operation> operations =
        List.of(
            () -> bare.write(1),
            bare::create,
            () -> bare.write(10),
            () -> aft.write(1),
            () -> aft.write(10));
    long end = Ambient.nanoTime() + warmUpMillis * 1_000_000;
    while (Ambient.nanoTime() < end) {
      for (Operation operation : operations) {
        var unused = block(operation);
      }
    }
  }

  /** One client: a transaction of {@code aftKeys} keys beside one of {@code bareKeys}. */
  Latency latency(Side bare, int bareKeys, Side aft, int aftKeys) throws Exception {
    return latency(() -> bare.write(bareKeys), () -> aft.write(aftKeys));
  }

  /** What a condition costs on the bare store. */
  Latency condition(BareSide bare) throws Exception {
    return latency(() -> bare.write(1), bare::create);
  }

  private Latency latency(Operation bare, Operation aft) throws Exception {
    Latency latency = new Latency(new Histogram(3), new Histogram(3));
    for (int round = 0; round < plan.rounds(); round++) {
      Histogram ofBare = block(bare);
      Histogram ofAft = block(aft);
      if (round >= plan.rounds() / 2) {
        latency.bare().add(ofBare);
        latency.aft().add(ofAft);
      }
    }
    return latency;
  }

  /** One client that reads the same key again and again. */
  Histogram reads(Side aft) throws Exception {
    aft.write(1);
    block(aft::read);
    return block(aft::read);
  }

  private interface Operation {
    void run() throws Exception;
  }

  private Histogram block(Operation operation) throws Exception {
    Histogram latencies = new Histogram(3);
    for (int i = 0; i < plan.operations(); i++) {
      long start = Ambient.nanoTime();
      operation.run();
      latencies.recordValue(Ambient.nanoTime() - start);
    }
    return latencies;
  }

  /** Many clients, each a closed loop on a side of its own. */
  Throughput throughput(IntFunction<Side> bare, IntFunction<Side> aft, int keys) throws Exception {
    Throughput throughput = new Throughput(new ArrayList<>(), new ArrayList<>());
    ExecutorService threads = Executors.newFixedThreadPool(plan.clients());
    List<Side> bareSides = sides(bare);
    List<Side> aftSides = sides(aft);
    try {
      for (int round = 0; round < plan.rounds(); round++) {
        double ofBare = perSecond(threads, bareSides, keys);
        double ofAft = perSecond(threads, aftSides, keys);
        if (round >= plan.rounds() / 2) {
          throughput.bare().add(ofBare);
          throughput.aft().add(ofAft);
        }
      }
    } finally {
      threads.shutdownNow();
      for (Side side : aftSides) {
        side.close();
      }
    }
    return throughput;
  }

  private List<Side> sides(IntFunction<Side> make) {
    List<Side> sides = new ArrayList<>();
    for (int i = 0; i < plan.clients(); i++) {
      sides.add(make.apply(i));
    }
    return sides;
  }

  private double perSecond(ExecutorService threads, List<Side> sides, int keys)
      throws InterruptedException, ExecutionException {
    long start = Ambient.nanoTime();
    long end = start + plan.millis() * 1_000_000;
    List<Future<Integer>> counts = new ArrayList<>();
    for (Side side : sides) {
      Callable<Integer> client =
          () -> {
            int done = 0;
            while (Ambient.nanoTime() < end) {
              side.write(keys);
              done++;
            }
            return done;
          };
      counts.add(threads.submit(client));
    }
    long total = 0;
    for (Future<Integer> count : counts) {
      total += count.get();
    }
    return total * 1e9 / (Ambient.nanoTime() - start);
  }
}
