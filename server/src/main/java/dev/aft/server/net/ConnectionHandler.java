package dev.aft.server.net;

import dev.aft.protocol.BackendMessage;
import dev.aft.protocol.BackendMessage.ErrorResponse;
import dev.aft.protocol.Diagnostics;
import dev.aft.protocol.FrontendMessage;
import dev.aft.protocol.SqlState;
import dev.aft.session.Peer;
import dev.aft.session.Session;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DuplexChannel;
import java.io.IOException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The life of one connection: start-up under a timeout, then messages to the session, then an end
 * that lets the client read the last error.
 *
 * <p>Reading stops while the session has too much to do or the client does not read its answers; it
 * goes on as soon as neither holds. Everything here runs on the event loop, except {@link #drain}.
 */
final class ConnectionHandler extends ChannelInboundHandlerAdapter {
  private static final Logger log = LoggerFactory.getLogger(ConnectionHandler.class);
  private static final String GOING_DOWN = "the node is shutting down";
  private static final int RECHECK_MILLIS = 5;
  private static final int LINGER_MILLIS = 1_000;
  private static final int LINGER_DRAINING_MILLIS = 100;

  private enum Phase {
    STARTING,
    SERVING,
    ENDING
  }

  private final Connections connections;
  private final ConnectionLimits limits;
  private final LoopContext loop;
  private final FrameDecoder decoder;
  private final Channel channel;
  private final ChannelSink sink;

  private volatile @Nullable Session session;
  private Phase phase = Phase.STARTING;
  private @Nullable Future<?> handshakeTimeout;
  private boolean reading;
  private boolean paused;
  private boolean rechecking;
  private boolean goodbye;
  private boolean lost;
  private long waitingBytes;
  private long requestStartNanos;
  private boolean requestTimed;

  ConnectionHandler(
      Channel channel, Connections connections, LoopContext loop, FrameDecoder decoder) {
    this.channel = channel;
    this.connections = connections;
    this.limits = connections.limits();
    this.loop = loop;
    this.decoder = decoder;
    this.sink = new ChannelSink(channel, loop, this);
  }

  /** Whether the last message has been sent. */
  boolean isEnding() {
    return phase == Phase.ENDING;
  }

  /** Whether a batch of bytes is being dealt with: its end flushes. */
  boolean isReading() {
    return reading;
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    connections.startHandshake(this);
    handshakeTimeout =
        channel
            .eventLoop()
            .schedule(
                this::endHandshakeLate,
                limits.handshakeTimeout().toMillis(),
                TimeUnit.MILLISECONDS);
    if (connections.isDraining()) {
      fail(SqlState.ADMIN_SHUTDOWN, GOING_DOWN);
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    reading = true;
    if (phase == Phase.ENDING) {
      return;
    }
    if (message instanceof Violation violation) {
      connections.metrics().protocolViolation();
      fail(violation.sqlState(), violation.message());
    } else {
      receive((FrontendMessage) message);
    }
  }

  private void receive(FrontendMessage message) {
    connections.metrics().received(decoder.lastFrameBytes());
    Session current = session;
    if (current == null) {
      receiveStartup(message);
      return;
    }
    goodbye = message instanceof FrontendMessage.Terminate;
    if (!requestTimed
        && (message instanceof FrontendMessage.Sync || message instanceof FrontendMessage.Query)) {
      requestTimed = true;
      requestStartNanos = connections.nanoTime();
    }
    waitingBytes += decoder.lastFrameBytes();
    hand(current, message);
    regulateReading();
  }

  private void hand(Session current, FrontendMessage message) {
    try {
      current.receive(message);
    } catch (RuntimeException e) {
      log.error("session failed type={}", message.getClass().getSimpleName(), e);
      fail(SqlState.INTERNAL_ERROR, "internal error; the node's log has the details");
    }
  }

  private void receiveStartup(FrontendMessage message) {
    if (message instanceof FrontendMessage.TlsRequest
        || message instanceof FrontendMessage.GssEncryptionRequest) {
      sink.send(new BackendMessage.TlsResponse(false));
      sink.flush();
    } else if (message instanceof FrontendMessage.CancelRequest cancel) {
      connections.cancel(cancel);
      goodbye = true;
      closeAfterFlush();
    } else {
      openSession(message);
    }
  }

  private void openSession(FrontendMessage startup) {
    if (connections.isDraining()) {
      connections.metrics().refused();
      fail(SqlState.ADMIN_SHUTDOWN, GOING_DOWN);
    } else if (!connections.tryAdmit()) {
      connections.metrics().refused();
      fail(
          SqlState.TOO_MANY_CONNECTIONS,
          "the node has all the connections it takes; max-connections=" + limits.maxConnections());
    } else {
      Session opened = connections.sessions().open(loop, sink, Peer.plain(channel.remoteAddress()));
      session = opened;
      phase = Phase.SERVING;
      hand(opened, startup);
      if (connections.isDraining()) {
        // A drain that began after the question above may not have seen this session.
        opened.drain();
      }
    }
  }

  /** The session has answered a request, or has let the client in. */
  void answered() {
    if (handshakeTimeout != null) {
      endHandshake();
    } else if (requestTimed) {
      requestTimed = false;
      connections.metrics().requestTook(connections.nanoTime() - requestStartNanos);
    }
  }

  void countSent(int bytes) {
    connections.metrics().sent(bytes);
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    reading = false;
    sink.flushIfRequested();
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    Session current = session;
    if (channel.isWritable() && current != null) {
      current.writable();
    }
    regulateReading();
  }

  /** Stops reading from a client that is ahead of the session or of its own reading, or goes on. */
  void regulateReading() {
    Session current = session;
    boolean stop = current != null && phase == Phase.SERVING && isAhead(current);
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
    int backlog = current.backlog();
    if (backlog == 0) {
      waitingBytes = 0;
    }
    // A margin between stop and go, so that a busy pipeline does not switch with every message.
    int mostMessages =
        paused ? limits.maxPipelinedMessages() / 2 : limits.maxPipelinedMessages() - 1;
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
        channel.eventLoop().schedule(this::recheck, RECHECK_MILLIS, TimeUnit.MILLISECONDS));
  }

  private void recheck() {
    rechecking = false;
    if (paused && channel.isActive()) {
      regulateReading();
      if (paused) {
        recheckLater();
      }
    }
  }

  /** Tells the client why, then ends the connection. */
  void fail(String sqlState, String message) {
    if (phase != Phase.ENDING) {
      log.debug("connection ended sqlState={} reason={}", sqlState, message);
      sink.send(new ErrorResponse(Diagnostics.of("FATAL", sqlState, message)));
      closeAfterFlush();
    }
  }

  /**
   * Sends what there is and ends the connection. The client's last bytes are read and dropped for a
   * moment: closing over unread bytes would reset the connection and take the error away from the
   * client.
   */
  void closeAfterFlush() {
    if (phase == Phase.ENDING) {
      return;
    }
    phase = Phase.ENDING;
    endHandshake();
    closeSession();
    sink.flushNow();
    if (goodbye || !(channel instanceof DuplexChannel duplex)) {
      close();
      return;
    }
    Unwatched.future(duplex.shutdownOutput().addListener(ChannelFutureListener.CLOSE_ON_FAILURE));
    channel.config().setAutoRead(true);
    int lingerMillis = connections.isDraining() ? LINGER_DRAINING_MILLIS : LINGER_MILLIS;
    Unwatched.future(
        channel.eventLoop().schedule(this::close, lingerMillis, TimeUnit.MILLISECONDS));
  }

  private void close() {
    Unwatched.future(channel.close());
  }

  private void endHandshake() {
    Future<?> timeout = handshakeTimeout;
    if (timeout != null) {
      timeout.cancel(false);
      handshakeTimeout = null;
      connections.endHandshake(this);
    }
  }

  private void endHandshakeLate() {
    if (handshakeTimeout != null) {
      connections.metrics().handshakeTimedOut();
      fail(
          SqlState.CONNECTION_REJECTED,
          "the start-up of the connection took longer than " + limits.handshakeTimeout());
    }
  }

  /** Makes room for newer connections: the start-up has not come far in long. Any thread. */
  void evictHandshake() {
    connections.metrics().handshakeEvicted();
    close();
  }

  /** Ends an idle connection now, another one when its transaction ends. Any thread. */
  void drain() {
    Session current = session;
    if (current != null) {
      current.drain();
    } else {
      channel.eventLoop().execute(() -> fail(SqlState.ADMIN_SHUTDOWN, GOING_DOWN));
    }
  }

  /** Ends the connection now. Any thread. */
  void endNow() {
    channel.eventLoop().execute(() -> fail(SqlState.ADMIN_SHUTDOWN, GOING_DOWN));
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    phase = Phase.ENDING;
    endHandshake();
    closeSession();
    sink.release();
    connections.remove(this);
  }

  private void closeSession() {
    Session current = session;
    if (current != null) {
      session = null;
      connections.leave();
      current.close();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    if (cause instanceof IOException) {
      // The client is gone without a word; nothing is wrong with the node.
      log.debug("connection lost reason={}", cause.getMessage());
      if (!lost) {
        lost = true;
        connections.metrics().connectionLost();
      }
      close();
    } else {
      log.error("connection failed", cause);
      fail(SqlState.INTERNAL_ERROR, "internal error; the node's log has the details");
    }
  }
}
