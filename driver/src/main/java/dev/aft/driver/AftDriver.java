package dev.aft.driver;

import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.DriverPropertyInfo;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/** The driver that {@code DriverManager} finds for URLs that start with {@code jdbc:aft:}. */
public final class AftDriver implements Driver {
  static {
    try {
      DriverManager.registerDriver(new AftDriver());
    } catch (SQLException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** Null for a URL of another driver, as {@link Driver#connect} asks. */
  @Override
  public @Nullable Connection connect(String url, @Nullable Properties info) throws SQLException {
    if (!acceptsURL(url)) {
      return null;
    }
    return Connector.connect(url, info == null ? new Properties() : info);
  }

  @Override
  public boolean acceptsURL(String url) throws SQLException {
    if (url == null) {
      throw SqlErrors.of(SqlErrors.CANNOT_CONNECT, "the URL is null");
    }
    return ConnectionUrl.isOurs(url);
  }

  @Override
  public DriverPropertyInfo[] getPropertyInfo(String url, @Nullable Properties info)
      throws SQLException {
    Properties given = new Properties();
    if (info != null) {
      for (String name : info.stringPropertyNames()) {
        given.setProperty(name, info.getProperty(name));
      }
    }
    if (acceptsURL(url)) {
      ConnectionUrl.parse(url).properties().forEach(given::setProperty);
    }
    List<DriverPropertyInfo> infos = new ArrayList<>();
    for (ConnectionProperty property : ConnectionProperty.values()) {
      infos.add(property.toInfo(given.getProperty(property.key())));
    }
    return infos.toArray(new DriverPropertyInfo[0]);
  }

  @Override
  public int getMajorVersion() {
    return DriverVersion.MAJOR;
  }

  @Override
  public int getMinorVersion() {
    return DriverVersion.MINOR;
  }

  /** False: the dialect is smaller than SQL-92 Entry Level. */
  @Override
  public boolean jdbcCompliant() {
    return false;
  }

  @Override
  public Logger getParentLogger() throws SQLFeatureNotSupportedException {
    throw new SQLFeatureNotSupportedException(
        "the driver logs through System.Logger", SqlErrors.NOT_SUPPORTED);
  }
}
