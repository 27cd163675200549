package dev.aft.benchmarks.jmh;

import dev.aft.engine.EngineSettings;
import dev.aft.engine.SystemEnvironment;
import dev.aft.engine.transaction.CommitOutcome;
import dev.aft.engine.transaction.Transaction;
import dev.aft.engine.transaction.TransactionManager;
import dev.aft.engine.transaction.TransactionManagers;
import dev.aft.engine.transaction.TransactionOptions;
import dev.aft.storage.spi.Bytes;
import dev.aft.storage.spi.Store;
import dev.aft.storage.spi.Stores;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Threads;

/**
 * Reads under the read rule and commits, below SQL. The keys are written in transactions of {@code
 * cowritten} keys each, so a read meets cowritten sets of that size.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class TransactionBenchmark {
  private static final int KEYS = 10_000;
  private static final Bytes VALUE = Bytes.wrap(new byte[100]);

  /** Where the data is; rocksdb makes an fsync for each group of commits. */
  @Param({"memory", "rocksdb"})
  private String store = "memory";

  @Param({"1", "10"})
  private int cowritten = 1;

  private final SystemEnvironment system = SystemEnvironment.create();
  private Store opened = Stores.open("memory:unused");
  private TransactionManager manager =
      TransactionManagers.open(opened, EngineSettings.DEFAULT, system.environment());
  private final Bytes[] keys = new Bytes[KEYS];

  @Setup
  public void fill() throws IOException {
    Path folder = Files.createTempDirectory("aft-jmh-");
    opened = Stores.open(store.equals("memory") ? "memory:jmh" : "rocksdb:" + folder);
    manager = TransactionManagers.open(opened, EngineSettings.DEFAULT, system.environment());
    for (int i = 0; i < KEYS; i += cowritten) {
      Transaction transaction = manager.begin(TransactionOptions.DEFAULT);
      for (int j = i; j < Math.min(i + cowritten, KEYS); j++) {
        keys[j] = Bytes.utf8("key-" + j);
        transaction.write(keys[j], VALUE);
      }
      transaction.commit().join();
    }
  }

  @TearDown
  public void close() {
    manager.close();
    opened.close();
    system.close();
  }

  private Bytes randomKey() {
    return keys[system.environment().random().nextInt(KEYS)];
  }

  @Benchmark
  public Optional<Bytes> readOneKey() {
    Transaction transaction = manager.begin(TransactionOptions.DEFAULT);
    Optional<Bytes> value = transaction.read(randomKey()).join();
    transaction.abort();
    return value;
  }

  @Benchmark
  public int readTwentyKeys() {
    Transaction transaction = manager.begin(TransactionOptions.DEFAULT);
    int found = 0;
    for (int i = 0; i < 20; i++) {
      found += transaction.read(randomKey()).join().isPresent() ? 1 : 0;
    }
    transaction.abort();
    return found;
  }

  @Benchmark
  @Threads(16)
  public CommitOutcome commitOneKey() {
    Transaction transaction = manager.begin(TransactionOptions.DEFAULT);
    transaction.write(randomKey(), VALUE);
    return transaction.commit().join();
  }

  @Benchmark
  @Threads(16)
  public CommitOutcome commitTenKeys() {
    Transaction transaction = manager.begin(TransactionOptions.DEFAULT);
    for (int i = 0; i < 10; i++) {
      transaction.write(randomKey(), VALUE);
    }
    return transaction.commit().join();
  }
}
