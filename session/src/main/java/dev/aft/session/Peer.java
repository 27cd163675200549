package dev.aft.session;

import dev.aft.storage.spi.Bytes;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * What the transport knows of the client.
 *
 * @param address of the client's machine without the port, as logs name it and failed logins are
 *     counted by
 * @param local whether the client is on this machine (loopback)
 * @param inProcess whether the client is this process itself, which is not asked to log in and may
 *     do everything
 * @param encrypted whether the connection is encrypted by TLS
 * @param channelBinding the tls-server-end-point data of the connection (RFC 5929); null without
 *     TLS, and for certificates that have none
 * @param certificateName the name in the client's verified certificate; null when it sent none
 */
public record Peer(
    String address,
    boolean local,
    boolean inProcess,
    boolean encrypted,
    @Nullable Bytes channelBinding,
    @Nullable String certificateName) {
  /** The client of an embedded node. */
  public static final Peer IN_PROCESS = new Peer("in process", true, true, false, null, null);

  /** A client over a connection without encryption. */
  public static Peer plain(@Nullable SocketAddress remote) {
    InetAddress host = remote instanceof InetSocketAddress socket ? socket.getAddress() : null;
    return host == null
        ? new Peer(String.valueOf(remote), false, false, false, null, null)
        : new Peer(host.getHostAddress(), host.isLoopbackAddress(), false, false, null, null);
  }

  /** The same client, over TLS. */
  public Peer encrypted(@Nullable Bytes binding, @Nullable String certificate) {
    return new Peer(address, local, inProcess, true, binding, certificate);
  }
}
