package dev.aft.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aft.driver.ConnectionTarget.Embedded;
import dev.aft.driver.ConnectionTarget.HostAddress;
import dev.aft.driver.ConnectionTarget.Remote;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConnectionUrlTest {
  @Test
  void hostsPortsAndDatabaseAreRead() throws SQLException {
    ConnectionUrl url = ConnectionUrl.parse("jdbc:aft://a,b:17,[::1]:18/shop?user=me&readOnly");
    assertEquals(
        new Remote(
            List.of(
                new HostAddress("a", 7654), new HostAddress("b", 17), new HostAddress("::1", 18)),
            Optional.of("shop")),
        url.target());
    assertEquals(Map.of("user", "me", "readOnly", ""), url.properties());
  }

  @Test
  void whatIsLeftOutHasDefaults() throws SQLException {
    assertEquals(
        new Remote(List.of(new HostAddress("localhost", 7654)), Optional.empty()),
        ConnectionUrl.parse("jdbc:aft:///").target());
  }

  @Test
  void percentEncodingIsUndoneAndPlusStays() throws SQLException {
    ConnectionUrl url = ConnectionUrl.parse("jdbc:aft://h/a%2Fb?password=1%262+3");
    assertEquals(Optional.of("a/b"), ((Remote) url.target()).database());
    assertEquals("1&2+3", url.properties().get("password"));
  }

  @Test
  void embeddedAddressKeepsItsScheme() throws SQLException {
    assertEquals(
        new Embedded("rocksdb", "rocksdb:/var/lib/a b"),
        ConnectionUrl.parse("jdbc:aft:rocksdb:/var/lib/a%20b?sync=true").target());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "jdbc:aft://h:0/",
        "jdbc:aft://h:99999/",
        "jdbc:aft://h:x/",
        "jdbc:aft://::1/",
        "jdbc:aft://[::1/",
        "jdbc:aft:nothing",
        "jdbc:aft:",
        "jdbc:aft://h/%zz"
      })
  void malformedUrlIsRefusedWithAReason(String url) {
    SQLException e = assertThrows(SQLException.class, () -> ConnectionUrl.parse(url));
    assertEquals("08001", e.getSQLState());
    assertEquals(SQLNonTransientConnectionException.class, e.getClass());
  }

  @Test
  void passwordStaysOutOfMessages() {
    SQLException e =
        assertThrows(
            SQLException.class, () -> ConnectionUrl.parse("jdbc:aft://h:x/?password=secret"));
    assertFalse(String.valueOf(e.getMessage()).contains("secret"));
  }

  @Test
  void foreignUrlIsLeftToOthers() throws SQLException {
    assertNull(new AftDriver().connect("jdbc:postgresql://h/", new Properties()));
    assertFalse(new AftDriver().acceptsURL("jdbc:h2:mem:x"));
    assertTrue(new AftDriver().acceptsURL("jdbc:aft://h/"));
  }

  @Test
  void driverManagerFindsTheDriver() throws SQLException {
    assertEquals(AftDriver.class, DriverManager.getDriver("jdbc:aft://localhost/").getClass());
  }

  @Test
  void embeddedUrlWithoutTheArtifactNamesIt() {
    SQLException e =
        assertThrows(
            SQLException.class,
            () -> new AftDriver().connect("jdbc:aft:nosuch:x", new Properties()));
    assertEquals("08001", e.getSQLState());
    assertTrue(String.valueOf(e.getMessage()).contains("aft-embedded"));
  }

  @Test
  void refusedConnectionIs08001() {
    SQLException e =
        assertThrows(
            SQLException.class,
            () -> new AftDriver().connect("jdbc:aft://127.0.0.1:1/", new Properties()));
    assertEquals("08001", e.getSQLState());
    assertTrue(e instanceof java.sql.SQLTransientConnectionException);
  }
}
