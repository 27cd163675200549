package dev.aft.server.net;

import dev.aft.server.tls.Tls;
import dev.aft.server.tls.TlsLink;
import dev.aft.session.Peer;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.socket.DuplexChannel;
import org.jspecify.annotations.Nullable;

/** Whether one connection is encrypted, and the steps to there. Used on the event loop only. */
final class Encryption {
  private enum State {
    CLEAR,
    SHAKING_HANDS,
    ENCRYPTED
  }

  private final Channel channel;
  private final @Nullable Tls tls;
  private @Nullable TlsLink link;
  private State state = State.CLEAR;
  private boolean unasked;

  /**
   * @param tls null when the node has none
   */
  Encryption(Channel channel, @Nullable Tls tls) {
    this.channel = channel;
    this.tls = tls;
  }

  /** Whether a request for TLS would be granted now. */
  boolean isOffered() {
    return tls != null && state == State.CLEAR;
  }

  /** Whether the client may not go on in the clear. */
  boolean isMissing() {
    return tls != null && tls.isRequired() && state == State.CLEAR;
  }

  boolean isClear() {
    return state == State.CLEAR;
  }

  boolean isShakingHands() {
    return state == State.SHAKING_HANDS;
  }

  /** Everything after this is TLS, both ways. The client has asked for it and been told yes. */
  void start() {
    channel.pipeline().addFirst(newLink().handler());
  }

  /** The client has started with TLS at once. */
  void startUnasked(ChannelPipeline pipeline, String detectorName) {
    unasked = true;
    pipeline.addAfter(detectorName, null, newLink().handler());
  }

  private TlsLink newLink() {
    if (tls == null || state != State.CLEAR) {
      throw new IllegalStateException("TLS is not offered");
    }
    TlsLink made = tls.newLink(channel);
    link = made;
    state = State.SHAKING_HANDS;
    return made;
  }

  /**
   * The handshake is done. False when the connection cannot go on: who starts with TLS at once must
   * have said in the handshake that it means our protocol, lest a browser be led here (ALPACA).
   */
  boolean finish() {
    state = State.ENCRYPTED;
    return !unasked || (link != null && link.agreedOnProtocol());
  }

  /** Whether the handshake, now done, went on with a session of an earlier connection. */
  boolean isResumed() {
    return link != null && link.isResumed();
  }

  /** What is known of the client now. */
  Peer peer() {
    Peer plain = Peer.plain(channel.remoteAddress());
    TlsLink made = link;
    return made == null || state != State.ENCRYPTED
        ? plain
        : plain.encrypted(made.endPointHash(), made.certificateName());
  }

  /** Tells the client that nothing more comes; its own bytes can still be read. */
  void endOutput(DuplexChannel duplex) {
    if (link == null) {
      Unwatched.future(duplex.shutdownOutput().addListener(ChannelFutureListener.CLOSE_ON_FAILURE));
    } else {
      Unwatched.future(
          link.handler()
              .closeOutbound()
              .addListener(
                  done ->
                      duplex.shutdownOutput().addListener(ChannelFutureListener.CLOSE_ON_FAILURE)));
    }
  }
}
