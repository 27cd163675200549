package dev.aft.benchmarks.shim;

import dev.aft.benchmarks.surroundings.Beside;
import dev.aft.benchmarks.surroundings.TemporaryFolders;
import dev.aft.storage.spi.StorageException;
import dev.aft.storage.spi.StorageUri;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.function.IntFunction;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ./aft bench shim}: the same writes straight on a store and through AFT, in turns. */
@Command(
    name = "shim",
    description = {
      "Writes straight on a store (one request for each key) and through AFT over the same server,",
      "in turns, and prints latencies of one client, reads of a key that was read before, and",
      "transactions per second of many clients, with their ratios."
    },
    mixinStandardHelpOptions = true)
public final class ShimCommand implements Callable<Integer> {
  @Option(
      names = "--storage",
      description =
          "The store, such as s3://bucket/prefix?endpoint=...; what is beside it under names of"
              + " this run's own is used. Default: RocksDB in a temporary folder.")
  private @Nullable String storage;

  @Option(names = "--rounds", description = "Blocks of each side; default: ${DEFAULT-VALUE}.")
  private int rounds = 10;

  @Option(
      names = "--operations",
      description = "Transactions of one client in a block; default: ${DEFAULT-VALUE}.")
  private int operations = 200;

  @Option(names = "--clients", description = "Default: ${DEFAULT-VALUE}.")
  private int clients = 32;

  @Option(names = "--value-bytes", description = "Default: ${DEFAULT-VALUE}.")
  private int valueBytes = 1_000;

  @Option(
      names = "--millis",
      description = "How long a block of many clients lasts; default: ${DEFAULT-VALUE}.")
  private long millis = 3_000;

  @Option(
      names = "--warm-up-millis",
      description =
          "How long both sides work before anything counts, until the JVM has compiled what they"
              + " need; default: ${DEFAULT-VALUE}.")
  private long warmUpMillis = 40_000;

  private final PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);

  @Override
  public Integer call() throws Exception {
    if (rounds < 2
        || operations < 1
        || clients < 1
        || valueBytes < 0
        || millis < 1
        || warmUpMillis < 0) {
      System.err.println(
          "aft: --rounds starts at 2, --value-bytes and --warm-up-millis at 0, the others at 1");
      return 2;
    }
    Path temporary = Files.createTempDirectory("aft-shim-");
    try {
      StorageUri base =
          StorageUri.parse(storage == null ? "rocksdb:" + temporary.resolve("db") : storage);
      String run =
          "-" + UUID.nameUUIDFromBytes(temporary.toString().getBytes(StandardCharsets.UTF_8));
      measure(Beside.of(base, run + "-bare"), Beside.of(base, run + "-aft"));
      return 0;
    } catch (IllegalArgumentException | StorageException e) {
      System.err.println("aft: " + e.getMessage());
      return 2;
    } finally {
      TemporaryFolders.delete(temporary);
    }
  }

  private void measure(StorageUri bareUri, StorageUri aftUri) throws Exception {
    ShimRatios ratios =
        new ShimRatios(new ShimRatios.Plan(rounds, operations, clients, valueBytes, millis));
    String url = "jdbc:aft:" + aftUri;
    try (BareStore store = BareStores.open(bareUri);
        AftSide one = new AftSide(url, "one", valueBytes)) {
      BareSide bare = new BareSide(store, "one", valueBytes);
      ratios.warmUp(bare, one, warmUpMillis);
      out.printf(
          Locale.ROOT, "%-38s %10s %10s %10s %8s%n", "one client", "", "bare", "AFT", "ratio");
      print("conditional put / put, both bare", ratios.condition(bare));
      print("transaction of 1 key / 1 put", ratios.latency(bare, 1, one, 1));
      print("transaction of 10 keys / 1 put", ratios.latency(bare, 1, one, 10));
      print("transaction of 10 keys / 10 puts", ratios.latency(bare, 10, one, 10));
      Histogram reads = ratios.reads(one);
      out.printf(
          Locale.ROOT,
          "%-38s %10s %10s %,8.1f us%n",
          "read of a key read before",
          "p50",
          "",
          reads.getValueAtPercentile(50) / 1e3);
      print(1, ratios.throughput(bares(store), afts(url), 1));
      print(10, ratios.throughput(bares(store), afts(url), 10));
    }
  }

  private IntFunction<Side> bares(BareStore store) {
    return number -> new BareSide(store, "client-" + number, valueBytes);
  }

  private IntFunction<Side> afts(String url) {
    return number -> {
      try {
        return new AftSide(url, "client-" + number, valueBytes);
      } catch (SQLException e) {
        throw new IllegalStateException(e);
      }
    };
  }

  private void print(String title, ShimRatios.Latency latency) {
    for (double percentile : new double[] {50, 95}) {
      out.printf(
          Locale.ROOT,
          "%-38s %9s%.0f %,7.0f us %,7.0f us %7.2fx%n",
          title,
          "p",
          percentile,
          latency.bare().getValueAtPercentile(percentile) / 1e3,
          latency.aft().getValueAtPercentile(percentile) / 1e3,
          latency.ratio(percentile));
    }
  }

  private void print(int keys, ShimRatios.Throughput throughput) {
    out.printf(
        Locale.ROOT,
        "%d clients, %d key(s): transactions/s %,10.0f %,10.0f %7.2fx%n",
        clients,
        keys,
        ShimRatios.Throughput.median(throughput.bare()),
        ShimRatios.Throughput.median(throughput.aft()),
        throughput.ratio());
  }
}
