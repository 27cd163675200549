package dev.aft.server.net;

import dev.aft.server.setting.ListenAddress;
import dev.aft.server.setting.Setting;
import dev.aft.server.setting.SettingException;
import dev.aft.server.setting.Settings;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;

/** Opens listening sockets, on loopback only. */
public final class Binding {
  private Binding() {}

  /**
   * Listens where {@code setting} says.
   *
   * @throws SettingException that tells what is wrong with the address
   */
  public static Channel bind(ServerBootstrap bootstrap, Settings settings, Setting setting) {
    ListenAddress wanted = settings.address(setting);
    InetAddress host = loopback(wanted, setting);
    ChannelFuture future =
        bootstrap.bind(new InetSocketAddress(host, wanted.port())).awaitUninterruptibly();
    Throwable cause = future.cause();
    if (cause != null) {
      throw new SettingException(
          "cannot listen on "
              + wanted
              + ": "
              + cause.getMessage()
              + "; stop what uses the address, or choose another with "
              + setting.flag());
    }
    return future.channel();
  }

  private static InetAddress loopback(ListenAddress wanted, Setting setting) {
    InetAddress host;
    try {
      host = InetAddress.getByName(wanted.host());
    } catch (UnknownHostException e) {
      throw new SettingException("cannot listen on " + wanted + ": the host name is unknown");
    }
    if (!host.isLoopbackAddress()) {
      throw new SettingException(
          "refused to listen on "
              + wanted
              + ": there are no users and no TLS yet, so everyone who reaches this address could read"
              + " and write all data; set "
              + setting.flag()
              + " to a loopback address such as 127.0.0.1:"
              + wanted.port());
    }
    return host;
  }
}
