package dev.aft.liquibase;

import java.util.StringJoiner;
import liquibase.database.Database;
import liquibase.sql.Sql;
import liquibase.sql.UnparsedSql;
import liquibase.sqlgenerator.SqlGenerator;
import liquibase.sqlgenerator.SqlGeneratorChain;
import liquibase.sqlgenerator.core.InsertOrUpdateGenerator;
import liquibase.statement.core.InsertOrUpdateStatement;

/** {@code loadUpdateData} as INSERT ... ON CONFLICT. A service of Liquibase. */
public final class UpsertGenerator extends InsertOrUpdateGenerator {
  @Override
  public int getPriority() {
    return SqlGenerator.PRIORITY_DATABASE;
  }

  @Override
  public boolean supports(InsertOrUpdateStatement statement, Database database) {
    return database instanceof AftDatabase && !Boolean.TRUE.equals(statement.getOnlyUpdate());
  }

  @SuppressWarnings("rawtypes") // the signature is that of Liquibase
  @Override
  public Sql[] generateSql(
      InsertOrUpdateStatement statement, Database database, SqlGeneratorChain chain) {
    StringJoiner key = new StringJoiner(", ", " ON CONFLICT (", ")");
    for (String column : statement.getPrimaryKey().split(",", -1)) {
      key.add(database.escapeObjectName(column.trim(), liquibase.structure.core.Column.class));
    }
    StringJoiner changes = new StringJoiner(", ");
    for (String column : statement.getColumnValues().keySet()) {
      if (statement.getAllowColumnUpdate(column) && !key.toString().contains(column)) {
        String name = database.escapeObjectName(column, liquibase.structure.core.Column.class);
        changes.add(name + " = excluded." + name);
      }
    }
    String insert = getInsertStatement(statement, database, chain).strip();
    String action = changes.length() == 0 ? " DO NOTHING" : " DO UPDATE SET " + changes;
    return new Sql[] {
      new UnparsedSql(
          (insert.endsWith(";") ? insert.substring(0, insert.length() - 1) : insert) + key + action)
    };
  }

  @Override
  protected String getRecordCheck(
      InsertOrUpdateStatement statement, Database database, String whereClause) {
    return "";
  }

  @Override
  protected String getElse(Database database) {
    return "";
  }
}
