package dev.aft.conformance.isolation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aft.conformance.TestNode;
import dev.aft.conformance.isolation.IsolationWorkload.Result;
import dev.aft.conformance.isolation.IsolationWorkload.Style;
import dev.aft.conformance.shared.SharedStore;
import dev.aft.history.AnomalyKind;
import dev.aft.history.HistoryChecker;
import dev.aft.history.HistoryText;
import dev.aft.history.Level;
import dev.aft.history.Verdict;
import dev.aft.history.Violation;
import dev.aft.storage.spi.Store;
import dev.aft.storage.spi.Stores;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Read atomic isolation, seen from the clients; and what the same clients see without AFT. The
 * histories are in {@code target/histories} afterwards, for checkers of others.
 */
class IsolationIT {
  private static final int CLIENTS = 8;
  private static final int TRANSACTIONS = 300;

  /** {@code -Daft.isolation.transactions=N} of each client, on S3 and FoundationDB. */
  private static final int ON_SHARED_STORES = Integer.getInteger("aft.isolation.transactions", 100);

  private static final Path HISTORIES = Path.of("target", "histories");

  private static Result run(Style style, Callable<? extends IsolationWorkload.Client> connector)
      throws Exception {
    return run(style, TRANSACTIONS, connector);
  }

  private static Result run(
      Style style, int transactions, Callable<? extends IsolationWorkload.Client> connector)
      throws Exception {
    Result result = new IsolationWorkload(CLIENTS, transactions, 42, style).run(connector);
    assertEquals(CLIENTS * transactions, result.recordings().size());
    return result;
  }

  private static Verdict export(String name, Style style, Result result) throws Exception {
    if (style != Style.DELETING) {
      Files.createDirectories(HISTORIES);
      HistoryText.write(result.history(), HISTORIES.resolve(name + ".txt"));
    }
    return HistoryChecker.of(Level.READ_ATOMIC).withAbortedReads().check(result.history());
  }

  private static void assertNoAnomalies(String name, Style style, Result result) throws Exception {
    Verdict verdict = export(name, style, result);
    assertTrue(verdict.accepted(), () -> verdict.smallest().map(Violation::explain).orElse(""));
    assertEquals(List.of(), GroupChecker.check(result.recordings(), IsolationWorkload.CELLS));
  }

  private static void createTable(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(JdbcClient.TABLE);
    }
  }

  @ParameterizedTest
  @EnumSource
  void noAnomaliesThroughANodeOnDisk(Style style, @TempDir Path folder) throws Exception {
    try (TestNode node = TestNode.on("rocksdb:" + folder.resolve("db"));
        Connection connection = node.connect()) {
      createTable(connection);
      Result result = run(style, () -> new JdbcClient(node.connect()));
      assertNoAnomalies("node-" + style.name().toLowerCase(Locale.ROOT), style, result);
    }
  }

  @ParameterizedTest
  @EnumSource
  void noAnomaliesEmbeddedInMemory(Style style) throws Exception {
    String url = "jdbc:aft:memory:isolation-" + style;
    try (Connection connection = DriverManager.getConnection(url)) {
      createTable(connection);
      Result result = run(style, () -> new JdbcClient(DriverManager.getConnection(url)));
      assertNoAnomalies("embedded-" + style.name().toLowerCase(Locale.ROOT), style, result);
    }
  }

  static Stream<Arguments> stylesOnSharedStores() {
    return Stream.of(SharedStore.values())
        .flatMap(store -> Stream.of(Style.values()).map(style -> Arguments.of(store, style)));
  }

  @ParameterizedTest
  @MethodSource("stylesOnSharedStores")
  void noAnomaliesThroughANodeOnASharedStore(SharedStore store, Style style) throws Exception {
    try (TestNode node = TestNode.on(store.newAddress());
        Connection connection = node.connect()) {
      createTable(connection);
      Result result = run(style, ON_SHARED_STORES, () -> new JdbcClient(node.connect()));
      String name = store + "-" + style;
      assertNoAnomalies(name.toLowerCase(Locale.ROOT), style, result);
    }
  }

  @Test
  void theSameWorkloadStraightOnTheStoreShowsAnomalies(@TempDir Path folder) throws Exception {
    try (Store store = Stores.open("rocksdb:" + folder.resolve("db"))) {
      Result result = run(Style.KEEPING, () -> new BareStoreClient(store));
      List<String> anomalies = GroupChecker.check(result.recordings(), IsolationWorkload.CELLS);
      Verdict verdict = export("bare-store", Style.KEEPING, result);

      assertFalse(anomalies.isEmpty(), "a bare store should show anomalies");
      assertTrue(anomalies.stream().anyMatch(line -> line.startsWith("fractured read")));
      assertTrue(anomalies.stream().anyMatch(line -> line.startsWith("dirty read")));
      assertFalse(verdict.accepted(), "a bare store should show anomalies");
      assertTrue(verdict.count(AnomalyKind.DIRTY_READ) > 0, verdict.counts().toString());
      assertTrue(verdict.count(AnomalyKind.NON_REPEATABLE_READ) > 0, verdict.counts().toString());
    }
  }
}
