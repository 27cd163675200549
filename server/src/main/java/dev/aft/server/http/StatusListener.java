package dev.aft.server.http;

import dev.aft.server.net.Binding;
import dev.aft.server.net.EventLoops;
import dev.aft.server.net.Unwatched;
import dev.aft.server.setting.Setting;
import dev.aft.server.setting.Settings;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.timeout.ReadTimeoutHandler;
import java.net.InetSocketAddress;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Serves {@code /health/live}, {@code /health/ready} and {@code /metrics}. */
public final class StatusListener implements AutoCloseable {
  private static final int MAX_CONNECTIONS = 64;
  private static final int READ_TIMEOUT_SECONDS = 30;

  private final Channel channel;
  private final AtomicInteger open = new AtomicInteger();

  /**
   * Starts to listen.
   *
   * @param worker collects the metrics, off the event loop
   * @param ready whether clients should be sent here
   * @param metrics the metrics in the text format of Prometheus
   * @throws dev.aft.server.setting.SettingException when the address is not loopback or is taken
   */
  public StatusListener(
      Settings settings,
      EventLoops loops,
      Executor worker,
      BooleanSupplier ready,
      Supplier<String> metrics) {
    ServerBootstrap bootstrap =
        new ServerBootstrap()
            .group(loops.group())
            .channel(loops.serverChannelType())
            .option(ChannelOption.SO_REUSEADDR, true)
            .childOption(ChannelOption.ALLOCATOR, loops.allocator())
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel accepted) {
                    initialize(accepted, new StatusHandler(worker, ready, metrics));
                  }
                });
    channel = Binding.bindOnLoopback(bootstrap, settings, Setting.METRICS_LISTEN);
  }

  private void initialize(Channel accepted, StatusHandler handler) {
    if (open.incrementAndGet() > MAX_CONNECTIONS) {
      Unwatched.future(accepted.close());
    }
    Unwatched.future(accepted.closeFuture().addListener(closed -> open.decrementAndGet()));
    accepted
        .pipeline()
        .addLast(new ReadTimeoutHandler(READ_TIMEOUT_SECONDS))
        .addLast(new HttpServerCodec())
        .addLast(handler);
  }

  public InetSocketAddress address() {
    return (InetSocketAddress) channel.localAddress();
  }

  @Override
  public void close() {
    Unwatched.future(channel.close().awaitUninterruptibly());
  }
}
