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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens listening sockets: beyond loopback only where clients have to log in. */
public final class Binding {
  private static final Logger log = LoggerFactory.getLogger(Binding.class);

  private Binding() {}

  /**
   * Listens where {@code setting} says, on loopback only.
   *
   * @throws SettingException that tells what is wrong with the address
   */
  public static Channel bindOnLoopback(
      ServerBootstrap bootstrap, Settings settings, Setting setting) {
    ListenAddress wanted = settings.address(setting);
    InetAddress host = resolve(wanted);
    if (!host.isLoopbackAddress()) {
      throw new SettingException(
          "refused to listen on "
              + wanted
              + ": whoever reaches this address would see the state of the node; set "
              + setting.flag()
              + " to a loopback address such as 127.0.0.1:"
              + wanted.port());
    }
    return bind(bootstrap, wanted, host, setting);
  }

  /** Listens for clients, beyond loopback only when {@code hasUsers}. */
  static Channel bindForClients(ServerBootstrap bootstrap, Settings settings, boolean hasUsers) {
    ListenAddress wanted = settings.address(Setting.LISTEN);
    InetAddress host = resolve(wanted);
    if (!host.isLoopbackAddress()) {
      if (!hasUsers) {
        throw new SettingException(
            "refused to listen on "
                + wanted
                + ": the store has no users, so everyone who reaches this address could read and"
                + " write all data; make the first user with ./aft user add, or set --listen to a"
                + " loopback address such as 127.0.0.1:"
                + wanted.port());
      }
      warnOfClearText(wanted, settings.text(Setting.TLS));
    }
    return bind(bootstrap, wanted, host, Setting.LISTEN);
  }

  private static void warnOfClearText(ListenAddress wanted, String tls) {
    if (tls.equals("off")) {
      log.warn(
          "LISTENING BEYOND THIS MACHINE WITHOUT TLS: whoever can listen on the network reads and"
              + " changes what clients and node say to each other; set tls, tls-certificate and"
              + " tls-key listen={}",
          wanted);
    } else if (tls.equals("allow")) {
      log.warn(
          "listening beyond this machine, and clients may connect without TLS; tls=require would"
              + " refuse them listen={}",
          wanted);
    }
  }

  private static InetAddress resolve(ListenAddress wanted) {
    try {
      return InetAddress.getByName(wanted.host());
    } catch (UnknownHostException e) {
      throw new SettingException("cannot listen on " + wanted + ": the host name is unknown");
    }
  }

  private static Channel bind(
      ServerBootstrap bootstrap, ListenAddress wanted, InetAddress host, Setting setting) {
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
}
