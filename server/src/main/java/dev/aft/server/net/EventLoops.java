package dev.aft.server.net;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The threads that serve all sockets of a node, epoll where the platform has it, and the buffers
 * that they share.
 */
public final class EventLoops implements AutoCloseable {
  private static final int PAGE_BYTES = 8 * 1024;

  /** Chunks of one megabyte: a node with little to do holds little. */
  private static final int MAX_ORDER = 7;

  /** Free buffers that each thread keeps at hand, by size. */
  private static final int CACHED_SMALL = 256;

  private static final int CACHED_NORMAL = 16;

  private static final Logger log = LoggerFactory.getLogger(EventLoops.class);
  private static final int STOP_SECONDS = 2;

  private final boolean epoll = Epoll.isAvailable();
  private final EventLoopGroup group;
  private final ByteBufAllocator allocator;

  /**
   * @param threads 0 for one each processor
   */
  public EventLoops(int threads) {
    int count = threads == 0 ? Runtime.getRuntime().availableProcessors() : threads;
    group =
        new MultiThreadIoEventLoopGroup(
            count,
            new DefaultThreadFactory("aft-loop", true),
            epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
    allocator =
        new PooledByteBufAllocator(
            true, 1, count, PAGE_BYTES, MAX_ORDER, CACHED_SMALL, CACHED_NORMAL, false);
  }

  public EventLoopGroup group() {
    return group;
  }

  public ByteBufAllocator allocator() {
    return allocator;
  }

  public Class<? extends ServerChannel> serverChannelType() {
    return epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
  }

  public boolean usesEpoll() {
    return epoll;
  }

  /** Ends the threads; what is still open is closed. */
  @Override
  public void close() {
    boolean ended =
        group
            .shutdownGracefully(0, STOP_SECONDS, TimeUnit.SECONDS)
            .awaitUninterruptibly(2 * STOP_SECONDS, TimeUnit.SECONDS);
    if (!ended) {
      log.warn("event loops do not end");
    }
  }
}
