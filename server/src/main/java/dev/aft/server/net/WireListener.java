package dev.aft.server.net;

import dev.aft.server.setting.Settings;
import dev.aft.server.tls.Tls;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.EpollChannelOption;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Listens for clients that speak the PostgreSQL wire protocol. */
public final class WireListener {
  private static final int ACCEPT_BACKLOG = 4_096;
  private static final int KEEPALIVE_IDLE_SECONDS = 60;
  private static final int KEEPALIVE_INTERVAL_SECONDS = 10;
  private static final int KEEPALIVE_PROBES = 6;
  private static final int UNACKNOWLEDGED_MILLIS = 120_000;

  private final Connections connections;
  private final ConnectionLimits limits;
  private final ReceiveMemory memory;
  private final EventLoops loops;
  private final @Nullable Tls tls;
  private final Channel channel;
  private final Map<EventLoop, LoopContext> contexts = new ConcurrentHashMap<>();

  /**
   * Starts to listen.
   *
   * @param nanoTime a monotonic clock
   * @param tls null when clients cannot encrypt
   * @throws dev.aft.server.setting.SettingException when the address is taken, or is not loopback
   *     and there are no users
   */
  public WireListener(
      Settings settings,
      EventLoops loops,
      SessionHost sessions,
      MeterRegistry registry,
      LongSupplier nanoTime,
      @Nullable Tls tls) {
    this.limits = ConnectionLimits.of(settings);
    this.memory = new ReceiveMemory(limits.receiveMemoryBytes());
    this.loops = loops;
    this.tls = tls;
    this.connections = new Connections(limits, sessions, new ConnectionMetrics(registry), nanoTime);
    registerGauges(registry);
    this.channel = Binding.bindForClients(bootstrap(), settings, sessions.hasUsers());
  }

  private void registerGauges(MeterRegistry registry) {
    Gauge.builder("aft.connections", connections, Connections::sessionCount)
        .description("Connections being served")
        .register(registry);
    Gauge.builder("aft.handshakes", connections, Connections::handshakeCount)
        .description("Connections that have not finished their start-up")
        .register(registry);
    Gauge.builder("aft.receive.memory.bytes", memory, ReceiveMemory::usedBytes)
        .description("Memory of messages that have arrived in part")
        .register(registry);
  }

  private ServerBootstrap bootstrap() {
    ServerBootstrap bootstrap =
        new ServerBootstrap()
            .group(loops.group())
            .channel(loops.serverChannelType())
            .option(ChannelOption.SO_BACKLOG, ACCEPT_BACKLOG)
            .option(ChannelOption.SO_REUSEADDR, true)
            .childOption(ChannelOption.ALLOCATOR, loops.allocator())
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childOption(ChannelOption.SO_KEEPALIVE, true)
            .childOption(
                ChannelOption.RECVBUF_ALLOCATOR,
                new AdaptiveRecvByteBufAllocator(256, 1024, 65_536))
            .childOption(
                ChannelOption.WRITE_BUFFER_WATER_MARK,
                new WriteBufferWaterMark(limits.writeBufferBytes() / 2, limits.writeBufferBytes()))
            .childHandler(new Initializer());
    if (loops.usesEpoll()) {
      bootstrap
          .childOption(EpollChannelOption.TCP_KEEPIDLE, KEEPALIVE_IDLE_SECONDS)
          .childOption(EpollChannelOption.TCP_KEEPINTVL, KEEPALIVE_INTERVAL_SECONDS)
          .childOption(EpollChannelOption.TCP_KEEPCNT, KEEPALIVE_PROBES)
          .childOption(EpollChannelOption.TCP_USER_TIMEOUT, UNACKNOWLEDGED_MILLIS);
    }
    return bootstrap;
  }

  public InetSocketAddress address() {
    return (InetSocketAddress) channel.localAddress();
  }

  /** Accepts nothing more, and ends every connection at its next good moment. */
  public CompletableFuture<Void> drain() {
    Unwatched.future(channel.close().awaitUninterruptibly());
    return connections.drain();
  }

  /** Ends every connection now, without waiting for it. */
  public void endConnections() {
    connections.endAll();
  }

  public int connectionCount() {
    return connections.sessionCount();
  }

  private final class Initializer extends ChannelInitializer<Channel> {
    @Override
    protected void initChannel(Channel accepted) {
      LoopContext loop = contexts.computeIfAbsent(accepted.eventLoop(), LoopContext::new);
      Encryption encryption = new Encryption(accepted, tls);
      FrameDecoder decoder =
          new FrameDecoder(loop, memory, limits.maxMessageBytes(), encryption::isOffered);
      if (encryption.isOffered()) {
        accepted.pipeline().addLast(new UnaskedTlsDetector(encryption));
      }
      accepted
          .pipeline()
          .addLast(decoder)
          .addLast(new ConnectionHandler(accepted, connections, loop, decoder, encryption));
    }
  }
}
