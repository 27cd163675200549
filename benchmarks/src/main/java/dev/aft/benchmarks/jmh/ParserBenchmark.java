package dev.aft.benchmarks.jmh;

import dev.aft.engine.SystemEnvironment;
import dev.aft.engine.execute.SqlEngines;
import dev.aft.engine.sql.SqlEngine;
import dev.aft.engine.sql.SqlSettings;
import dev.aft.grammar.ParsedStatement;
import dev.aft.grammar.SqlParser;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** A statement's text to its tree, with the cache of the engine and without. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ParserBenchmark {
  private static final String SQL =
      "SELECT id, customer, total FROM orders WHERE id = $1 AND total > 10.5 ORDER BY id LIMIT 10";

  private final SystemEnvironment system = SystemEnvironment.create();
  private final SqlEngine engine = SqlEngines.open(SqlSettings.DEFAULT, system.environment());

  @Setup
  public void fillTheCache() {
    engine.parse(SQL);
  }

  @TearDown
  public void close() {
    system.close();
  }

  @Benchmark
  public List<ParsedStatement> cached() {
    return engine.parse(SQL);
  }

  @Benchmark
  public List<ParsedStatement> uncached() {
    return SqlParser.parseScript(SQL);
  }
}
