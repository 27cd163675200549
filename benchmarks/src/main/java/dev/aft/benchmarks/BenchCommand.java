package dev.aft.benchmarks;

import dev.aft.benchmarks.WorkloadRunner.Round;
import dev.aft.benchmarks.anomalies.AnomaliesCommand;
import dev.aft.benchmarks.driver.DriverCommand;
import dev.aft.benchmarks.shim.ShimCommand;
import dev.aft.benchmarks.shim.StartUpCommand;
import dev.aft.benchmarks.surroundings.TemporaryFolders;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ./aft bench}: workloads through JDBC, one or several databases in turn. */
@Command(
    name = "bench",
    description = {
      "Runs workloads through JDBC, prints a table, and saves bench.csv and bench.png.",
      "Several --url are measured in turn, round by round, so that they share the machine's moods."
    },
    mixinStandardHelpOptions = true,
    subcommands = {
      AnomaliesCommand.class,
      DriverCommand.class,
      OverwritesCommand.class,
      ShimCommand.class,
      StartUpCommand.class
    })
public final class BenchCommand implements Callable<Integer> {
  @Option(
      names = "--url",
      paramLabel = "[LABEL=]URL",
      description =
          "JDBC URL to measure, with a label if you like; may be repeated. H2, SQLite and"
              + " PostgreSQL drivers are at hand. Default: an embedded store in a temporary folder.")
  private List<String> urls = new ArrayList<>();

  @Option(
      names = "--workload",
      split = ",",
      description = "point-read, update, insert, transaction, scan; default: all.")
  private List<String> workloads = new ArrayList<>();

  @Option(names = "--clients", split = ",", description = "Numbers of clients; default: 1,8.")
  private List<Integer> clients = new ArrayList<>(List.of(1, 8));

  @Option(names = "--rows", description = "Rows in the table; default: ${DEFAULT-VALUE}.")
  private int rows = 100_000;

  @Option(names = "--value-bytes", description = "Bytes in a value; default: ${DEFAULT-VALUE}.")
  private int valueBytes = 100;

  @Option(names = "--seconds", description = "Measured time of a round; default: ${DEFAULT-VALUE}.")
  private int seconds = 3;

  @Option(names = "--warm-up", description = "Seconds before it; default: ${DEFAULT-VALUE}.")
  private int warmUpSeconds = 1;

  @Option(names = "--rounds", description = "Rounds of each case; default: ${DEFAULT-VALUE}.")
  private int rounds = 3;

  @Option(
      names = "--h2-sync",
      description =
          "Follow each commit on H2 by CHECKPOINT SYNC, since H2 does not fsync on commit.")
  private boolean forceH2Sync;

  @Option(names = "--out", description = "Folder for the results; default: ${DEFAULT-VALUE}.")
  private Path folder = Path.of("results");

  private final PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);

  @Override
  public Integer call() throws IOException, InterruptedException, SQLException {
    if (rows < 1 || seconds < 1 || rounds < 1 || clients.stream().anyMatch(n -> n < 1)) {
      System.err.println("aft: --rows, --seconds, --rounds and --clients start at 1");
      return 2;
    }
    Path temporary = Files.createTempDirectory("aft-bench-");
    try {
      return measure(targets(temporary), chosenWorkloads());
    } catch (IllegalArgumentException e) {
      System.err.println("aft: " + e.getMessage());
      return 2;
    } finally {
      TemporaryFolders.delete(temporary);
    }
  }

  private List<Target> targets(Path temporary) {
    if (urls.isEmpty()) {
      return List.of(Target.parse("embedded=jdbc:aft:rocksdb:" + temporary.resolve("db"), false));
    }
    return urls.stream().map(url -> Target.parse(url, forceH2Sync)).toList();
  }

  private List<Workload> chosenWorkloads() {
    return workloads.isEmpty()
        ? List.of(Workload.values())
        : workloads.stream().map(Workload::named).toList();
  }

  private int measure(List<Target> targets, List<Workload> chosen)
      throws IOException, InterruptedException, SQLException {
    // One open connection each, so that an embedded database stays open between rounds.
    List<AutoCloseable> anchors = new ArrayList<>();
    try {
      for (Target target : targets) {
        anchors.add(target.connect());
        out.printf(Locale.ROOT, "loading %,d rows into %s%n", rows, target.label());
        target.load(rows, valueBytes);
      }
      Report report = new Report(runAll(targets, chosen));
      report.print(out);
      report.save(folder);
      out.println("saved " + folder.resolve("bench.csv") + " and " + folder.resolve("bench.png"));
      return 0;
    } finally {
      for (AutoCloseable anchor : anchors) {
        closeQuietly(anchor);
      }
    }
  }

  private List<Measurement> runAll(List<Target> targets, List<Workload> chosen)
      throws InterruptedException, SQLException {
    WorkloadRunner runner = new WorkloadRunner(rows, valueBytes);
    List<Measurement> measurements = new ArrayList<>();
    for (Workload workload : chosen) {
      for (int number : clients) {
        out.printf(
            Locale.ROOT,
            "%s (%s), %d client(s)%n",
            workload.title(),
            workload.description(),
            number);
        for (int round = 1; round <= rounds; round++) {
          for (Target target : targets) {
            measurements.add(
                runner.run(
                    target,
                    new Round(
                        workload,
                        number,
                        round,
                        Duration.ofSeconds(warmUpSeconds),
                        Duration.ofSeconds(seconds))));
          }
        }
      }
    }
    return measurements;
  }

  private void closeQuietly(AutoCloseable closeable) {
    try {
      closeable.close();
    } catch (Exception e) {
      out.println("closing failed: " + e.getMessage());
    }
  }
}
