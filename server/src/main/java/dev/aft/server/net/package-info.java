/**
 * The PostgreSQL wire over TCP: listens, cuts bytes into messages, hands them to a session and
 * sends what the session answers.
 *
 * <p>Start at {@link dev.aft.server.net.WireListener}. A connection is a {@code FrameDecoder},
 * which trusts no byte, followed by a {@code ConnectionHandler}, which knows the life of a
 * connection; its answers leave through a {@code ChannelSink}. When the client asks for TLS, {@code
 * Encryption} puts it in front of both. Everything of one connection happens on its event loop,
 * whose shared parts are in {@code LoopContext}.
 */
@NullMarked
package dev.aft.server.net;

import org.jspecify.annotations.NullMarked;
