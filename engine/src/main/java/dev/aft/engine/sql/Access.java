package dev.aft.engine.sql;

import dev.aft.engine.EngineException;
import dev.aft.engine.ErrorCode;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All that one user may do, as of one state of the users. Immutable: a session asks for it anew
 * with each statement.
 */
public final class Access {
  /** For whom nothing is checked: there are no users, or the client is the node's own process. */
  public static final Access ALL = new Access(Right.ADMIN, Map.of(), Long.MAX_VALUE);

  private final @Nullable Right everywhere;
  private final Map<Long, Right> tables;
  private final long statementMemory;

  /**
   * @param everywhere the right on everything; null for none
   * @param tables rights by the id of the table
   * @param statementMemory bytes that one statement may hold
   */
  public Access(@Nullable Right everywhere, Map<Long, Right> tables, long statementMemory) {
    this.everywhere = everywhere;
    this.tables = Map.copyOf(tables);
    this.statementMemory = statementMemory;
  }

  /** Bytes that one statement may hold, beside the bound of the node. */
  public long statementMemory() {
    return statementMemory;
  }

  public boolean allowsEverywhere(Right wanted) {
    return everywhere != null && everywhere.contains(wanted);
  }

  public boolean allows(Right wanted, long tableId) {
    if (allowsEverywhere(wanted)) {
      return true;
    }
    Right onTable = tables.get(tableId);
    return onTable != null && onTable.contains(wanted);
  }

  /**
   * @param offset of the table's name in the statement
   * @throws EngineException {@code INSUFFICIENT_PRIVILEGE}
   */
  public void require(Right wanted, long tableId, TableName table, int offset) {
    if (!allows(wanted, tableId)) {
      throw EngineException.builder(
              ErrorCode.INSUFFICIENT_PRIVILEGE,
              "permission denied for table \"" + table.name() + "\": " + wanted + " is missing")
          .at(offset)
          .hint("A user with ADMIN can GRANT " + wanted + " ON " + table + " TO you.")
          .table(table.name())
          .build();
    }
  }

  /**
   * @param what is to be done, as the error names it
   * @throws EngineException {@code INSUFFICIENT_PRIVILEGE} for who has the right on nothing at all
   */
  public void requireSomewhere(Right wanted, String what) {
    if (!allowsEverywhere(wanted)
        && tables.values().stream().noneMatch(right -> right.contains(wanted))) {
      throw new EngineException(
          ErrorCode.INSUFFICIENT_PRIVILEGE,
          "permission denied to " + what + ": " + wanted + " on a table is missing");
    }
  }

  /**
   * @param what is to be done, as the error names it
   * @throws EngineException {@code INSUFFICIENT_PRIVILEGE}
   */
  public void requireEverywhere(Right wanted, String what) {
    if (!allowsEverywhere(wanted)) {
      throw new EngineException(
          ErrorCode.INSUFFICIENT_PRIVILEGE,
          "permission denied to " + what + ": " + wanted + " on everything is missing");
    }
  }
}
