package dev.aft.driver;

import dev.aft.driver.ConnectionTarget.Embedded;
import dev.aft.driver.ConnectionTarget.HostAddress;
import dev.aft.driver.ConnectionTarget.Remote;
import dev.aft.driver.transport.EmbeddedTransportProvider;
import dev.aft.driver.transport.SocketTransport;
import dev.aft.driver.transport.Transport;
import dev.aft.driver.transport.TransportException;
import dev.aft.protocol.ProtocolException;
import java.io.IOException;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.ServiceLoader;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Makes connections: opens a transport, shakes hands, and gives both to a connection. */
final class Connector {
  private static final String DEFAULT_USER = "aft";

  private final String url;
  private final ConnectionSettings settings;
  private final Ticker ticker;
  private final long startNanos;
  private final long loginTimeoutMillis;

  private Connector(String url, ConnectionSettings settings, Ticker ticker) {
    this.url = url;
    this.settings = settings;
    this.ticker = ticker;
    this.startNanos = ticker.nanos();
    int seconds = settings.number(ConnectionProperty.LOGIN_TIMEOUT);
    this.loginTimeoutMillis = 1000L * (seconds > 0 ? seconds : DriverManager.getLoginTimeout());
  }

  static JdbcConnection connect(String url, Properties info) throws SQLException {
    ConnectionUrl parsed = ConnectionUrl.parse(url);
    ConnectionSettings settings = ConnectionSettings.of(parsed.properties(), info);
    Connector connector =
        new Connector(ConnectionUrl.redacted(url), settings, SystemTicker.INSTANCE);
    try {
      return parsed.target() instanceof Remote remote
          ? connector.remote(remote)
          : connector.embedded((Embedded) parsed.target());
    } catch (TransportException e) {
      throw SqlErrors.transport(e);
    } catch (IOException e) {
      throw refused(connector.url, e);
    }
  }

  private static SQLException refused(String where, Exception e) {
    return SqlErrors.of(
        SqlErrors.CANNOT_CONNECT, "cannot connect to " + where + ": " + e.getMessage(), e);
  }

  /** The first host that lets us in; one that answers with an error ends the search. */
  private JdbcConnection remote(Remote remote) throws SQLException {
    SQLException failure = null;
    for (HostAddress host : remote.hosts()) {
      try {
        Transport transport =
            SocketTransport.connect(
                host.host(),
                host.port(),
                boundedMillis(settings.millis(ConnectionProperty.CONNECT_TIMEOUT)),
                settings.millis(ConnectionProperty.CANCEL_TIMEOUT),
                settings.flag(ConnectionProperty.TCP_KEEP_ALIVE));
        String database =
            remote.database().orElseGet(() -> settings.text(ConnectionProperty.DATABASE));
        return start(transport, database, unknownPropertyWarning());
      } catch (IOException e) {
        SQLException refused = refused(host.toString(), e);
        refused.setNextException(failure);
        failure = refused;
      }
    }
    throw failure == null ? SqlErrors.invalidUrl(url, "it names no host") : failure;
  }

  private JdbcConnection embedded(Embedded target) throws IOException, SQLException {
    ClassLoader here = Connector.class.getClassLoader();
    for (EmbeddedTransportProvider provider :
        ServiceLoader.load(EmbeddedTransportProvider.class, here)) {
      if (provider.serves(target.scheme())) {
        boolean keepOpen = settings.flag(ConnectionProperty.KEEP_OPEN);
        Transport transport = provider.open(target.address(), settings.unknown(), keepOpen);
        return start(transport, settings.text(ConnectionProperty.DATABASE), null);
      }
    }
    throw SqlErrors.of(
        SqlErrors.CANNOT_CONNECT,
        "the URL "
            + url
            + " asks for a node inside this process: add the artifact dev.aft:aft-embedded, and the"
            + " store it names, to the class path");
  }

  private JdbcConnection start(Transport transport, String database, @Nullable SQLWarning warning)
      throws IOException, SQLException {
    try {
      transport.setTimeoutMillis(boundedMillis(0));
      Handshake handshake =
          Handshake.perform(
              transport, startup(database), settings.text(ConnectionProperty.PASSWORD));
      transport.setTimeoutMillis(settings.millis(ConnectionProperty.SOCKET_TIMEOUT));
      return new JdbcConnection(new Wire(transport, handshake), url, settings, database, warning);
    } catch (IOException | SQLException e) {
      transport.close();
      throw e;
    } catch (ProtocolException e) {
      transport.close();
      throw SqlErrors.of(
          SqlErrors.PROTOCOL_VIOLATION, "what answers at " + url + " is not a node of AFT", e);
    }
  }

  private Map<String, String> startup(String database) {
    Map<String, String> startup = new HashMap<>();
    startup.put("user", userName(settings));
    startup.put("database", database);
    startup.put("client_encoding", "UTF8");
    startup.put("DateStyle", "ISO");
    String zone = settings.text(ConnectionProperty.TIME_ZONE);
    startup.put("TimeZone", zone.isEmpty() ? ZoneId.systemDefault().getId() : zone);
    String name = settings.text(ConnectionProperty.APPLICATION_NAME);
    if (!name.isEmpty()) {
      startup.put("application_name", name);
    }
    String schema = settings.text(ConnectionProperty.CURRENT_SCHEMA);
    if (!schema.isEmpty()) {
      startup.put("search_path", schema);
    }
    return startup;
  }

  static String userName(ConnectionSettings settings) {
    String user = settings.text(ConnectionProperty.USER);
    return user.isEmpty() ? DEFAULT_USER : user;
  }

  private @Nullable SQLWarning unknownPropertyWarning() {
    SQLWarning first = null;
    for (String name : settings.unknown().keySet()) {
      String nearest = ConnectionProperty.nearest(name).key();
      SQLWarning warning =
          new SQLWarning(
              "unknown connection property '" + name + "'; did you mean '" + nearest + "'?",
              "01S00");
      warning.setNextWarning(first);
      first = warning;
    }
    return first;
  }

  /** {@code millis}, or what the login timeout leaves, whichever ends first; 0 is for ever. */
  private int boundedMillis(int millis) throws IOException {
    if (loginTimeoutMillis == 0) {
      return millis;
    }
    long spent = TimeUnit.NANOSECONDS.toMillis(ticker.nanos() - startNanos);
    long left = loginTimeoutMillis - spent;
    if (left <= 0) {
      throw new IOException("the login timeout is over");
    }
    return Math.toIntExact(millis == 0 ? left : Math.min(millis, left));
  }

  static List<String> clientInfoNames() {
    return List.of("ApplicationName");
  }
}
