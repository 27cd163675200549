package dev.aft.benchmarks.shim;

import dev.aft.benchmarks.surroundings.Ambient;
import dev.aft.benchmarks.surroundings.Beside;
import dev.aft.benchmarks.surroundings.TemporaryFolders;
import dev.aft.engine.EngineSettings;
import dev.aft.engine.SystemEnvironment;
import dev.aft.engine.transaction.Transaction;
import dev.aft.engine.transaction.TransactionManager;
import dev.aft.engine.transaction.TransactionManagers;
import dev.aft.engine.transaction.TransactionOptions;
import dev.aft.storage.spi.Bytes;
import dev.aft.storage.spi.StorageException;
import dev.aft.storage.spi.StorageUri;
import dev.aft.storage.spi.Store;
import dev.aft.storage.spi.Stores;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ./aft bench startup}: how long a store takes to open after so many commits. */
@Command(
    name = "startup",
    description = {
      "Commits transactions of one new key each, closes the store, opens it several times,",
      "and prints how long that took until a first read was answered."
    },
    mixinStandardHelpOptions = true)
public final class StartUpCommand implements Callable<Integer> {
  private static final int IN_FLIGHT = 512;

  @Option(
      names = "--storage",
      description = "The store; what is beside it is used. Default: RocksDB in a temporary folder.")
  private @Nullable String storage;

  @Option(names = "--commits", split = ",", description = "Default: 10000,1000000.")
  private List<Integer> commits = new ArrayList<>(List.of(10_000, 1_000_000));

  @Option(names = "--opens", description = "Default: ${DEFAULT-VALUE}.")
  private int opens = 7;

  @Option(names = "--value-bytes", description = "Default: ${DEFAULT-VALUE}.")
  private int valueBytes = 100;

  private final PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);

  @Override
  public Integer call() throws Exception {
    if (opens < 1 || commits.stream().anyMatch(n -> n < 1)) {
      System.err.println("aft: all numbers start at 1");
      return 2;
    }
    Path temporary = Files.createTempDirectory("aft-startup-");
    try {
      StorageUri base =
          StorageUri.parse(storage == null ? "rocksdb:" + temporary.resolve("db") : storage);
      double first = 0;
      for (int number : commits) {
        StorageUri uri = Beside.of(base, "-" + number);
        fill(uri, number);
        double millis = open(uri, number);
        first = first == 0 ? millis : first;
        out.printf(
            Locale.ROOT, "commits=%d open_ms=%.0f ratio=%.2f%n", number, millis, millis / first);
      }
      return 0;
    } catch (IllegalArgumentException | StorageException e) {
      System.err.println("aft: " + e.getMessage());
      return 2;
    } finally {
      TemporaryFolders.delete(temporary);
    }
  }

  private void fill(StorageUri uri, int number) throws InterruptedException {
    long start = Ambient.nanoTime();
    try (SystemEnvironment environment = SystemEnvironment.create();
        Store store = Stores.open(uri);
        TransactionManager manager =
            TransactionManagers.open(
                store, EngineSettings.builder().build(), environment.environment())) {
      Semaphore free = new Semaphore(IN_FLIGHT);
      AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
      Bytes value = Bytes.utf8("v".repeat(valueBytes));
      for (int i = 0; i < number; i++) {
        free.acquire();
        Transaction transaction = manager.begin(TransactionOptions.DEFAULT);
        transaction.write(key(i), value);
        var unused =
            transaction
                .commit()
                .whenComplete(
                    (outcome, error) -> {
                      if (error != null) {
                        failure.compareAndSet(null, error);
                      }
                      free.release();
                    });
      }
      free.acquire(IN_FLIGHT);
      Throwable error = failure.get();
      if (error != null) {
        throw new CompletionException(error);
      }
    }
    out.printf(
        Locale.ROOT,
        "committed %,d transactions in %.1f s%n",
        number,
        (Ambient.nanoTime() - start) / 1e9);
  }

  /** The median of several times, from the address to the answer of a first read. */
  private double open(StorageUri uri, int number) {
    List<Double> millis = new ArrayList<>();
    // The first one warms the JVM up and does not count.
    for (int i = 0; i <= opens; i++) {
      double taken = openOnce(uri, number);
      if (i > 0) {
        millis.add(taken);
      }
    }
    return millis.stream().sorted().toList().get(millis.size() / 2);
  }

  private double openOnce(StorageUri uri, int number) {
    try (SystemEnvironment environment = SystemEnvironment.create()) {
      long start = Ambient.nanoTime();
      try (Store store = Stores.open(uri);
          TransactionManager manager =
              TransactionManagers.open(
                  store, EngineSettings.builder().build(), environment.environment())) {
        Transaction transaction = manager.begin(TransactionOptions.DEFAULT);
        if (transaction.read(key(number - 1)).join().isEmpty()) {
          throw new IllegalStateException("A committed key is not there.");
        }
        return (Ambient.nanoTime() - start) / 1e6;
      }
    }
  }

  private static Bytes key(int number) {
    return Bytes.utf8(String.format(Locale.ROOT, "key-%010d", number * 7919L % 1_000_000_007L));
  }
}
