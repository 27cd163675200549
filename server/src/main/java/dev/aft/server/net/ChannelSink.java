package dev.aft.server.net;

import dev.aft.protocol.BackendEncoder;
import dev.aft.protocol.BackendMessage;
import dev.aft.protocol.ValuesBuilder;
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
  private static final int FULL_BUFFER_BYTES = 64 * 1024;

  private final Channel channel;
  private final LoopContext loop;
  private final ConnectionHandler handler;
  private @Nullable ByteBuf buffer;
  private boolean flushRequested;
  private boolean wasFull;

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
    ByteBuf out = buffer();
    write(message, out);
    if (message instanceof BackendMessage.ReadyForQuery ready) {
      handler.answered(ready.status());
    }
    flushIfFull(out);
  }

  @Override
  public void sendRow(ValuesBuilder row) {
    if (!handler.isEnding()) {
      WireWriter values = row.finish();
      ByteBuf out = buffer();
      writeRow(values.array(), values.size(), out);
      flushIfFull(out);
    }
    row.reset();
  }

  private ByteBuf buffer() {
    ByteBuf out = buffer;
    if (out == null) {
      // What follows a full buffer is probably more of the same.
      out = channel.alloc().directBuffer(wasFull ? 2 * FULL_BUFFER_BYTES : FIRST_BUFFER_BYTES);
      buffer = out;
    }
    return out;
  }

  private void flushIfFull(ByteBuf out) {
    if (out.readableBytes() >= FULL_BUFFER_BYTES) {
      flushNow();
      wasFull = true;
    }
  }

  private void write(BackendMessage message, ByteBuf out) {
    if (message instanceof BackendMessage.DataRow row) {
      byte[] values = row.values().encoded();
      writeRow(values, values.length, out);
      return;
    }
    WireWriter writer = loop.writer();
    BackendEncoder.encode(message, writer);
    out.writeBytes(writer.array(), 0, writer.size());
  }

  private static void writeRow(byte[] values, int length, ByteBuf out) {
    out.ensureWritable(5 + length);
    out.writeByte('D').writeInt(4 + length).writeBytes(values, 0, length);
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
    wasFull = false;
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
