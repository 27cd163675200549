package dev.aft.driver;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.Properties;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * A source of new connections, without a pool. Set the properties before the first connection;
 * afterwards {@code getConnection} may be called from any thread.
 */
public class AftDataSource implements DataSource {
  private final Properties properties = new Properties();
  private String url = "jdbc:aft://localhost/";
  private @Nullable PrintWriter logWriter;

  /** For frameworks that make beans. */
  public AftDataSource() {}

  public String getUrl() {
    return url;
  }

  public void setUrl(String url) {
    this.url = url;
  }

  /** Some frameworks use this spelling. */
  public void setURL(String url) {
    setUrl(url);
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

  @Override
  public Connection getConnection() throws SQLException {
    return open(copy());
  }

  @Override
  public Connection getConnection(@Nullable String user, @Nullable String password)
      throws SQLException {
    Properties info = copy();
    if (user != null) {
      info.setProperty(ConnectionProperty.USER.key(), user);
    }
    if (password != null) {
      info.setProperty(ConnectionProperty.PASSWORD.key(), password);
    }
    return open(info);
  }

  private Connection open(Properties info) throws SQLException {
    if (!ConnectionUrl.isOurs(url)) {
      throw SqlErrors.invalidUrl(ConnectionUrl.redacted(url), "it starts with jdbc:aft:");
    }
    return Connector.connect(url, info);
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
  public void setLoginTimeout(int seconds) {
    setProperty(ConnectionProperty.LOGIN_TIMEOUT.key(), Integer.toString(seconds));
  }

  @Override
  public int getLoginTimeout() {
    return Integer.parseInt(get(ConnectionProperty.LOGIN_TIMEOUT));
  }

  @Override
  public Logger getParentLogger() throws SQLFeatureNotSupportedException {
    throw new SQLFeatureNotSupportedException(
        "the driver logs through System.Logger", SqlErrors.NOT_SUPPORTED);
  }

  @Override
  public <T> T unwrap(Class<T> type) throws SQLException {
    return Wrappers.unwrap(this, type);
  }

  @Override
  public boolean isWrapperFor(Class<?> type) {
    return type.isInstance(this);
  }
}
