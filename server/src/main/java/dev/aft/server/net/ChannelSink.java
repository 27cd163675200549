package dev.aft.server.net;

import dev.aft.protocol.BackendEncoder;
import dev.aft.protocol.BackendMessage;
import dev.aft.protocol.WireWriter;
import dev.aft.session.MessageSink;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import org.jspecify.annotations.Nullable;

/**
 * Collects the answers of a session in one buffer and sends it when a batch of messages has been
 * dealt with. Holds no buffer between batches. Used on the event loop only.
 */
final class ChannelSink implements MessageSink {
  private static final int FIRST_BUFFER_BYTES = 512;

  /** A buffer this full goes out without waiting for a flush. */
  private static final int FULL_BUFFER_BYTES = 32 * 1024;

  private final Channel channel;
  private final LoopContext loop;
  private final ConnectionHandler handler;
  private @Nullable ByteBuf buffer;
  private boolean flushRequested;

  ChannelSink(Channel channel, LoopContext loop, ConnectionHandler handler) {
    this.channel = channel;
    this.loop = loop;
    this.handler = handler;
  }

  @Override
  public void send(BackendMessage message) {
    if (handler.isEnding()
        || (message instanceof BackendMessage.AuthenticationOk && !handler.letIn())) {
      return;
    }
    ByteBuf out = buffer;
    if (out == null) {
      out = channel.alloc().directBuffer(FIRST_BUFFER_BYTES);
      buffer = out;
    }
    write(message, out);
    if (message instanceof BackendMessage.ReadyForQuery ready) {
      handler.answered(ready.status());
    }
    if (out.readableBytes() >= FULL_BUFFER_BYTES) {
      flushNow();
    }
  }

  private void write(BackendMessage message, ByteBuf out) {
    if (message instanceof BackendMessage.DataRow row) {
      byte[] values = row.values().encoded();
      out.ensureWritable(5 + values.length);
      out.writeByte('D').writeInt(4 + values.length).writeBytes(values);
      return;
    }
    WireWriter writer = loop.writer();
    BackendEncoder.encode(message, writer);
    out.writeBytes(writer.array(), 0, writer.size());
  }

  @Override
  public void flush() {
    if (!flushRequested) {
      flushRequested = true;
      if (!handler.isReading()) {
        loop.flushLater(this);
      }
    }
  }

  /** Sends what has been collected if a flush was asked for. */
  void flushIfRequested() {
    if (flushRequested) {
      flushNow();
    }
  }

  /** Sends what has been collected. */
  void flushNow() {
    flushRequested = false;
    ByteBuf out = buffer;
    if (out != null) {
      buffer = null;
      handler.countSent(out.readableBytes());
      Unwatched.future(channel.writeAndFlush(out, channel.voidPromise()));
    }
    handler.regulateReading();
  }

  @Override
  public void close() {
    handler.closeAfterFlush();
  }

  @Override
  public boolean isWritable() {
    return channel.isWritable();
  }

  /** Drops what has not been sent; the connection is gone. */
  void release() {
    if (buffer != null) {
      buffer.release();
      buffer = null;
    }
  }
}
