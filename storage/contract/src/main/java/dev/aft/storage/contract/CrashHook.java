package dev.aft.storage.contract;

/** Told when a write passes a point at which a process may die. */
@FunctionalInterface
public interface CrashHook {
  /** Never crashes. */
  CrashHook NONE = point -> {};

  /**
   * Returns to go on; throws, or halts the process, to crash there.
   *
   * @param point {@code before} or {@code after}, a space, and {@link StoreCall.Kind#label};
   *     "after" is when the write is done and its caller has not heard of it
   */
  void reached(String point);
}
