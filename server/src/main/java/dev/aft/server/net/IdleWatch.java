package dev.aft.server.net;

import dev.aft.protocol.BackendMessage.TransactionStatus;
import dev.aft.protocol.SqlState;
import dev.aft.session.Session;
import io.netty.channel.Channel;
import java.util.concurrent.TimeUnit;

/**
 * Ends a connection whose client has asked nothing for long, outside a transaction. A request costs
 * no timer: one look at a time is planned. Used on the event loop only.
 */
final class IdleWatch {
  private final Channel channel;
  private final Connections connections;
  private final ConnectionHandler handler;
  private final long timeoutNanos;
  private boolean idle;
  private long idleSinceNanos;
  private boolean watching;

  IdleWatch(Channel channel, Connections connections, ConnectionHandler handler) {
    this.channel = channel;
    this.connections = connections;
    this.handler = handler;
    this.timeoutNanos = connections.limits().idleSessionTimeout().toNanos();
  }

  void requestArrived() {
    idle = false;
  }

  void answered(TransactionStatus status) {
    if (timeoutNanos == 0) {
      return;
    }
    idle = status == TransactionStatus.IDLE;
    idleSinceNanos = connections.nanoTime();
    if (!watching) {
      watching = true;
      lookIn(timeoutNanos);
    }
  }

  private void lookIn(long nanos) {
    Unwatched.future(channel.eventLoop().schedule(this::look, nanos, TimeUnit.NANOSECONDS));
  }

  private void look() {
    Session current = handler.served();
    if (current == null) {
      return;
    }
    long left = timeoutNanos - (connections.nanoTime() - idleSinceNanos);
    if (!idle || current.backlog() > 0) {
      lookIn(timeoutNanos);
    } else if (left > 0) {
      lookIn(left);
    } else {
      connections.metrics().idleEnded();
      handler.fail(
          SqlState.IDLE_SESSION_TIMEOUT,
          "the connection was idle for longer than idle-session-timeout");
    }
  }
}
