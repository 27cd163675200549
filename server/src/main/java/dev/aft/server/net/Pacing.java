package dev.aft.server.net;

import dev.aft.session.Session;
import io.netty.channel.Channel;
import java.util.concurrent.TimeUnit;

/**
 * Stops reading from a client that is ahead of its session, or of its own reading of answers, and
 * goes on as soon as neither holds. Used on the event loop only.
 */
final class Pacing {
  private static final int RECHECK_MILLIS = 5;
  private static final int RECHECK_LOGIN_MILLIS = 100;

  private final Channel channel;
  private final Connections connections;
  private final ConnectionHandler handler;
  private boolean paused;
  private boolean rechecking;
  private long waitingBytes;

  Pacing(Channel channel, Connections connections, ConnectionHandler handler) {
    this.channel = channel;
    this.connections = connections;
    this.handler = handler;
  }

  /** A message of this size waits for its session. */
  void received(int bytes) {
    waitingBytes += bytes;
  }

  /** Stops or goes on, as it is now. */
  void regulate() {
    Session current = handler.served();
    boolean stop = current != null && isAhead(current);
    if (stop != paused) {
      paused = stop;
      channel.config().setAutoRead(!stop);
      if (stop) {
        connections.metrics().readingPaused();
        recheckLater();
      }
    }
  }

  private boolean isAhead(Session current) {
    ConnectionLimits limits = connections.limits();
    int backlog = current.backlog();
    if (backlog == 0) {
      waitingBytes = 0;
    }
    // A margin between stop and go, so that a busy pipeline does not switch with every message.
    int mostMessages =
        paused ? limits.maxPipelinedMessages() / 2 : limits.maxPipelinedMessages() - 1;
    if (!handler.isLetIn()) {
      // Who has not logged in gets room for one message; the answer to the last may take seconds.
      mostMessages = 0;
    }
    return !channel.isWritable()
        || backlog > mostMessages
        || waitingBytes > limits.maxPipelinedBytes();
  }

  /** A session may deal with messages without answering, so its answers alone cannot resume us. */
  private void recheckLater() {
    if (rechecking) {
      return;
    }
    rechecking = true;
    Unwatched.future(
        channel
            .eventLoop()
            .schedule(
                this::recheck,
                handler.isLetIn() ? RECHECK_MILLIS : RECHECK_LOGIN_MILLIS,
                TimeUnit.MILLISECONDS));
  }

  private void recheck() {
    rechecking = false;
    if (paused && channel.isActive()) {
      regulate();
      if (paused) {
        recheckLater();
      }
    }
  }
}
