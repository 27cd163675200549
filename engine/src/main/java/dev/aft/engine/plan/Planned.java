package dev.aft.engine.plan;

import dev.aft.engine.sql.ResultColumn;
import dev.aft.engine.type.SqlType;
import java.util.List;

/**
 * A plan and what a client is told about it.
 *
 * @param explanation the lines of EXPLAIN
 */
public record Planned(
    Plan plan,
    List<SqlType> parameterTypes,
    List<ResultColumn> columns,
    String commandTag,
    List<String> explanation) {
  public Planned {
    parameterTypes = List.copyOf(parameterTypes);
    columns = List.copyOf(columns);
    explanation = List.copyOf(explanation);
  }

  /** Whether the plan never writes. */
  public boolean isReadOnly() {
    return (plan instanceof Plan.Select select && !select.forUpdate())
        || plan instanceof Plan.Get
        || plan instanceof Plan.Constant;
  }
}
