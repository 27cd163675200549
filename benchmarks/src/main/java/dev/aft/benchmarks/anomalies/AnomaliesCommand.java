package dev.aft.benchmarks.anomalies;

import dev.aft.benchmarks.surroundings.Beside;
import dev.aft.benchmarks.surroundings.TemporaryFolders;
import dev.aft.history.History;
import dev.aft.storage.spi.StorageException;
import dev.aft.storage.spi.StorageUri;
import dev.aft.storage.spi.Store;
import dev.aft.storage.spi.Stores;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ./aft bench anomalies}: the paper's anomaly table. */
@Command(
    name = "anomalies",
    description = {
      "Runs the AFT paper's workload straight on a store and through AFT, counts the transactions",
      "that met a read-your-writes or a fractured-read anomaly, prints a table, and saves",
      "anomalies.csv and anomalies.png. Exit code 1 if AFT shows any."
    },
    mixinStandardHelpOptions = true)
public final class AnomaliesCommand implements Callable<Integer> {
  @Option(
      names = "--storage",
      description =
          "The store: rocksdb:/dir, s3://bucket/prefix or fdb:file?prefix=name; what is used is"
              + " beside it, with -bare and -aft behind the folder or prefix."
              + " Default: a temporary folder.")
  private @Nullable String storage;

  @Option(
      names = "--url",
      description = "JDBC URL of a node to run through; default: embedded over the same store.")
  private @Nullable String url;

  @Option(names = "--transactions", description = "Default: ${DEFAULT-VALUE}.")
  private int transactions = 10_000;

  @Option(names = "--clients", description = "Default: ${DEFAULT-VALUE}.")
  private int clients = 10;

  @Option(names = "--functions", description = "Of a transaction; default: ${DEFAULT-VALUE}.")
  private int functions = 2;

  @Option(names = "--keys", description = "Default: ${DEFAULT-VALUE}.")
  private int keys = 1_000;

  @Option(names = "--zipf", description = "Exponent; default: ${DEFAULT-VALUE}.")
  private double zipf = 1.0;

  @Option(names = "--value-bytes", description = "Default: ${DEFAULT-VALUE}.")
  private int valueBytes = 4_096;

  @Option(names = "--out", description = "Folder for the results; default: ${DEFAULT-VALUE}.")
  private Path folder = Path.of("results");

  @Option(names = "--histories", description = "Folder to export both histories to, for checkers.")
  private @Nullable Path histories;

  private final PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);

  @Override
  public Integer call() throws IOException, InterruptedException, SQLException {
    Path temporary = Files.createTempDirectory("aft-anomalies-");
    try {
      AnomalyWorkload.Sizes sizes =
          new AnomalyWorkload.Sizes(transactions, clients, functions, keys, zipf, valueBytes);
      StorageUri base =
          StorageUri.parse(storage == null ? "rocksdb:" + temporary.resolve("db") : storage);
      return report(bare(sizes, base), throughAft(sizes, base));
    } catch (IllegalArgumentException | StorageException e) {
      System.err.println("aft: " + e.getMessage());
      return 2;
    } finally {
      TemporaryFolders.delete(temporary);
    }
  }

  private AnomalyResult bare(AnomalyWorkload.Sizes sizes, StorageUri base)
      throws InterruptedException, SQLException {
    out.printf(Locale.ROOT, "%,d transactions straight on the store%n", sizes.transactions());
    try (Store store = Stores.open(Beside.of(base, "-bare"))) {
      History history =
          new AnomalyWorkload(sizes).run(() -> new BareStorePlatform(store, sizes.valueBytes()));
      return AnomalyResult.of("bare-store", history, sizes.transactions());
    }
  }

  private AnomalyResult throughAft(AnomalyWorkload.Sizes sizes, StorageUri base)
      throws InterruptedException, SQLException {
    out.printf(Locale.ROOT, "%,d transactions through AFT%n", sizes.transactions());
    String target = url == null ? "jdbc:aft:" + Beside.of(base, "-aft") : url;
    // Keeps an embedded node open while clients come and go.
    try (Connection anchor = DriverManager.getConnection(target)) {
      anchor.setReadOnly(true);
      History history =
          new AnomalyWorkload(sizes).run(() -> new AftPlatform(target, sizes.valueBytes()));
      return AnomalyResult.of("aft", history, sizes.transactions());
    }
  }

  private int report(AnomalyResult bare, AnomalyResult aft) throws IOException {
    AnomalyReport report = new AnomalyReport(List.of(bare, aft));
    report.print(out);
    report.save(folder);
    out.println(
        "\nsaved " + folder.resolve("anomalies.csv") + " and " + folder.resolve("anomalies.png"));
    if (histories != null) {
      report.saveHistories(histories);
      out.println("saved " + histories.resolve("bare-store.txt") + " and aft.txt beside it");
    }
    return aft.clean() ? 0 : 1;
  }
}
