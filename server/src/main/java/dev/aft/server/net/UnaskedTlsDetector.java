package dev.aft.server.net;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.util.List;

/**
 * Looks at the first byte of a connection: a client may start with TLS at once, without asking and
 * waiting for the answer (libpq 17, {@code sslnegotiation=direct}). Then it is gone.
 */
final class UnaskedTlsDetector extends ByteToMessageDecoder {
  /** The type of a TLS record with a handshake message (RFC 8446, section 5.1). */
  private static final byte HANDSHAKE_RECORD = 22;

  private final Encryption encryption;

  UnaskedTlsDetector(Encryption encryption) {
    this.encryption = encryption;
  }

  @Override
  protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
    if (in.getByte(in.readerIndex()) == HANDSHAKE_RECORD) {
      encryption.startUnasked(context.pipeline(), context.name());
    }
    // What has arrived goes on to the next handler.
    context.pipeline().remove(this);
  }
}
