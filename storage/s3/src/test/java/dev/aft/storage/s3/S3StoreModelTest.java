package dev.aft.storage.s3;

import dev.aft.storage.contract.SeededRuns;
import org.junit.jupiter.api.Test;

/**
 * Random writes through processes that fail, are cut off, die and take the store from each other;
 * then a process that has no trouble says what came of it. See {@link Model}.
 */
final class S3StoreModelTest {
  @Test
  void faultsAndDeathsLoseAndDoubleNothing() {
    SeededRuns.of(12, random -> new ModelRun(random, 0.05, 0).run());
  }

  @Test
  void manyFaultsLoseAndDoubleNothing() {
    SeededRuns.of(8, random -> new ModelRun(random, 0.4, 0).run());
  }

  @Test
  void twoOwnersAtOnceLoseAndDoubleNothing() {
    SeededRuns.of(16, random -> new ModelRun(random, 0.1, 2).run());
  }
}
