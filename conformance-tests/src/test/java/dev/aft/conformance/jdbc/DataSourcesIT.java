package dev.aft.conformance.jdbc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aft.driver.AftConnection;
import dev.aft.driver.AftConnectionPoolDataSource;
import dev.aft.driver.AftDataSource;
import dev.aft.driver.AftDriver;
import dev.aft.driver.CommonAftDataSource;
import java.beans.Introspector;
import java.beans.PropertyDescriptor;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.stream.Collectors;
import javax.naming.InitialContext;
import javax.naming.Reference;
import javax.naming.StringRefAddr;
import javax.naming.spi.NamingManager;
import javax.naming.spi.ObjectFactory;
import javax.sql.ConnectionEvent;
import javax.sql.ConnectionEventListener;
import javax.sql.DataSource;
import javax.sql.PooledConnection;
import javax.sql.StatementEvent;
import javax.sql.StatementEventListener;
import org.junit.jupiter.api.Test;

class DataSourcesIT extends JdbcTestBase {
  private <S extends CommonAftDataSource> S at(S source) {
    source.setUrl(place.url());
    return source;
  }

  @Test
  void theDriverIsFoundAsAService() {
    assertTrue(
        ServiceLoader.load(Driver.class).stream()
            .anyMatch(provider -> provider.type() == AftDriver.class));
  }

  @Test
  void aSourceIsABeanWithTheStandardProperties() throws Exception {
    for (Class<?> type : List.of(AftDataSource.class, AftConnectionPoolDataSource.class)) {
      Set<String> writable =
          Arrays.stream(Introspector.getBeanInfo(type).getPropertyDescriptors())
              .filter(property -> property.getWriteMethod() != null)
              .map(PropertyDescriptor::getName)
              .collect(Collectors.toSet());
      assertTrue(
          writable.containsAll(
              List.of(
                  "url",
                  "serverName",
                  "portNumber",
                  "databaseName",
                  "user",
                  "password",
                  "description",
                  "loginTimeout",
                  "applicationName",
                  "currentSchema")),
          writable.toString());
    }
    AftDataSource source = new AftDataSource();
    source.setServerName("::1");
    source.setPortNumber(7000);
    assertEquals("jdbc:aft://[::1]:7000/", source.getUrl());
    assertState("22023", () -> source.setLoginTimeout(-1));
    source.setLoginTimeout(3);
    assertEquals(3, source.getLoginTimeout());
    assertState("08001", () -> wrongUrl().getConnection());
  }

  private static AftDataSource wrongUrl() {
    AftDataSource source = new AftDataSource();
    source.setUrl("jdbc:other:x");
    return source;
  }

  @Test
  @SuppressWarnings("BanJNDI") // JNDI is what is tested, over names in memory
  void aSourceComesBackFromANamingService() throws Exception {
    AftDataSource source = at(new AftDataSource());
    source.setApplicationName("named");
    source.setDescription("for a test");
    source.setProperty("queryTimeout", "7");
    MemoryNaming.install();
    InitialContext context = new InitialContext(MemoryNaming.environment());
    context.bind("jdbc/aft", source);
    DataSource found = assertInstanceOf(AftDataSource.class, context.lookup("jdbc/aft"));
    assertEquals("for a test", ((AftDataSource) found).getDescription());
    try (Connection named = found.getConnection();
        Statement s = named.createStatement()) {
      assertEquals("named", named.getClientInfo("ApplicationName"));
      assertEquals(7, s.getQueryTimeout());
      assertEquals(0, count(named, "t"));
    }
    context.bind("jdbc/pool", at(new AftConnectionPoolDataSource()));
    assertInstanceOf(AftConnectionPoolDataSource.class, context.lookup("jdbc/pool"));
  }

  @Test
  void theFactoryMakesNothingOfWhatIsNotOurs() throws Exception {
    Reference ours = at(new AftDataSource()).getReference();
    ObjectFactory factory =
        Class.forName(ours.getFactoryClassName())
            .asSubclass(ObjectFactory.class)
            .getDeclaredConstructor()
            .newInstance();
    assertNull(factory.getObjectInstance("text", null, null, null));
    assertNull(factory.getObjectInstance(new Reference("other.Class"), null, null, null));
    Reference bare = new Reference(AftDataSource.class.getName());
    bare.add(new StringRefAddr("url", "jdbc:aft://somewhere/"));
    AftDataSource made = (AftDataSource) factory.getObjectInstance(bare, null, null, null);
    assertEquals("jdbc:aft://somewhere/", made.getUrl());
    assertNotNull(NamingManager.getObjectInstance(ours, null, null, null));
  }

  /** Keeps what a pool is told. */
  private static final class Listener implements ConnectionEventListener, StatementEventListener {
    final List<String> heard = new ArrayList<>();

    @Override
    public void connectionClosed(ConnectionEvent event) {
      heard.add("closed");
    }

    @Override
    public void connectionErrorOccurred(ConnectionEvent event) {
      heard.add("error " + event.getSQLException().getSQLState());
    }

    @Override
    public void statementClosed(StatementEvent event) {
      heard.add("statement closed");
    }

    @Override
    public void statementErrorOccurred(StatementEvent event) {
      heard.add("statement error " + event.getSQLException().getSQLState());
    }
  }

  private static Listener listenTo(PooledConnection pooled) {
    Listener listener = new Listener();
    pooled.addConnectionEventListener(listener);
    pooled.addStatementEventListener(listener);
    return listener;
  }

  @Test
  void aHandleComesBackCleanAndItsPoolIsTold() throws SQLException {
    PooledConnection pooled = at(new AftConnectionPoolDataSource()).getPooledConnection();
    Listener listener = listenTo(pooled);
    Connection first = pooled.getConnection();
    first.setAutoCommit(false);
    first.setReadOnly(false);
    first.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
    execute(first, "CREATE SCHEMA IF NOT EXISTS other");
    first.commit();
    first.setSchema("other");
    first.commit();
    execute(first, "INSERT INTO public.t VALUES (1, 'lost')");
    Statement left = first.createStatement();
    first.close();
    first.close();
    assertEquals(List.of("closed"), listener.heard);
    assertTrue(first.isClosed() && left.isClosed());
    assertState("08003", first::createStatement);
    assertFalse(first.isValid(1));
    Connection second = pooled.getConnection();
    assertTrue(second.getAutoCommit());
    assertEquals(Connection.TRANSACTION_READ_COMMITTED, second.getTransactionIsolation());
    assertEquals("public", second.getSchema());
    assertEquals(0, count(second, "t"));
    pooled.close();
    assertTrue(second.isClosed());
    assertEquals(List.of("closed"), listener.heard);
  }

  @Test
  void everythingOfAHandleLeadsBackToIt() throws SQLException {
    PooledConnection pooled = at(new AftConnectionPoolDataSource()).getPooledConnection();
    Connection handle = pooled.getConnection();
    PreparedStatement statement = handle.prepareStatement("SELECT 1");
    ResultSet rows = statement.executeQuery();
    assertSame(handle, statement.getConnection());
    assertSame(statement, rows.getStatement());
    assertSame(handle, handle.getMetaData().getConnection());
    assertSame(handle, handle.unwrap(AftConnection.class));
    assertEquals(handle, handle);
    assertTrue(handle.isWrapperFor(AftConnection.class));
    Connection later = pooled.getConnection();
    assertTrue(handle.isClosed() && statement.isClosed());
    assertFalse(later.isClosed());
    assertTrue(later.unwrap(AftConnection.class).transactionId().isEmpty());
    pooled.close();
  }

  @Test
  void thePoolIsToldOfStatementsAndOfTheEndOfTheConnection() throws SQLException {
    PooledConnection pooled = at(new AftConnectionPoolDataSource()).getPooledConnection();
    Listener listener = listenTo(pooled);
    Connection handle = pooled.getConnection();
    PreparedStatement statement = handle.prepareStatement("SELECT k FROM t");
    statement.close();
    statement.close();
    assertState("42P01", () -> execute(handle, "SELECT * FROM nowhere"));
    assertEquals(List.of("statement closed"), listener.heard);
    PreparedStatement other = handle.prepareStatement("SELECT k FROM t");
    handle.abort(Runnable::run);
    assertState("08003", handle::createStatement);
    assertState("08003", other::executeQuery);
    assertEquals(
        List.of("statement closed", "error 08003", "statement error 08003"), listener.heard);
    pooled.removeConnectionEventListener(listener);
    pooled.removeStatementEventListener(listener);
    pooled.close();
  }
}
