package dev.aft.storage.s3;

import dev.aft.storage.contract.ConcurrentStoreContractTest;
import dev.aft.storage.s3.object.FaultyObjects;
import dev.aft.storage.s3.object.InMemoryObjects;
import dev.aft.storage.s3.object.ObjectFailPoints;
import dev.aft.storage.s3.object.ObjectFates;
import dev.aft.storage.s3.object.RealEnvironment;
import dev.aft.storage.spi.Store;
import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;

final class S3ConcurrentStoreContractTest extends ConcurrentStoreContractTest {
  private final RealEnvironment time = new RealEnvironment();

  /** Answers take up to a millisecond, so that groups form and come back out of order. */
  @Override
  protected Store openEmptyStore() {
    ObjectFates delays = ObjectFates.random(new SplittableRandom(1), 0, Duration.ofNanos(500_000));
    FaultyObjects objects =
        new FaultyObjects(
            new InMemoryObjects(), delays, ObjectFailPoints.NONE, time.environment().scheduler());
    return TestStores.open(objects, time.environment());
  }

  @AfterEach
  void stopTime() {
    time.close();
  }
}
