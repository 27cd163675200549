package dev.aft.server;

import dev.aft.engine.EngineException;
import dev.aft.engine.FailPoints;
import dev.aft.server.http.StatusListener;
import dev.aft.server.net.EventLoops;
import dev.aft.server.net.WireListener;
import dev.aft.server.setting.Setting;
import dev.aft.server.setting.Settings;
import dev.aft.server.tls.Tls;
import dev.aft.storage.spi.Store;
import io.micrometer.core.instrument.Gauge;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A node: a store, the engine over it, and the listeners for clients and for whoever watches the
 * node. Started when constructed; any number of nodes may run in one process.
 */
public final class AftServer implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(AftServer.class);
  private static final Duration AFTER_DRAIN = Duration.ofSeconds(2);

  private final Settings settings;
  private final Surroundings surroundings;
  private final NodeMetrics metrics;
  private final EventLoops loops;
  private final @Nullable Tls tls;
  private final Backend backend;
  private final WireListener listener;
  private final @Nullable StatusListener status;
  private final CompletableFuture<Void> storeTaken;
  private volatile boolean ready;
  private boolean stopped;

  private AftServer(Parts parts, WireListener listener) {
    settings = parts.settings;
    surroundings = parts.surroundings;
    metrics = parts.metrics;
    loops = parts.loops;
    tls = parts.tls;
    backend = parts.openBackend();
    this.listener = listener;
    status =
        settings.isOn(Setting.METRICS)
            ? new StatusListener(
                settings, loops, surroundings.worker(), () -> ready, metrics::scrape)
            : null;
    ready = true;
    storeTaken = backend.storeTaken().thenAccept(this::serveNoMore);
  }

  private void serveNoMore(EngineException why) {
    ready = false;
    log.error(
        "the store was taken over by another process, so this node serves no more; connect to the"
            + " node that has it, and start this one only to take it back storage={} {}",
        settings.text(Setting.STORAGE),
        why.detail());
  }

  /**
   * Opens the store and listens.
   *
   * @throws dev.aft.server.setting.SettingException when an address is taken or may not be listened
   *     on, or a certificate cannot be used
   * @throws dev.aft.storage.spi.StorageException when the store cannot be opened; its reason tells
   *     why
   */
  public static AftServer start(Settings settings) {
    return start(settings, EngineBackend::open);
  }

  /**
   * A node for tests of what happens when it dies: the same as any other, but for what is given
   * here. No setting leads here.
   *
   * @param decorateStore stands between the store and everything above it
   * @param failPoints told of each durable step of the engine
   */
  public static AftServer start(
      Settings settings, UnaryOperator<Store> decorateStore, FailPoints failPoints) {
    return start(
        settings,
        (all, surroundings) ->
            EngineBackend.open(all, decorateStore, surroundings.environment(failPoints)));
  }

  static AftServer start(
      Settings settings, BiFunction<Settings, Surroundings, Backend> openBackend) {
    Tls.refuseRenegotiation();
    long startNanos = Surroundings.monotonicClock().getAsLong();
    Parts parts = new Parts(settings);
    try {
      AftServer server = parts.assemble(openBackend);
      server.logStart(Surroundings.monotonicClock().getAsLong() - startNanos);
      return server;
    } catch (RuntimeException e) {
      parts.close();
      throw e;
    }
  }

  private void logStart(long nanos) {
    log.info(
        "node started version={} storage={} listen={} tls={} metrics={} transport={} tookMillis={}",
        Version.current(),
        settings.text(Setting.STORAGE),
        text(address()),
        settings.text(Setting.TLS),
        metricsAddress().map(AftServer::text).orElse("off"),
        loops.usesEpoll() ? "epoll" : "nio",
        TimeUnit.NANOSECONDS.toMillis(nanos));
  }

  private static String text(InetSocketAddress address) {
    return address.getHostString() + ":" + address.getPort();
  }

  /**
   * Completes when another process has taken the store, and never otherwise. Clients have been told
   * to go elsewhere; the node is of no more use than to be closed.
   */
  public CompletableFuture<Void> storeTaken() {
    return storeTaken.copy();
  }

  /** Where clients connect; the port is the real one when the setting said 0. */
  public InetSocketAddress address() {
    return listener.address();
  }

  /** Where health and metrics are served; empty when the setting switches them off. */
  public Optional<InetSocketAddress> metricsAddress() {
    return Optional.ofNullable(status).map(StatusListener::address);
  }

  /**
   * Refuses new work, waits for running transactions up to {@code drain-timeout}, then stops.
   * Blocks until the node has stopped.
   */
  public void drainAndStop() {
    stop(settings.duration(Setting.DRAIN_TIMEOUT));
  }

  /**
   * Stops without waiting for running transactions, which are aborted. Stopping twice is harmless.
   */
  @Override
  public void close() {
    stop(Duration.ZERO);
  }

  private synchronized void stop(Duration drainTimeout) {
    if (stopped) {
      return;
    }
    stopped = true;
    ready = false;
    log.info("node draining connections={}", listener.connectionCount());
    boolean drained = drain(drainTimeout);
    if (status != null) {
      status.close();
    }
    backend.close();
    loops.close();
    if (tls != null) {
      tls.close();
    }
    surroundings.close();
    metrics.close();
    log.info("node stopped drained={}", drained);
  }

  private boolean drain(Duration timeout) {
    var done = listener.drain();
    try {
      done.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      listener.endConnections();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } catch (ExecutionException e) {
      throw new IllegalStateException("a drain cannot fail", e);
    }
    awaitEnd(done);
    return false;
  }

  private static void awaitEnd(java.util.concurrent.Future<?> done) {
    try {
      done.get(AFTER_DRAIN.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException | ExecutionException e) {
      log.warn("connections left open by their clients; closing them");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** What has been opened so far while a node starts, to be closed again if the start fails. */
  private static final class Parts implements AutoCloseable {
    private final Settings settings;
    private final Surroundings surroundings;
    private final NodeMetrics metrics = new NodeMetrics();
    private final EventLoops loops;
    private @Nullable Tls tls;
    private @Nullable Backend backend;

    Parts(Settings settings) {
      this.settings = settings;
      surroundings = new Surroundings(settings);
      loops = new EventLoops(settings.intNumber(Setting.EVENT_LOOP_THREADS));
    }

    AftServer assemble(BiFunction<Settings, Surroundings, Backend> openBackend) {
      Tls opening =
          Tls.open(settings, surroundings.clock(), surroundings.random(), surroundings.scheduler());
      tls = opening;
      if (opening != null) {
        opening.register(metrics.registry());
      }
      Backend opened = openBackend.apply(settings, surroundings);
      backend = opened;
      metrics.serve(opened::statistics);
      Gauge.builder("aft.worker.queue", surroundings, Surroundings::workerQueueLength)
          .description("Pieces of long statements waiting for a worker")
          .register(metrics.registry());
      WireListener listener =
          new WireListener(
              settings, loops, opened, metrics.registry(), Surroundings.monotonicClock(), opening);
      return new AftServer(this, listener);
    }

    Backend openBackend() {
      Backend opened = backend;
      if (opened == null) {
        throw new IllegalStateException("no backend yet");
      }
      return opened;
    }

    @Override
    public void close() {
      loops.close();
      if (tls != null) {
        tls.close();
      }
      if (backend != null) {
        backend.close();
      }
      surroundings.close();
      metrics.close();
    }
  }
}
