package dev.aft.server.net;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/** What is counted of connections, cheap enough for every message. Thread-safe. */
final class ConnectionMetrics {
  private final LongAdder opened = new LongAdder();
  private final LongAdder closed = new LongAdder();
  private final LongAdder refused = new LongAdder();
  private final LongAdder lost = new LongAdder();
  private final LongAdder handshakesTimedOut = new LongAdder();
  private final LongAdder handshakesEvicted = new LongAdder();
  private final LongAdder tlsSucceeded = new LongAdder();
  private final LongAdder tlsResumed = new LongAdder();
  private final LongAdder tlsFailed = new LongAdder();
  private final LongAdder idleEnded = new LongAdder();
  private final LongAdder violations = new LongAdder();
  private final LongAdder cancels = new LongAdder();
  private final LongAdder pauses = new LongAdder();
  private final LongAdder messages = new LongAdder();
  private final LongAdder receivedBytes = new LongAdder();
  private final LongAdder sentBytes = new LongAdder();
  private final Timer requests;

  ConnectionMetrics(MeterRegistry registry) {
    count(registry, "aft.connections.opened", opened, "Connections accepted");
    count(registry, "aft.connections.closed", closed, "Connections ended");
    count(
        registry,
        "aft.connections.refused",
        refused,
        "Connections refused for want of room or of TLS, or while draining");
    count(registry, "aft.connections.lost", lost, "Connections that broke without a goodbye");
    count(registry, "aft.handshakes.timedout", handshakesTimedOut, "Start-ups that took too long");
    count(registry, "aft.handshakes.evicted", handshakesEvicted, "Start-ups closed to make room");
    count(registry, "aft.tls.handshakes", tlsSucceeded, "TLS handshakes that succeeded");
    count(
        registry,
        "aft.tls.handshakes.resumed",
        tlsResumed,
        "TLS handshakes that went on with a session of an earlier connection");
    count(registry, "aft.tls.handshakes.failed", tlsFailed, "TLS handshakes that did not");
    count(
        registry,
        "aft.connections.idle.ended",
        idleEnded,
        "Connections ended by idle-session-timeout");
    count(
        registry,
        "aft.protocol.violations",
        violations,
        "Connections ended for bytes that are no message");
    count(registry, "aft.cancels", cancels, "Cancel requests");
    count(registry, "aft.reading.pauses", pauses, "Times a client was ahead and had to wait");
    count(registry, "aft.messages.received", messages, "Messages from clients");
    count(registry, "aft.received.bytes", receivedBytes, "Bytes of messages from clients");
    count(registry, "aft.sent.bytes", sentBytes, "Bytes of answers to clients");
    requests =
        Timer.builder("aft.request")
            .description("From the Query or Sync of a request to its ReadyForQuery")
            .serviceLevelObjectives(buckets())
            .register(registry);
  }

  private static Duration[] buckets() {
    long[] micros = {
      100, 250, 500, 1_000, 2_500, 5_000, 10_000, 25_000, 100_000, 1_000_000, 10_000_000
    };
    Duration[] buckets = new Duration[micros.length];
    for (int i = 0; i < micros.length; i++) {
      buckets[i] = Duration.ofNanos(micros[i] * 1_000);
    }
    return buckets;
  }

  private static void count(
      MeterRegistry registry, String name, LongAdder adder, String description) {
    FunctionCounter.builder(name, adder, LongAdder::doubleValue)
        .description(description)
        .register(registry);
  }

  void opened() {
    opened.increment();
  }

  void closed() {
    closed.increment();
  }

  void refused() {
    refused.increment();
  }

  void connectionLost() {
    lost.increment();
  }

  void handshakeTimedOut() {
    handshakesTimedOut.increment();
  }

  void handshakeEvicted() {
    handshakesEvicted.increment();
  }

  void tlsSucceeded(boolean resumed) {
    tlsSucceeded.increment();
    if (resumed) {
      tlsResumed.increment();
    }
  }

  void tlsFailed() {
    tlsFailed.increment();
  }

  void idleEnded() {
    idleEnded.increment();
  }

  void protocolViolation() {
    violations.increment();
  }

  void cancelRequested() {
    cancels.increment();
  }

  void readingPaused() {
    pauses.increment();
  }

  void received(int bytes) {
    messages.increment();
    receivedBytes.add(bytes);
  }

  void sent(int bytes) {
    sentBytes.add(bytes);
  }

  void requestTook(long nanos) {
    requests.record(nanos, TimeUnit.NANOSECONDS);
  }
}
