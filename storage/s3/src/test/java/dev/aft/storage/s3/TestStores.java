package dev.aft.storage.s3;

import dev.aft.storage.contract.Await;
import dev.aft.storage.s3.log.LogSettings;
import dev.aft.storage.s3.object.ObjectStore;
import dev.aft.storage.s3.object.S3Environment;
import dev.aft.storage.s3.run.RunSettings;
import dev.aft.storage.spi.Store;
import java.time.Duration;
import java.util.Optional;

/** Opens stores for tests. */
final class TestStores {
  /** Small enough for checkpoints to happen often. */
  static final LogSettings SETTINGS =
      new LogSettings(256 << 10, 4, 4 << 20, 1000, Duration.ofSeconds(5), 128L << 20, 1L << 20, 50);

  /** Small enough for runs of several pages and objects, and for merges. */
  static final RunSettings RUNS =
      new RunSettings(
          8 << 20, Optional.empty(), 4 << 10, 4 << 20, 500, 1 << 20, 4 << 10, 3, 64 << 10, 1000);

  private TestStores() {}

  /** As in production, except that checkpoints come sooner. */
  static Store open(ObjectStore objects, S3Environment environment) {
    LogSettings log =
        new LogSettings(
            256 << 10, 4, 4 << 20, 10_000, Duration.ofSeconds(10), 128L << 20, 4L << 20, 512);
    RunSettings runs = RunSettings.of(64 << 20, Optional.empty());
    return Await.result(S3Store.open(objects, log, runs, environment));
  }
}
