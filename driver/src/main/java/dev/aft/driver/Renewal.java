package dev.aft.driver;

import dev.aft.driver.Links.Reach;
import dev.aft.driver.transport.Transport;
import java.io.IOException;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Opens another session where that of a connection has gone while nobody used it, with the settings
 * of the old one: a function that was frozen for an hour finds its connection working.
 *
 * <p>Looking costs nothing for a connection in steady use: the longer it was idle, the closer the
 * look. Used by the thread that holds the wire.
 */
final class Renewal {
  /** How long a server that is there may take to say so before another session is opened. */
  static final int PROBE_MILLIS = 2000;

  private static final long UNWATCHED_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
  private static final long THOROUGH_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** The wall clock and the other move together, unless the process stood still or was copied. */
  private static final long JUMP_MILLIS = 1000;

  private final Wire wire;
  private final Links links;
  private final Ticker ticker;
  private final SessionJournal journal;
  private final long probeNanos;
  private long usedNanos;
  private long usedMillis;

  /** The transport was closed on purpose, to be opened again at the next use. */
  private volatile boolean parked;

  private Renewal(Wire wire, Origin origin, SessionJournal journal) {
    this.wire = wire;
    this.links = origin.links();
    this.ticker = origin.ticker();
    this.journal = journal;
    int seconds = origin.settings().number(ConnectionProperty.IDLE_CHECK_SECONDS);
    this.probeNanos = TimeUnit.SECONDS.toNanos(seconds);
    used();
  }

  /** Null where sessions are not renewed. */
  static @Nullable Renewal of(Wire wire, Origin origin, SessionJournal journal) {
    boolean wanted = origin.settings().flag(ConnectionProperty.RECONNECT);
    return wanted && origin.links().reach() == Reach.SERVER
        ? new Renewal(wire, origin, journal)
        : null;
  }

  /** The server has just answered. */
  void used() {
    usedNanos = ticker.nanos();
    usedMillis = ticker.wallMillis();
  }

  boolean isParked() {
    return parked;
  }

  void park() {
    parked = true;
    wire.closeTransport();
  }

  /**
   * Opens another session if the one there is may be, and is, gone.
   *
   * @throws SQLException as {@link #renew}
   */
  void freshen() throws SQLException {
    if (parked || (isDoubtful(wire.transport()) && !wire.answers(PROBE_MILLIS))) {
      renew(0, null);
    }
  }

  private boolean isDoubtful(Transport transport) {
    long idle = ticker.nanos() - usedNanos;
    long jump = ticker.wallMillis() - usedMillis - TimeUnit.NANOSECONDS.toMillis(idle);
    if (Math.abs(jump) > JUMP_MILLIS || idle >= probeNanos) {
      return true;
    }
    try {
      return idle >= UNWATCHED_NANOS && transport.hasNews(idle >= THOROUGH_NANOS);
    } catch (IOException e) {
      return true;
    }
  }

  /**
   * Has the wire go on over another session.
   *
   * @param limitMillis 0 for as long as an answer may take
   * @throws SQLException 08006 when there is no other session; 08003 when the connection was closed
   *     meanwhile; the wire is closed then
   */
  void renew(int limitMillis, @Nullable IOException loss) throws SQLException {
    int usual = wire.timeoutMillis() == 0 ? Committer.DEFAULT_LIMIT_MILLIS : wire.timeoutMillis();
    wire.closeTransport();
    try {
      adopt(open(limitMillis == 0 ? usual : limitMillis));
      parked = false;
      used();
    } catch (SQLException e) {
      wire.fail();
      if (loss != null) {
        e.addSuppressed(loss);
      }
      throw wire.isEnded()
          ? SqlErrors.of(SqlErrors.CLOSED, "the connection was closed during the statement", e)
          : SqlErrors.of(
              SqlErrors.LOST,
              "the connection to the server is lost and cannot be renewed: " + e.getMessage(),
              e);
    }
  }

  private void adopt(Wire fresh) throws SQLException {
    try {
      wire.adopt(fresh);
    } catch (SQLException e) {
      fresh.close();
      throw e;
    }
  }

  /** A session with the settings of the old one, on any host. */
  private Wire open(int limitMillis) throws SQLException {
    Wire fresh = new Wire(links.open(limitMillis), Opening.PLAIN);
    try {
      fresh.requireStoreOf(wire);
      journal.replay(fresh);
      fresh.setTimeoutMillis(wire.timeoutMillis());
      return fresh;
    } catch (SQLException e) {
      fresh.close();
      throw e;
    }
  }
}
