package dev.aft.storage.foundationdb.testing;

import dev.aft.storage.foundationdb.testing.CommitFault.Fate;
import java.util.SplittableRandom;

/** Failures by chance, the same for the same seed: those that a real cluster has, and all fates. */
public final class SeededFaults implements Faults {
  private static final int[] READ_VERSION_CODES = {1009, 1037, 1051, 1078, 1213};
  private static final int[] READ_CODES = {1007, 1009, 1037};
  private static final int[] UNKNOWN_CODES = {1021, 1031, 1039};

  private final SplittableRandom random;
  private final double share;

  /**
   * Failures for {@code share} of the reads, and of the commits.
   *
   * @param share from 0 to 1
   */
  public SeededFaults(SplittableRandom random, double share) {
    this.random = random;
    this.share = share;
  }

  private int one(int[] codes) {
    return codes[random.nextInt(codes.length)];
  }

  @Override
  public int readVersion() {
    return random.nextDouble() < share / 4 ? one(READ_VERSION_CODES) : 0;
  }

  @Override
  public int read() {
    return random.nextDouble() < share / 4 ? one(READ_CODES) : 0;
  }

  @Override
  public CommitFault commit() {
    if (random.nextDouble() >= share) {
      return CommitFault.NONE;
    }
    if (random.nextInt(4) == 0) {
      return new CommitFault(1020, Fate.NEVER);
    }
    Fate[] fates = Fate.values();
    return new CommitFault(one(UNKNOWN_CODES), fates[random.nextInt(fates.length)]);
  }
}
