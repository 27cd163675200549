package dev.aft.server.net;

import dev.aft.protocol.FrontendMessage.CancelRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/**
 * All connections of a node: admits them up to the bounds, finds them for cancel requests, drains
 * them. Thread-safe.
 */
final class Connections {
  private final ConnectionLimits limits;
  private final SessionHost sessions;
  private final ConnectionMetrics metrics;
  private final LongSupplier nanoTime;

  private final Set<ConnectionHandler> open = ConcurrentHashMap.newKeySet();
  private final AtomicInteger admitted = new AtomicInteger();

  private final Handshakes<ConnectionHandler> handshakes;
  private final CompletableFuture<Void> drained = new CompletableFuture<>();
  private volatile boolean draining;

  Connections(
      ConnectionLimits limits,
      SessionHost sessions,
      ConnectionMetrics metrics,
      LongSupplier nanoTime) {
    this.limits = limits;
    this.handshakes = new Handshakes<>(limits.maxHandshakes());
    this.sessions = sessions;
    this.metrics = metrics;
    this.nanoTime = nanoTime;
  }

  ConnectionLimits limits() {
    return limits;
  }

  SessionHost sessions() {
    return sessions;
  }

  ConnectionMetrics metrics() {
    return metrics;
  }

  long nanoTime() {
    return nanoTime.getAsLong();
  }

  boolean isDraining() {
    return draining;
  }

  /** Connections whose client has been let in. */
  int sessionCount() {
    return admitted.get();
  }

  int handshakeCount() {
    return handshakes.count();
  }

  /** A connection has been accepted. An unfinished start-up makes room when there are too many. */
  void startHandshake(ConnectionHandler handler) {
    metrics.opened();
    open.add(handler);
    ConnectionHandler oldest = handshakes.add(handler, handler.address());
    if (oldest != null) {
      oldest.evictHandshake();
    }
  }

  void endHandshake(ConnectionHandler handler) {
    handshakes.remove(handler);
  }

  /** Whether no session more can be let in. */
  boolean isFull() {
    return admitted.get() >= limits.maxConnections();
  }

  /** Counts one more session, or says no; {@link #leave} gives the place back. */
  boolean tryAdmit() {
    if (admitted.incrementAndGet() <= limits.maxConnections()) {
      return true;
    }
    admitted.decrementAndGet();
    return false;
  }

  void leave() {
    admitted.decrementAndGet();
  }

  void remove(ConnectionHandler handler) {
    if (open.remove(handler)) {
      metrics.closed();
    }
    completeWhenDrained();
  }

  /** A key that fits no session is ignored, as the protocol wants it. */
  void cancel(CancelRequest request) {
    metrics.cancelRequested();
    sessions.cancel(request.processId(), request.secretKey());
  }

  /** Ends every connection at its next good moment. Completes when none is left. */
  CompletableFuture<Void> drain() {
    draining = true;
    List.copyOf(open).forEach(ConnectionHandler::drain);
    completeWhenDrained();
    return drained;
  }

  /** Ends what is left after a drain. */
  void endAll() {
    new ArrayList<>(open).forEach(ConnectionHandler::endNow);
  }

  private void completeWhenDrained() {
    if (draining && open.isEmpty()) {
      drained.complete(null);
    }
  }
}
