package dev.aft.storage.contract;

import java.util.random.RandomGenerator;

/** Decides what goes wrong. Thread-safe. */
@FunctionalInterface
public interface FaultPolicy {
  /** What happens to this call; asked once for each. */
  Fault decide(StoreCall call);

  /** Each call fails with the probability given, in one of the three ways. */
  static FaultPolicy random(RandomGenerator random, double probability) {
    return call -> {
      if (random.nextDouble() >= probability) {
        return Fault.NONE;
      }
      return switch (random.nextInt(3)) {
        case 0 -> Fault.NOT_DONE;
        case 1 -> Fault.UNKNOWN_BUT_DONE;
        default -> Fault.UNKNOWN_AND_NOT_DONE;
      };
    };
  }
}
