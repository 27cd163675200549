package dev.aft.conformance.isolation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aft.conformance.isolation.IsolationWorkload.Result;
import dev.aft.conformance.isolation.IsolationWorkload.Style;
import dev.aft.conformance.stores.ClusterInMemory;
import dev.aft.history.HistoryChecker;
import dev.aft.history.Level;
import dev.aft.history.Verdict;
import dev.aft.history.Violation;
import dev.aft.server.AftServer;
import dev.aft.storage.foundationdb.testing.FakeCluster;
import dev.aft.storage.foundationdb.testing.Faults;
import dev.aft.storage.foundationdb.testing.SeededFaults;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Read atomic isolation on FoundationDB, on a cluster in memory that loses answers, delivers
 * commits late and lets reads fail: clients see no more of it than now and then a commit that was
 * aborted for certain.
 */
class FoundationDbIsolationIT {
  private static final int CLIENTS = 8;
  private static final int TRANSACTIONS = 300;

  private static Connection connect(AftServer node) throws SQLException {
    return DriverManager.getConnection("jdbc:aft://127.0.0.1:" + node.address().getPort() + "/aft");
  }

  private static long committed(Result result) {
    return result.recordings().stream().filter(r -> Boolean.TRUE.equals(r.committed())).count();
  }

  @ParameterizedTest
  @EnumSource
  void noAnomaliesOnAClusterThatFails(Style style) throws Exception {
    FakeCluster cluster = new FakeCluster();
    try (AftServer node = ClusterInMemory.startNode(cluster);
        Connection connection = connect(node)) {
      try (Statement statement = connection.createStatement()) {
        statement.execute(JdbcClient.TABLE);
      }
      cluster.setFaults(new SeededFaults(new SplittableRandom(42), 0.1));
      Result result =
          new IsolationWorkload(CLIENTS, TRANSACTIONS, 42, style)
              .run(() -> new JdbcClient(connect(node), true));
      cluster.setFaults(Faults.NONE);
      assertEquals(0, cluster.deliverLate());
      assertEquals(CLIENTS * TRANSACTIONS, result.recordings().size());
      assertTrue(committed(result) > CLIENTS * TRANSACTIONS / 2, "nearly all should be committed");
      Verdict verdict =
          HistoryChecker.of(Level.READ_ATOMIC).withAbortedReads().check(result.history());
      assertTrue(verdict.accepted(), () -> verdict.smallest().map(Violation::explain).orElse(""));
      assertEquals(List.of(), GroupChecker.check(result.recordings(), IsolationWorkload.CELLS));
    }
    assertEquals(0, cluster.openTransactions());
  }
}
