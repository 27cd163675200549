package dev.aft.driver;

import dev.aft.driver.ConnectionTarget.Embedded;
import dev.aft.driver.ConnectionTarget.HostAddress;
import dev.aft.driver.ConnectionTarget.Remote;
import dev.aft.driver.transport.EmbeddedTransportProvider;
import dev.aft.driver.transport.Endpoint;
import dev.aft.driver.transport.Patience;
import dev.aft.driver.transport.SocketTransport;
import dev.aft.driver.transport.TlsMode;
import dev.aft.driver.transport.TlsSettings;
import dev.aft.driver.transport.Transport;
import dev.aft.driver.transport.TransportException;
import dev.aft.protocol.ProtocolException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.SQLInvalidAuthorizationSpecException;
import java.sql.SQLWarning;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/** Makes connections: opens a transport, shakes hands, and gives both to a connection. */
final class Connector implements Links {
  private static final String DEFAULT_USER = "aft";

  /** Two challenges of SCRAM, and being let in. */
  private static final int LOGIN_ANSWERS = 3;

  private final String url;
  private final ConnectionTarget target;
  private final ConnectionSettings settings;
  private final String database;
  private final Ticker ticker;
  private final TlsSettings tls;

  /**
   * For addresses of this machine, where nobody listens in: unless something is said of TLS, it is
   * not worth a round trip to ask for it.
   */
  private final TlsSettings tlsAtHome;

  private Connector(String url, ConnectionTarget target, ConnectionSettings settings) {
    this.url = url;
    this.target = target;
    this.settings = settings;
    String usual = settings.text(ConnectionProperty.DATABASE);
    this.database = target instanceof Remote remote ? remote.database().orElse(usual) : usual;
    this.ticker = SystemTicker.INSTANCE;
    this.tls = tls(settings);
    boolean saysNothing =
        !settings.has(ConnectionProperty.SSL_MODE) && !settings.flag(ConnectionProperty.SSL);
    this.tlsAtHome = saysNothing ? tls.withMode(TlsMode.ALLOW) : tls;
  }

  static JdbcConnection connect(String url, Properties info) throws SQLException {
    ConnectionUrl parsed = ConnectionUrl.parse(url);
    ConnectionSettings settings = ConnectionSettings.of(parsed.properties(), info);
    Connector connector = new Connector(ConnectionUrl.redacted(url), parsed.target(), settings);
    return connector.connection();
  }

  private JdbcConnection connection() throws SQLException {
    Origin origin = new Origin(url, settings, database, this, ticker);
    NextTransaction next = NextTransaction.of(settings);
    int seconds = settings.number(ConnectionProperty.LOGIN_TIMEOUT);
    long limit = 1000L * (seconds > 0 ? seconds : DriverManager.getLoginTimeout());
    Link link = open((int) Math.min(Integer.MAX_VALUE, limit));
    SQLWarning warning = target instanceof Remote ? unknownPropertyWarning() : null;
    return new JdbcConnection(new Wire(link, next), next, origin, warning);
  }

  @Override
  public Reach reach() {
    if (target instanceof Embedded embedded) {
      boolean nameless = embedded.address().equals("memory:");
      return nameless ? Reach.NODE_OF_ONE_CONNECTION : Reach.NODE_OF_THIS_PROCESS;
    }
    return Reach.SERVER;
  }

  @Override
  public Link open(int limitMillis) throws SQLException {
    TimeLimit limit = new TimeLimit(ticker, limitMillis);
    try {
      return target instanceof Remote remote
          ? remote(remote, limit)
          : embedded((Embedded) target, limit);
    } catch (TransportException e) {
      throw SqlErrors.transport(e);
    } catch (IOException e) {
      throw refused(url, e);
    } catch (ProtocolException e) {
      throw SqlErrors.of(
          SqlErrors.PROTOCOL_VIOLATION, "what answers at " + url + " is not a node of AFT", e);
    }
  }

  private static SQLException refused(String where, Exception e) {
    return SqlErrors.of(
        SqlErrors.CANNOT_CONNECT, "cannot connect to " + where + ": " + e.getMessage(), e);
  }

  private Link remote(Remote remote, TimeLimit limit) throws SQLException {
    return new HostSearch(
            HostSearch.order(remote.hosts(), settings, FailedHosts.SHARED),
            FailedHosts.SHARED,
            InetAddress::getAllByName,
            (host, address) -> enter(host, address, limit))
        .search();
  }

  private Link enter(HostAddress host, InetSocketAddress address, TimeLimit limit)
      throws IOException, SQLException {
    Endpoint endpoint =
        new Endpoint(
            host.host(),
            address,
            address.getAddress().isLoopbackAddress() ? tlsAtHome : tls,
            settings.millis(ConnectionProperty.CANCEL_TIMEOUT),
            settings.flag(ConnectionProperty.TCP_KEEP_ALIVE));
    try {
      return enter(endpoint, limit);
    } catch (SQLInvalidAuthorizationSpecException e) {
      boolean mayNotBePlain = SqlErrors.NOT_AUTHORIZED.equals(e.getSQLState());
      if (endpoint.tls().mode() != TlsMode.ALLOW || !mayNotBePlain) {
        throw e;
      }
      return enter(endpoint.withTlsMode(TlsMode.REQUIRE), limit);
    }
  }

  private Link enter(Endpoint endpoint, TimeLimit limit) throws IOException, SQLException {
    // TCP, the question for TLS, and TLS.
    Transport transport = SocketTransport.connect(endpoint, patience(3, limit));
    return start(transport, patience(LOGIN_ANSWERS, limit));
  }

  /** So long for each answer and as often for all of them, but no longer than there is time. */
  private Patience patience(int answers, TimeLimit limit) {
    int step = settings.millis(ConnectionProperty.CONNECT_TIMEOUT);
    TimeLimit together =
        new TimeLimit(ticker, (int) Math.min(Integer.MAX_VALUE, (long) answers * step));
    return () -> limit.within(together.within(step));
  }

  private static TlsSettings tls(ConnectionSettings settings) {
    boolean full =
        !settings.has(ConnectionProperty.SSL_MODE) && settings.flag(ConnectionProperty.SSL);
    String mode = settings.text(ConnectionProperty.SSL_MODE);
    return new TlsSettings(
        full
            ? TlsMode.VERIFY_FULL
            : TlsMode.valueOf(mode.toUpperCase(Locale.ROOT).replace('-', '_')),
        settings.text(ConnectionProperty.SSL_ROOT_CERT),
        settings.text(ConnectionProperty.SSL_CERT),
        settings.text(ConnectionProperty.SSL_KEY),
        settings.text(ConnectionProperty.SSL_PASSWORD),
        settings.text(ConnectionProperty.SSL_MAX_VERSION).replace("tls", "TLS"));
  }

  private Link embedded(Embedded embedded, TimeLimit limit) throws IOException, SQLException {
    ClassLoader here = Connector.class.getClassLoader();
    for (EmbeddedTransportProvider provider :
        ServiceLoader.load(EmbeddedTransportProvider.class, here)) {
      if (provider.serves(embedded.scheme())) {
        boolean keepOpen = settings.flag(ConnectionProperty.KEEP_OPEN);
        return start(
            provider.open(embedded.address(), settings.unknown(), keepOpen), () -> limit.within(0));
      }
    }
    throw SqlErrors.of(
        SqlErrors.CANNOT_CONNECT,
        "the URL "
            + url
            + " asks for a node inside this process: add the artifact dev.aft:aft-embedded, and the"
            + " store it names, to the class path");
  }

  private Link start(Transport transport, Patience patience) throws IOException, SQLException {
    boolean started = false;
    try {
      transport.setPatience(patience);
      Handshake handshake = Handshake.perform(transport, startup(), new Login(transport, settings));
      transport.setTimeoutMillis(settings.millis(ConnectionProperty.SOCKET_TIMEOUT));
      started = true;
      return new Link(transport, handshake);
    } finally {
      if (!started) {
        transport.close();
      }
    }
  }

  private Map<String, String> startup() {
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
    String after = settings.text(ConnectionProperty.AFTER);
    if (!after.isEmpty()) {
      startup.put("after", after);
    }
    startup.put("report_transaction_id", "on");
    startup.put("report_columns", "on");
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
}
