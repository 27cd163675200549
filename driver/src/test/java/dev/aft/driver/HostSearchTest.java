package dev.aft.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aft.driver.ConnectionTarget.HostAddress;
import dev.aft.driver.transport.TransportException;
import dev.aft.protocol.ProtocolException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class HostSearchTest {
  private static final HostAddress A = new HostAddress("a", 1);
  private static final HostAddress B = new HostAddress("b", 2);
  private static final HostAddress C = new HostAddress("::1", 3);
  private static final Link LINK = DriverTestBase.link(new ScriptedTransport());

  private final ManualTicker ticker = new ManualTicker();
  private final FailedHosts failed = new FailedHosts(ticker);
  private final Map<String, Supplier<@Nullable Exception>> failures = new HashMap<>();
  private final List<String> tried = new ArrayList<>();

  private Link search(List<HostAddress> hosts) throws SQLException {
    return new HostSearch(hosts, failed, HostSearchTest::addresses, this::enter).search();
  }

  /** Every name has two addresses, but for {@code nowhere}. */
  private static InetAddress[] addresses(String host) throws UnknownHostException {
    if (host.equals("nowhere")) {
      throw new UnknownHostException(host);
    }
    return new InetAddress[] {
      InetAddress.getByAddress(host, new byte[] {10, 0, 0, 1}),
      InetAddress.getByAddress(host, new byte[] {10, 0, 0, 2})
    };
  }

  private Link enter(HostAddress host, InetSocketAddress address) throws IOException, SQLException {
    String name = host.host() + "/" + address.getAddress().getHostAddress();
    tried.add(name);
    Exception failure =
        failures.getOrDefault(name, failures.getOrDefault(host.host(), () -> null)).get();
    if (failure instanceof IOException io) {
      throw io;
    } else if (failure instanceof SQLException sql) {
      throw sql;
    } else if (failure instanceof RuntimeException other) {
      throw other;
    }
    return LINK;
  }

  @Test
  void allAddressesOfANameAreTriedInTurn() throws SQLException {
    failures.put("a/10.0.0.1", () -> new ConnectException("refused"));
    assertSame(LINK, search(List.of(A, B)));
    assertEquals(List.of("a/10.0.0.1", "a/10.0.0.2"), tried);
  }

  @Test
  void whatSaysSomethingOfTheHostOnlyLeadsToTheNext() throws SQLException {
    for (Exception failure :
        List.of(
            new ConnectException("refused"),
            new SocketTimeoutException("late"),
            new ProtocolException("HTTP/1.1 400"),
            new TransportException("53300", "full", null),
            SqlErrors.of("57P01", "going down"),
            SqlErrors.of("57P02", "crashed"),
            SqlErrors.of("57P03", "starting"),
            SqlErrors.of("53300", "full"))) {
      tried.clear();
      failures.put("a", () -> failure);
      search(List.of(A, B));
      assertEquals("b/10.0.0.1", tried.get(tried.size() - 1));
    }
  }

  @Test
  void whatEveryHostWouldAnswerEndsTheSearch() {
    for (String state : List.of("28P01", "28000", "3D000", "22023")) {
      tried.clear();
      failures.put("a", () -> SqlErrors.of(state, "no"));
      SQLException refused = assertThrows(SQLException.class, () -> search(List.of(A, B)));
      assertEquals(state, refused.getSQLState());
      assertEquals(List.of("a/10.0.0.1"), tried);
    }
  }

  @Test
  void ifAllFailTheErrorListsEveryFailure() {
    failures.put("a", () -> new ConnectException("refused"));
    failures.put("b", () -> SqlErrors.of("53300", "full"));
    SQLException all =
        assertThrows(
            SQLException.class, () -> search(List.of(A, B, new HostAddress("nowhere", 4))));
    assertEquals("08001", all.getSQLState());
    assertEquals(5, all.getSuppressed().length);
    int chained = 0;
    for (SQLException e = all.getNextException(); e != null; e = e.getNextException()) {
      chained++;
    }
    assertEquals(5, chained);
    String text = String.valueOf(all.getMessage());
    assertTrue(text.contains("a:1") && text.contains("full") && text.contains("nowhere"), text);
  }

  @Test
  void theOnlyFailureIsToldAsItIs() {
    failures.put("b/10.0.0.1", () -> SqlErrors.of("28P01", "no"));
    SQLException only = assertThrows(SQLException.class, () -> search(List.of(B)));
    assertEquals("28P01", only.getSQLState());
    SQLException unknown =
        assertThrows(SQLException.class, () -> search(List.of(new HostAddress("nowhere", 1))));
    assertEquals("08001", unknown.getSQLState());
    assertEquals(0, unknown.getSuppressed().length);
  }

  @Test
  void aHostThatFailedIsTriedLastForAWhile() throws SQLException {
    failures.put("a", () -> new ConnectException("refused"));
    search(List.of(A, B));
    assertEquals(List.of(B, C, A), failed.healthyFirst(List.of(A, B, C), 10));
    ticker.pass(10_000);
    assertEquals(List.of(A, B, C), failed.healthyFirst(List.of(A, B, C), 10));
    ticker.pass(-5_000);
    failures.clear();
    search(List.of(A));
    assertEquals(List.of(A, B, C), failed.healthyFirst(List.of(A, B, C), 10));
  }

  @Test
  void theOrderIsThatOfTheUrlUnlessItIsToBeRandom() throws SQLException {
    List<HostAddress> hosts = List.of(A, B, C);
    ConnectionSettings plain = ConnectionSettings.of(Map.of(), new Properties());
    assertEquals(hosts, HostSearch.order(hosts, plain, failed));
    ConnectionSettings random =
        ConnectionSettings.of(Map.of("loadBalanceHosts", "true"), new Properties());
    Set<HostAddress> firsts = new HashSet<>();
    for (int i = 0; i < 200; i++) {
      firsts.add(HostSearch.order(hosts, random, failed).get(0));
    }
    assertEquals(Set.of(A, B, C), firsts);
  }
}
