package dev.aft.storage.s3;

import dev.aft.storage.contract.Await;
import dev.aft.storage.s3.log.LogSettings;
import dev.aft.storage.s3.object.ObjectStore;
import dev.aft.storage.s3.object.S3Environment;
import dev.aft.storage.spi.Store;
import java.time.Duration;

/** Opens stores for tests. */
final class TestStores {
  /** Small enough for checkpoints to happen often. */
  static final LogSettings SETTINGS =
      new LogSettings(256 << 10, 4, 4 << 20, 1000, Duration.ofSeconds(5), 128L << 20, 1L << 20, 50);

  private TestStores() {}

  static Store open(ObjectStore objects, S3Environment environment) {
    return Await.result(
        S3Store.open(objects, SETTINGS, environment, new FakeBacking(objects)::claim));
  }
}
