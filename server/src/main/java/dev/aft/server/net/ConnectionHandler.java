package dev.aft.server.net;

import dev.aft.protocol.BackendMessage;
import dev.aft.protocol.BackendMessage.ErrorResponse;
import dev.aft.protocol.BackendMessage.TransactionStatus;
import dev.aft.protocol.Diagnostics;
import dev.aft.protocol.FrontendMessage;
import dev.aft.protocol.SqlState;
import dev.aft.session.Peer;
import dev.aft.session.Session;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The life of one connection: start-up under a timeout, then messages to the session, then an end
 * that lets the client read the last error.
 *
 * <p>The start-up lasts until the session has let the client in: TLS and authentication are part of
 * it. Everything here runs on the event loop, except {@link #drain}, {@link #endNow} and {@link
 * #evictHandshake}.
 */
final class ConnectionHandler extends ChannelInboundHandlerAdapter {
  private static final Logger log = LoggerFactory.getLogger(ConnectionHandler.class);
  private static final String GOING_DOWN = "the node is shutting down";
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
  private final Encryption encryption;
  private final Channel channel;
  private final ChannelSink sink;
  private final Pacing pacing;
  private final IdleWatch idleWatch;

  private volatile @Nullable Session session;
  private Phase phase = Phase.STARTING;
  private @Nullable Future<?> handshakeTimeout;
  private boolean admitted;
  private boolean reading;
  private boolean goodbye;
  private boolean lost;
  private long requestStartNanos;
  private boolean requestTimed;

  ConnectionHandler(
      Channel channel,
      Connections connections,
      LoopContext loop,
      FrameDecoder decoder,
      Encryption encryption) {
    this.channel = channel;
    this.connections = connections;
    this.limits = connections.limits();
    this.loop = loop;
    this.decoder = decoder;
    this.encryption = encryption;
    this.sink = new ChannelSink(channel, loop, this);
    this.pacing = new Pacing(channel, connections, this);
    this.idleWatch = new IdleWatch(channel, connections, this);
  }

  /** Where the client is, without its port. */
  String address() {
    return Peer.plain(channel.remoteAddress()).address();
  }

  /** Whether the last message has been sent. */
  boolean isEnding() {
    return phase == Phase.ENDING;
  }

  /** Whether a batch of bytes is being dealt with: its end flushes. */
  boolean isReading() {
    return reading;
  }

  /** The session, from the start-up message on and until the end begins. */
  @Nullable Session served() {
    return phase == Phase.SERVING ? session : null;
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
    idleWatch.requestArrived();
    if (!requestTimed
        && (message instanceof FrontendMessage.Sync || message instanceof FrontendMessage.Query)) {
      requestTimed = true;
      requestStartNanos = connections.nanoTime();
    }
    pacing.received(decoder.lastFrameBytes());
    hand(current, message);
    pacing.regulate();
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
    if (message instanceof FrontendMessage.CancelRequest cancel) {
      // Many clients cancel in the clear whatever their connection does, so that is let through.
      connections.cancel(cancel);
      goodbye = true;
      closeAfterFlush();
    } else if (message instanceof FrontendMessage.Startup) {
      openSession(message);
    } else {
      answerEncryptionRequest(message instanceof FrontendMessage.TlsRequest);
    }
  }

  private void answerEncryptionRequest(boolean isForTls) {
    if (!encryption.isClear()) {
      connections.metrics().protocolViolation();
      fail(SqlState.PROTOCOL_VIOLATION, "the connection is encrypted already");
      return;
    }
    boolean accepted = isForTls && encryption.isOffered();
    sink.send(new BackendMessage.TlsResponse(accepted));
    sink.flushNow();
    if (accepted) {
      encryption.start();
    }
  }

  private void openSession(FrontendMessage startup) {
    if (connections.isDraining()) {
      connections.metrics().refused();
      fail(SqlState.ADMIN_SHUTDOWN, GOING_DOWN);
    } else if (connections.isFull()) {
      refuseForWantOfRoom();
    } else if (encryption.isMissing()) {
      connections.metrics().refused();
      fail(
          SqlState.INVALID_AUTHORIZATION,
          "the node takes encrypted connections only",
          "Connect with sslmode=require, or better verify-full with the certificate of the node's"
              + " authority as sslrootcert.");
    } else {
      Session opened = connections.sessions().open(loop, sink, encryption.peer());
      session = opened;
      phase = Phase.SERVING;
      hand(opened, startup);
      if (connections.isDraining()) {
        // A drain that began after the question above may not have seen this session.
        opened.drain();
      }
    }
  }

  private void refuseForWantOfRoom() {
    connections.metrics().refused();
    fail(
        SqlState.TOO_MANY_CONNECTIONS,
        "the node has all the connections it takes; max-connections=" + limits.maxConnections());
  }

  /** Whether the session has let the client in. */
  boolean isLetIn() {
    return admitted;
  }

  /**
   * The session lets the client in: from now on it counts as a connection. False when there is no
   * room left, which others may have taken while it was authenticated.
   */
  boolean letIn() {
    if (admitted) {
      return true;
    }
    if (!connections.tryAdmit()) {
      refuseForWantOfRoom();
      return false;
    }
    admitted = true;
    decoder.clientIsKnown();
    return true;
  }

  /** The session has answered a request, or is ready for the first one. */
  void answered(TransactionStatus status) {
    idleWatch.answered(status);
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
    pacing.regulate();
  }

  /** What has been answered has been sent: reading may stop or go on. */
  void regulateReading() {
    pacing.regulate();
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event instanceof SslHandshakeCompletionEvent handshake) {
      endTlsHandshake(handshake);
    } else if (event instanceof SslCloseCompletionEvent && phase != Phase.ENDING) {
      // The client says nothing more; without TLS that would be the end of the connection too. An
      // end that we have begun is told here as well, by BoringSSL, before the client knows of it.
      close();
    }
  }

  private void endTlsHandshake(SslHandshakeCompletionEvent handshake) {
    if (!handshake.isSuccess()) {
      connections.metrics().tlsFailed();
      log.debug("TLS handshake failed reason={}", String.valueOf(handshake.cause()));
      close();
      return;
    }
    connections.metrics().tlsSucceeded(encryption.isResumed());
    if (!encryption.finish()) {
      connections.metrics().protocolViolation();
      fail(
          SqlState.PROTOCOL_VIOLATION,
          "TLS without asking for it needs the protocol name postgresql (ALPN) in the handshake");
    }
  }

  /** Tells the client why, then ends the connection. */
  void fail(String sqlState, String message) {
    fail(sqlState, message, null);
  }

  private void fail(String sqlState, String message, @Nullable String hint) {
    if (phase == Phase.ENDING) {
      return;
    }
    log.debug("connection ended sqlState={} reason={}", sqlState, message);
    if (encryption.isShakingHands()) {
      // There is no language yet in which the client could be told.
      close();
      return;
    }
    sink.send(
        new ErrorResponse(
            new Diagnostics(
                "FATAL", sqlState, message, null, hint, null, null, null, null, null, List.of())));
    closeAfterFlush();
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
    encryption.endOutput(duplex);
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
          "the start-up of the connection took longer than handshake-timeout="
              + limits.handshakeTimeout().toMillis()
              + " ms");
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
    if (admitted) {
      admitted = false;
      connections.leave();
    }
    Session current = session;
    if (current != null) {
      session = null;
      current.close();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    Throwable reason =
        cause instanceof DecoderException && cause.getCause() != null ? cause.getCause() : cause;
    if (reason instanceof IOException || encryption.isShakingHands()) {
      // The client is gone without a word, or sent bytes that are not TLS, or more handshakes are
      // under way than are computed; the node is well.
      log.debug("connection lost reason={}", reason.toString());
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
