package dev.aft.conformance.simulation;

import dev.aft.engine.EngineException;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** What a client does, call by call. */
interface Work {
  /**
   * Makes the next call.
   *
   * @return what to wait for; null when the work is done, or nobody's for now
   */
  @Nullable CompletableFuture<?> step();

  /** A call has failed. Says whether to go on. */
  boolean failed(EngineException error);
}
