package dev.aft.server.tls;

import dev.aft.server.setting.Setting;
import dev.aft.server.setting.SettingException;
import dev.aft.server.setting.Settings;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.channel.Channel;
import io.netty.handler.ssl.SslHandler;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * TLS of a node. Once a second it reads its files again; when they have changed, connections made
 * from then on use what they hold, or go on with what was before if that cannot be used.
 * Thread-safe.
 */
public final class Tls implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Tls.class);
  private static final long CHECK_MILLIS = 1_000;
  private static final Duration EXPIRES_SOON = Duration.ofDays(14);
  private static final long GOODBYE_MILLIS = 500;

  private final Settings settings;
  private final InstantSource clock;
  private final SecureRandom random;
  private final TlsMode mode;
  private final TlsLibrary library;
  private final ThreadPoolExecutor threads;
  private final ScheduledFuture<?> checks;
  private final AtomicBoolean checking = new AtomicBoolean();
  private final LongAdder reloads = new LongAdder();
  private final LongAdder failedReloads = new LongAdder();

  private volatile Identity identity;
  private volatile boolean closed;

  /** What the identity was made of. This and what follows is used by one check at a time. */
  private volatile TlsFiles inUse;

  private volatile String failureSeen = "";
  private volatile boolean failureTold;

  private Tls(
      Settings settings,
      InstantSource clock,
      SecureRandom random,
      ScheduledExecutorService scheduler) {
    this.settings = settings;
    this.clock = clock;
    this.random = random;
    this.mode = TlsMode.of(settings.text(Setting.TLS));
    this.library = TlsLibrary.choose(settings);
    TlsFiles files = TlsFiles.read(settings);
    this.identity = load(files);
    this.inUse = files;
    this.threads = HandshakeThreads.start(settings);
    this.checks =
        scheduler.scheduleWithFixedDelay(
            this::checkSoon, CHECK_MILLIS, CHECK_MILLIS, TimeUnit.MILLISECONDS);
    logIdentity("TLS ready", identity);
    FileRights.warnIfOthersMayRead(settings.text(Setting.TLS_KEY));
  }

  /**
   * Lets no client start a second handshake on its connection (TLS 1.2), which costs it little and
   * the node much. Java reads this once for a process, before its first TLS connection.
   */
  public static void refuseRenegotiation() {
    String property = "jdk.tls.rejectClientInitiatedRenegotiation";
    if (System.getProperty(property) == null) {
      System.setProperty(property, "true");
    }
  }

  private Identity load(TlsFiles files) {
    Identity made = Identity.of(files, settings, library, random);
    renewTickets(made);
    return made;
  }

  private void renewTickets(Identity of) {
    TicketKeys tickets = of.tickets();
    if (tickets != null) {
      tickets.renew(clock.instant());
    }
  }

  /**
   * Reads and checks the files; null when the settings switch TLS off.
   *
   * @param random for keys
   * @throws SettingException that names the file and what is wrong with it
   */
  public static @Nullable Tls open(
      Settings settings,
      InstantSource clock,
      SecureRandom random,
      ScheduledExecutorService scheduler) {
    return TlsMode.of(settings.text(Setting.TLS)) == TlsMode.OFF
        ? null
        : new Tls(settings, clock, random, scheduler);
  }

  /** Counts what this does, and says when its certificate ends. */
  public void register(MeterRegistry registry) {
    FunctionCounter.builder("aft.tls.reloads", reloads, LongAdder::doubleValue)
        .description("Times that changed certificate files were taken into use")
        .register(registry);
    FunctionCounter.builder("aft.tls.reload.failures", failedReloads, LongAdder::doubleValue)
        .description("Times that changed certificate files could not be used")
        .register(registry);
    Gauge.builder("aft.tls.certificate.expires.seconds", this, Tls::secondsLeft)
        .description("Time until the certificate of the node ends; negative when it has ended")
        .register(registry);
    Gauge.builder("aft.tls.handshake.queue", threads, pool -> pool.getQueue().size())
        .description("Steps of TLS handshakes waiting for a thread")
        .register(registry);
  }

  private double secondsLeft() {
    return Duration.between(clock.instant(), identity.expires()).toSeconds();
  }

  /** Whether clients that do not encrypt are refused. */
  public boolean isRequired() {
    return mode == TlsMode.REQUIRE;
  }

  /** What makes {@code channel} encrypted, to be put at the front of its pipeline. */
  public TlsLink newLink(Channel channel) {
    while (true) {
      Identity current = identity;
      SslHandler handler = newHandler(current, channel);
      if (handler != null) {
        // The time for the whole start-up of a connection has its own bound.
        handler.setHandshakeTimeoutMillis(0);
        handler.setCloseNotifyFlushTimeoutMillis(GOODBYE_MILLIS);
        return new TlsLink(handler, current.endPointHash(), clock.millis());
      }
      // It has been replaced since it was read.
      if (closed) {
        throw new IllegalStateException("TLS is closed");
      }
    }
  }

  private @Nullable SslHandler newHandler(Identity from, Channel channel) {
    return from.newHandler(channel.alloc(), task -> runWhileOpen(channel, task));
  }

  /** Handshakes whose client has gone, or was sent away, cost nothing more. */
  private void runWhileOpen(Channel channel, Runnable task) {
    threads.execute(
        () -> {
          if (channel.isActive()) {
            task.run();
          }
        });
  }

  private void checkSoon() {
    if (checking.compareAndSet(false, true)) {
      try {
        threads.execute(this::check);
      } catch (RejectedExecutionException e) {
        checking.set(false);
        log.debug("certificate files not looked at, too many handshakes");
      }
    }
  }

  private void check() {
    try {
      takeChanges();
      renewTickets(identity);
      failureSeen = "";
    } catch (SettingException e) {
      keepOld(String.valueOf(e.getMessage()));
    } catch (RuntimeException e) {
      keepOld(e.toString());
    } finally {
      checking.set(false);
    }
  }

  private void takeChanges() {
    TlsFiles files = TlsFiles.read(settings);
    if (!files.equals(inUse)) {
      Identity old = identity;
      identity = load(files);
      old.close();
      inUse = files;
      reloads.increment();
      logIdentity("TLS files changed, new connections use them", identity);
    }
  }

  /**
   * Says so when a failure is seen for the second time: whoever replaces two files does it one
   * after the other. It is said once.
   */
  private void keepOld(String failure) {
    if (!failure.equals(failureSeen)) {
      failureSeen = failure;
      failureTold = false;
    } else if (!failureTold) {
      failureTold = true;
      failedReloads.increment();
      log.error("TLS files changed and cannot be used, going on with the old ones: {}", failure);
    }
  }

  private void logIdentity(String what, Identity now) {
    log.info(
        "{} mode={} provider={} subject=\"{}\" from={} to={}",
        what,
        mode,
        now.library(),
        now.subject(),
        now.begins(),
        now.expires());
    Instant today = clock.instant();
    if (now.expires().isBefore(today)) {
      log.warn("the certificate has expired, clients that verify it refuse it");
    } else if (now.begins().isAfter(today)) {
      log.warn("the certificate is not valid yet, clients that verify it refuse it");
    } else if (now.expires().isBefore(today.plus(EXPIRES_SOON))) {
      log.warn("the certificate expires soon; replace its files, no restart is needed");
    }
  }

  @Override
  public void close() {
    closed = true;
    checks.cancel(false);
    threads.shutdownNow();
    identity.close();
  }
}
