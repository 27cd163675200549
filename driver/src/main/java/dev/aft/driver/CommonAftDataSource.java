package dev.aft.driver;

import java.io.PrintWriter;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.ShardingKeyBuilder;
import java.util.Properties;
import java.util.logging.Logger;
import javax.naming.NamingException;
import javax.naming.Reference;
import javax.naming.Referenceable;
import javax.naming.StringRefAddr;
import javax.sql.CommonDataSource;
import org.jspecify.annotations.Nullable;

/**
 * The properties of the data sources, as beans and naming services want them. Set them before the
 * first connection; afterwards connections may be asked for from any thread.
 */
public abstract class CommonAftDataSource implements CommonDataSource, Referenceable {
  private static final int DEFAULT_PORT = 7654;

  private final Properties properties = new Properties();
  private @Nullable String url;
  private String serverName = "localhost";
  private int portNumber = DEFAULT_PORT;
  private String description = "";
  private @Nullable PrintWriter logWriter;

  /** For frameworks that make beans. */
  protected CommonAftDataSource() {}

  /** What was set, or else the URL of the server by its name and port. */
  public String getUrl() {
    String given = url;
    if (given != null) {
      return given;
    }
    boolean bare = serverName.indexOf(':') >= 0 && !serverName.startsWith("[");
    return "jdbc:aft://" + (bare ? '[' + serverName + ']' : serverName) + ':' + portNumber + '/';
  }

  /** Goes before server name and port; null takes it back. */
  public void setUrl(@Nullable String url) {
    this.url = url;
  }

  /** Some frameworks use this spelling. */
  public void setURL(@Nullable String url) {
    setUrl(url);
  }

  public String getServerName() {
    return serverName;
  }

  /** A host name or address; for several hosts set a URL. */
  public void setServerName(String serverName) {
    this.serverName = serverName;
  }

  public int getPortNumber() {
    return portNumber;
  }

  public void setPortNumber(int portNumber) {
    this.portNumber = portNumber;
  }

  public String getDescription() {
    return description;
  }

  /** A word for people. */
  public void setDescription(String description) {
    this.description = description;
  }

  public String getUser() {
    return get(ConnectionProperty.USER);
  }

  public void setUser(@Nullable String user) {
    set(ConnectionProperty.USER, user);
  }

  public void setPassword(@Nullable String password) {
    set(ConnectionProperty.PASSWORD, password);
  }

  public String getDatabaseName() {
    return get(ConnectionProperty.DATABASE);
  }

  public void setDatabaseName(@Nullable String database) {
    set(ConnectionProperty.DATABASE, database);
  }

  public String getApplicationName() {
    return get(ConnectionProperty.APPLICATION_NAME);
  }

  public void setApplicationName(@Nullable String name) {
    set(ConnectionProperty.APPLICATION_NAME, name);
  }

  public String getCurrentSchema() {
    return get(ConnectionProperty.CURRENT_SCHEMA);
  }

  public void setCurrentSchema(@Nullable String schema) {
    set(ConnectionProperty.CURRENT_SCHEMA, schema);
  }

  public String getAfter() {
    return get(ConnectionProperty.AFTER);
  }

  public void setAfter(@Nullable String causalityToken) {
    set(ConnectionProperty.AFTER, causalityToken);
  }

  public String getTransactionToken() {
    return get(ConnectionProperty.TRANSACTION_TOKEN);
  }

  /** Every connection made from now on begins with resuming this transaction. */
  public void setTransactionToken(@Nullable String token) {
    set(ConnectionProperty.TRANSACTION_TOKEN, token);
  }

  public String getIdempotencyKey() {
    return get(ConnectionProperty.IDEMPOTENCY_KEY);
  }

  /** Of the first transaction of every connection made from now on. */
  public void setIdempotencyKey(@Nullable String key) {
    set(ConnectionProperty.IDEMPOTENCY_KEY, key);
  }

  /** Any other property by its name; null takes it back to its default. */
  public void setProperty(String name, @Nullable String value) {
    if (value == null) {
      properties.remove(name);
    } else {
      properties.setProperty(name, value);
    }
  }

  public @Nullable String getProperty(String name) {
    return properties.getProperty(name);
  }

  final JdbcConnection open() throws SQLException {
    return open(copy());
  }

  final JdbcConnection open(@Nullable String user, @Nullable String password) throws SQLException {
    Properties info = copy();
    if (user != null) {
      info.setProperty(ConnectionProperty.USER.key(), user);
    }
    if (password != null) {
      info.setProperty(ConnectionProperty.PASSWORD.key(), password);
    }
    return open(info);
  }

  private JdbcConnection open(Properties info) throws SQLException {
    String where = getUrl();
    if (!ConnectionUrl.isOurs(where)) {
      throw SqlErrors.invalidUrl(ConnectionUrl.redacted(where), "it starts with jdbc:aft:");
    }
    return Connector.connect(where, info);
  }

  private Properties copy() {
    Properties info = new Properties();
    properties.stringPropertyNames().forEach(n -> info.setProperty(n, properties.getProperty(n)));
    return info;
  }

  private String get(ConnectionProperty property) {
    return properties.getProperty(property.key(), property.defaultValue());
  }

  private void set(ConnectionProperty property, @Nullable String value) {
    setProperty(property.key(), value);
  }

  @Override
  public @Nullable PrintWriter getLogWriter() {
    return logWriter;
  }

  /** Kept, not written to: the driver logs through {@code System.Logger}. */
  @Override
  public void setLogWriter(@Nullable PrintWriter out) {
    logWriter = out;
  }

  @Override
  public void setLoginTimeout(int seconds) throws SQLException {
    if (seconds < 0) {
      throw SqlErrors.invalidArgument("a timeout is 0 or more");
    }
    setProperty(ConnectionProperty.LOGIN_TIMEOUT.key(), Integer.toString(seconds));
  }

  @Override
  public int getLoginTimeout() throws SQLException {
    try {
      return Integer.parseInt(get(ConnectionProperty.LOGIN_TIMEOUT));
    } catch (NumberFormatException e) {
      throw SqlErrors.invalidProperty(
          ConnectionProperty.LOGIN_TIMEOUT, get(ConnectionProperty.LOGIN_TIMEOUT));
    }
  }

  @Override
  public ShardingKeyBuilder createShardingKeyBuilder() throws SQLException {
    throw SmallConnection.noShards();
  }

  /** What a naming service keeps of this source: all that is set, the password too. */
  @Override
  public Reference getReference() throws NamingException {
    Reference reference =
        new Reference(getClass().getName(), DataSourceFactory.class.getName(), null);
    reference.add(new StringRefAddr(DataSourceFactory.URL, getUrl()));
    reference.add(new StringRefAddr(DataSourceFactory.DESCRIPTION, description));
    for (String name : properties.stringPropertyNames()) {
      reference.add(new StringRefAddr(name, properties.getProperty(name)));
    }
    return reference;
  }

  @Override
  public Logger getParentLogger() throws SQLFeatureNotSupportedException {
    throw new SQLFeatureNotSupportedException(
        "the driver logs through System.Logger", SqlErrors.NOT_SUPPORTED);
  }
}
