package dev.aft.server.tls;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ReferenceCountedOpenSslEngine;
import io.netty.util.ReferenceCountUtil;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;

/** A client of Java's and the node's side of one connection, in memory. */
final class EnginePair implements AutoCloseable {
  private static final int ROOM = 64 * 1024;

  private final SSLEngine client;
  private final SSLEngine node;
  private final ByteBuffer toNode = ByteBuffer.allocate(ROOM);
  private final ByteBuffer toClient = ByteBuffer.allocate(ROOM);

  EnginePair(SSLContext context, Identity identity, String... protocols) {
    client = context.createSSLEngine("localhost", 1);
    client.setUseClientMode(true);
    if (protocols.length > 0) {
      client.setEnabledProtocols(protocols);
    }
    node = identity.context().newEngine(ByteBufAllocator.DEFAULT);
  }

  SSLEngine node() {
    return node;
  }

  /** Goes on until both are done and the client has its ticket. */
  void shakeHands() throws SSLException {
    client.beginHandshake();
    for (int quiet = 0; quiet < 3; ) {
      boolean clientMoved = step(client, toNode, toClient);
      boolean nodeMoved = step(node, toClient, toNode);
      quiet = clientMoved || nodeMoved ? 0 : quiet + 1;
    }
    if (client.getHandshakeStatus() != HandshakeStatus.NOT_HANDSHAKING) {
      throw new SSLException("the handshake has come to a halt");
    }
    // BoringSSL sends tickets together with the first answer.
    node.wrap(ByteBuffer.wrap(new byte[1]), toClient);
    for (int i = 0; i < 5; i++) {
      step(client, toNode, toClient);
    }
  }

  /** Lets one side say and hear what it can; whether it did. */
  private static boolean step(SSLEngine engine, ByteBuffer out, ByteBuffer in) throws SSLException {
    ByteBuffer plain = ByteBuffer.allocate(ROOM);
    runTasks(engine);
    SSLEngineResult said = engine.wrap(ByteBuffer.allocate(0), out);
    runTasks(engine);
    in.flip();
    SSLEngineResult heard = engine.unwrap(in, plain);
    in.compact();
    runTasks(engine);
    return said.bytesProduced() + heard.bytesConsumed() > 0;
  }

  private static void runTasks(SSLEngine engine) {
    for (Runnable task = engine.getDelegatedTask();
        task != null;
        task = engine.getDelegatedTask()) {
      task.run();
    }
  }

  boolean isResumed(long startMillis) {
    return node instanceof ReferenceCountedOpenSslEngine boring
        ? io.netty.internal.tcnative.SSL.isSessionReused(boring.sslPointer())
        : node.getSession().getCreationTime() < startMillis;
  }

  @Override
  public void close() {
    ReferenceCountUtil.release(node);
  }
}
