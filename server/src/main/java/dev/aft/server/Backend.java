package dev.aft.server;

import dev.aft.engine.EngineException;
import dev.aft.server.net.SessionHost;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** What stands behind the listeners: the sessions, and what they work on. */
interface Backend extends SessionHost, AutoCloseable {
  /**
   * Counters and gauges by name, in lower case with underscores, as of now; the names stay the
   * same. Names that end in {@code _total} only grow.
   */
  Map<String, Long> statistics();

  /**
   * Completes when another process has taken the store, and never otherwise: all sessions have been
   * told to end, and nothing can be done any more.
   */
  CompletableFuture<EngineException> storeTaken();

  /** Finishes commits under way, then releases everything. */
  @Override
  void close();
}
