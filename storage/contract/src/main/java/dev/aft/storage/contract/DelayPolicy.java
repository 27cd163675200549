package dev.aft.storage.contract;

import java.time.Duration;

/** Decides how slow a call is. Thread-safe. */
@FunctionalInterface
public interface DelayPolicy {
  /** How long the call waits before it reaches the store; zero for not at all. */
  Duration before(StoreCall call);
}
