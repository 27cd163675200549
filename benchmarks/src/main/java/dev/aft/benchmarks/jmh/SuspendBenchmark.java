package dev.aft.benchmarks.jmh;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Hands a transaction with a few writes from one connection to another: SUSPEND and RESUME, as
 * statements. With {@code -p url=jdbc:aft://127.0.0.1:7654/aft} over the wire, to a node that runs.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class SuspendBenchmark {
  @Param("jdbc:aft:memory:suspend")
  private String url = "";

  private final Connection[] connections = new Connection[2];
  private final Statement[] statements = new Statement[2];
  private int holder;

  @Setup
  public void connect() throws SQLException {
    for (int i = 0; i < 2; i++) {
      connections[i] = DriverManager.getConnection(url);
      statements[i] = connections[i].createStatement();
    }
  }

  @Setup(Level.Iteration)
  public void begin() throws SQLException {
    statements[holder].execute("BEGIN");
    for (int i = 0; i < 10; i++) {
      statements[holder].execute("PUT 'key" + i + "' = 'a value of some length'");
    }
  }

  /** Suspends on one connection and resumes on the other. */
  @Benchmark
  public void suspendAndResume() throws SQLException {
    String token;
    try (ResultSet result = statements[holder].executeQuery("SUSPEND")) {
      result.next();
      token = result.getString(1);
    }
    holder = 1 - holder;
    statements[holder].execute("RESUME '" + token + "'");
  }

  @TearDown(Level.Iteration)
  public void rollback() throws SQLException {
    statements[holder].execute("ROLLBACK");
  }

  @TearDown
  public void close() throws SQLException {
    for (Connection connection : connections) {
      connection.close();
    }
  }
}
