package dev.aft.storage.rocksdb;

/** What an acknowledged write survives; the values of the {@code sync} parameter. */
public enum Durability {
  /** Forced to the disk before it is acknowledged: survives a power failure. */
  COMMIT("commit"),
  /** Survives the death of the process; a power failure may take the last second's writes. */
  LOSE_LAST_SECOND_ON_POWER_FAILURE("lose-last-second-on-power-failure");

  private final String parameter;

  Durability(String parameter) {
    this.parameter = parameter;
  }

  String parameter() {
    return parameter;
  }
}
