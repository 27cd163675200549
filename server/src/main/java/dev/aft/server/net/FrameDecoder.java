package dev.aft.server.net;

import dev.aft.protocol.Framing;
import dev.aft.protocol.FrontendDecoder;
import dev.aft.protocol.FrontendMessage;
import dev.aft.protocol.ProtocolException;
import dev.aft.protocol.SqlState;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * Cuts the bytes of a client into messages. A length is checked when it has arrived, before
 * anything is kept for its sake. After the first violation it passes on one {@link Violation} and
 * drops what follows.
 */
final class FrameDecoder extends ByteToMessageDecoder {
  private static final int TYPE_BYTES = 1;
  private static final int LENGTH_BYTES = 4;

  /** The longest message of a client that has not been authenticated. */
  private static final int MAX_UNKNOWN_BYTES = 64 * 1024;

  private final LoopContext loop;
  private final ReceiveMemory memory;
  private final int maxMessageBytes;
  private final BooleanSupplier tlsOffered;

  private boolean started;
  private boolean broken;
  private boolean clientKnown;
  private int reservedBytes;
  private int lastFrameBytes;

  /**
   * @param tlsOffered whether the next request for TLS is granted
   */
  FrameDecoder(
      LoopContext loop, ReceiveMemory memory, int maxMessageBytes, BooleanSupplier tlsOffered) {
    this.loop = loop;
    this.memory = memory;
    this.maxMessageBytes = maxMessageBytes;
    this.tlsOffered = tlsOffered;
  }

  /** The client has been authenticated and may send large messages. */
  void clientIsKnown() {
    clientKnown = true;
  }

  /** The size of the message passed on last. */
  int lastFrameBytes() {
    return lastFrameBytes;
  }

  @Override
  protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
    if (broken) {
      in.skipBytes(in.readableBytes());
      return;
    }
    try {
      int frameBytes = frameBytes(in);
      if (frameBytes < 0 || frameBytes > in.readableBytes()) {
        reserve(in.readableBytes());
        return;
      }
      release();
      lastFrameBytes = frameBytes;
      out.add(started ? readMessage(in, frameBytes) : readStartup(in, frameBytes));
    } catch (ProtocolException e) {
      broken = true;
      release();
      in.skipBytes(in.readableBytes());
      out.add(new Violation(e.sqlState(), String.valueOf(e.getMessage())));
    }
  }

  /** The size of the whole next message, or -1 while its length has not arrived. */
  private int frameBytes(ByteBuf in) {
    int typeBytes = started ? TYPE_BYTES : 0;
    if (started && in.isReadable()) {
      FrontendDecoder.requireKnownType(in.getByte(in.readerIndex()));
    }
    if (in.readableBytes() < typeBytes + LENGTH_BYTES) {
      return -1;
    }
    int maxBodyBytes = started ? maxMessageBytes() : Framing.MAX_STARTUP_BYTES;
    int lengthWord = in.getInt(in.readerIndex() + typeBytes);
    return typeBytes + LENGTH_BYTES + Framing.bodyLength(lengthWord, maxBodyBytes);
  }

  private int maxMessageBytes() {
    return clientKnown ? maxMessageBytes : Math.min(maxMessageBytes, MAX_UNKNOWN_BYTES);
  }

  private FrontendMessage readMessage(ByteBuf in, int frameBytes) {
    byte type = in.readByte();
    in.skipBytes(LENGTH_BYTES);
    int bodyBytes = frameBytes - TYPE_BYTES - LENGTH_BYTES;
    byte[] body = loop.scratch(bodyBytes);
    in.readBytes(body, 0, bodyBytes);
    return FrontendDecoder.decode(type, body, 0, bodyBytes);
  }

  private FrontendMessage readStartup(ByteBuf in, int frameBytes) {
    in.skipBytes(LENGTH_BYTES);
    int bodyBytes = frameBytes - LENGTH_BYTES;
    byte[] body = loop.scratch(bodyBytes);
    in.readBytes(body, 0, bodyBytes);
    FrontendMessage message = FrontendDecoder.decodeStartup(body, 0, bodyBytes);
    started = message instanceof FrontendMessage.Startup;
    if (message instanceof FrontendMessage.TlsRequest
        && in.isReadable()
        && tlsOffered.getAsBoolean()) {
      // Whoever stands in between may have put them there, to be taken for encrypted ones.
      throw new ProtocolException("bytes in the clear follow the request for TLS");
    }
    return message;
  }

  private void reserve(int bytes) {
    int more = bytes - reservedBytes;
    if (more > 0 && !memory.tryTake(more)) {
      throw new ProtocolException(
          SqlState.OUT_OF_MEMORY,
          "the node's memory for messages under way is used up; send smaller messages, or raise"
              + " the setting receive-memory");
    }
    reservedBytes += Math.max(0, more);
  }

  private void release() {
    if (reservedBytes > 0) {
      memory.giveBack(reservedBytes);
      reservedBytes = 0;
    }
  }

  @Override
  protected void handlerRemoved0(ChannelHandlerContext context) {
    broken = true;
    release();
  }
}
