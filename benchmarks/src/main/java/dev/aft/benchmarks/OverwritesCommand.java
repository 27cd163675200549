package dev.aft.benchmarks;

import dev.aft.benchmarks.surroundings.TemporaryFolders;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ./aft bench overwrites}: does the store stay small under a steady overwrite load? */
@Command(
    name = "overwrites",
    description =
        "Overwrites the same keys again and again, and prints what the store takes on disk meanwhile"
            + " and in the end. Exit code 1 when it ends with more than --most times the live data.",
    mixinStandardHelpOptions = true)
final class OverwritesCommand implements Callable<Integer> {
  @Option(names = "--updates", description = "Transactions in all; default: ${DEFAULT-VALUE}.")
  private int updates = 10_000_000;

  @Option(names = "--keys", description = "Keys that they write; default: ${DEFAULT-VALUE}.")
  private int keys = 10_000;

  @Option(names = "--value-bytes", description = "Bytes in a value; default: ${DEFAULT-VALUE}.")
  private int valueBytes = 1000;

  @Option(
      names = "--in-flight",
      description = "Transactions at one time; default: ${DEFAULT-VALUE}.")
  private int inFlight = 256;

  @Option(
      names = "--lifetime",
      description = "Longest life of a transaction in seconds; default: ${DEFAULT-VALUE}.")
  private int lifetimeSeconds = 10;

  @Option(names = "--every", description = "Seconds between lines; default: ${DEFAULT-VALUE}.")
  private int every = 5;

  @Option(
      names = "--most",
      description = "Disk in the end over live data, at most; default: ${DEFAULT-VALUE}.")
  private double most = 3;

  private final PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
  private int seen;
  private long peak;

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (updates < keys || keys < 1 || valueBytes < 0 || inFlight < 1 || lifetimeSeconds < 1) {
      System.err.println("aft: --updates is at least --keys; all numbers start at 1");
      return 2;
    }
    Path temporary = Files.createTempDirectory("aft-overwrites-");
    Overwrites.Plan plan =
        new Overwrites.Plan(
            updates, keys, valueBytes, inFlight, Duration.ofSeconds(lifetimeSeconds));
    try {
      out.printf(Locale.ROOT, "live data: %,d bytes%n", plan.liveBytes());
      out.println(" seconds     updates   collected   disk MB  x live  behind ms");
      Overwrites.Sample end =
          new Overwrites(plan, temporary.resolve("db"), sample -> show(sample, plan)).run();
      print(end, plan);
      double ratio = ratio(end.diskBytes(), plan);
      out.printf(
          Locale.ROOT,
          "updates=%d live_bytes=%d end_bytes=%d ratio=%.2f peak_bytes=%d peak_ratio=%.2f%n",
          updates,
          plan.liveBytes(),
          end.diskBytes(),
          ratio,
          peak,
          ratio(peak, plan));
      return ratio <= most ? 0 : 1;
    } finally {
      TemporaryFolders.delete(temporary);
    }
  }

  private void show(Overwrites.Sample sample, Overwrites.Plan plan) {
    peak = Math.max(peak, sample.diskBytes());
    if (seen++ % Math.max(1, every) == 0) {
      print(sample, plan);
    }
  }

  private void print(Overwrites.Sample sample, Overwrites.Plan plan) {
    out.printf(
        Locale.ROOT,
        "%8.1f %11d %11d %9.1f %7.1f %10d%n",
        sample.millis() / 1000.0,
        sample.updates(),
        sample.collected(),
        sample.diskBytes() / 1e6,
        ratio(sample.diskBytes(), plan),
        sample.backlogMillis());
  }

  private static double ratio(long bytes, Overwrites.Plan plan) {
    return (double) bytes / plan.liveBytes();
  }
}
