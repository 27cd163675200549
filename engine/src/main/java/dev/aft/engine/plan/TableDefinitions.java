package dev.aft.engine.plan;

import dev.aft.engine.EngineException;
import dev.aft.engine.ErrorCode;
import dev.aft.engine.catalog.ColumnDefinition;
import dev.aft.engine.catalog.TableDefinition;
import dev.aft.engine.sql.TableName;
import dev.aft.engine.type.SqlType;
import dev.aft.grammar.Expression;
import dev.aft.grammar.Identifier;
import dev.aft.grammar.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Checks CREATE TABLE and makes the definition that the catalog keeps. */
public final class TableDefinitions {
  private TableDefinitions() {}

  /**
   * The table that the statement defines, without an id.
   *
   * @throws EngineException with the offset of the mistake
   */
  public static TableDefinition of(Statement.CreateTable create, TableName name, int maxColumns) {
    checkColumns(create, maxColumns);
    List<Integer> primaryKey = primaryKey(create);
    List<ColumnDefinition> columns = new ArrayList<>();
    for (int i = 0; i < create.columns().size(); i++) {
      Statement.ColumnDefinition column = create.columns().get(i);
      SqlType type = SqlType.from(column.type());
      boolean notNull = column.notNull() || primaryKey.contains(i);
      Expression value = column.defaultValue();
      String columnName = column.name().name();
      String text = value == null ? null : DefaultValues.check(value, type, columnName);
      columns.add(new ColumnDefinition(i + 1, columnName, type, notNull, text));
    }
    return new TableDefinition(name, 0, columns, primaryKey);
  }

  private static void checkColumns(Statement.CreateTable create, int maxColumns) {
    if (create.columns().size() > maxColumns) {
      throw EngineException.builder(
              ErrorCode.TOO_MANY_COLUMNS, "a table can have at most " + maxColumns + " columns")
          .at(create.columns().get(maxColumns).name().offset())
          .build();
    }
    Set<String> seen = new HashSet<>();
    for (Statement.ColumnDefinition column : create.columns()) {
      if (!seen.add(column.name().name())) {
        throw duplicate(column.name());
      }
    }
  }

  private static EngineException duplicate(Identifier column) {
    return EngineException.builder(
            ErrorCode.DUPLICATE_COLUMN, "column \"" + column.name() + "\" specified more than once")
        .at(column.offset())
        .build();
  }

  private static List<Integer> primaryKey(Statement.CreateTable create) {
    List<Integer> key = new ArrayList<>();
    for (int i = 0; i < create.columns().size(); i++) {
      if (create.columns().get(i).primaryKey()) {
        key.add(i);
      }
    }
    if (key.size() > 1 || (!key.isEmpty() && !create.primaryKey().isEmpty())) {
      int offset = create.columns().get(key.get(key.size() - 1)).name().offset();
      throw invalid(
          "multiple primary keys for table", create, offset, "Use one PRIMARY KEY (a, b) clause.");
    }
    for (Identifier column : create.primaryKey()) {
      int slot = slot(create, column);
      if (key.contains(slot)) {
        throw duplicate(column);
      }
      key.add(slot);
    }
    if (key.isEmpty()) {
      throw invalid(
          "no primary key for table",
          create,
          create.table().offset(),
          ErrorCode.INVALID_TABLE_DEFINITION.advice());
    }
    return key;
  }

  private static EngineException invalid(
      String message, Statement.CreateTable create, int offset, String hint) {
    return EngineException.builder(
            ErrorCode.INVALID_TABLE_DEFINITION,
            message + " \"" + create.table().name().name() + "\"")
        .at(offset)
        .hint(hint)
        .build();
  }

  private static int slot(Statement.CreateTable create, Identifier column) {
    for (int i = 0; i < create.columns().size(); i++) {
      if (create.columns().get(i).name().equals(column)) {
        return i;
      }
    }
    throw EngineException.builder(
            ErrorCode.UNDEFINED_COLUMN,
            "column \"" + column.name() + "\" named in key does not exist")
        .at(column.offset())
        .build();
  }
}
