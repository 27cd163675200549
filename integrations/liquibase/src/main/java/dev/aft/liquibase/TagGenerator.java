package dev.aft.liquibase;

import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import liquibase.Scope;
import liquibase.database.Database;
import liquibase.exception.DatabaseException;
import liquibase.exception.UnexpectedLiquibaseException;
import liquibase.executor.ExecutorService;
import liquibase.sql.Sql;
import liquibase.sql.UnparsedSql;
import liquibase.sqlgenerator.SqlGenerator;
import liquibase.sqlgenerator.SqlGeneratorChain;
import liquibase.sqlgenerator.core.TagDatabaseGenerator;
import liquibase.statement.core.RawParameterizedSqlStatement;
import liquibase.statement.core.TagDatabaseStatement;
import org.jspecify.annotations.Nullable;

/**
 * Tags the change set that ran last. Without subqueries it is looked up first; the lock keeps
 * others from adding one in between. A service of Liquibase.
 */
public final class TagGenerator extends TagDatabaseGenerator {
  private static final List<String> KEY = List.of("ID", "AUTHOR", "FILENAME");

  @Override
  public int getPriority() {
    return SqlGenerator.PRIORITY_DATABASE;
  }

  @Override
  public boolean supports(TagDatabaseStatement statement, Database database) {
    return database instanceof AftDatabase;
  }

  @SuppressWarnings("rawtypes") // the signature is that of Liquibase
  @Override
  public Sql[] generateSql(
      TagDatabaseStatement statement, Database database, SqlGeneratorChain chain) {
    String table =
        database.escapeTableName(
            database.getLiquibaseCatalogName(),
            database.getLiquibaseSchemaName(),
            database.getDatabaseChangeLogTableName());
    StringJoiner condition = new StringJoiner(" AND ");
    for (Map<String, ?> last : last(table, database)) {
      KEY.forEach(column -> condition.add(column + " = " + text(last.get(column))));
    }
    return condition.length() == 0
        ? new Sql[0]
        : new Sql[] {
          new UnparsedSql(
              "UPDATE " + table + " SET TAG = " + text(statement.getTag()) + " WHERE " + condition)
        };
  }

  private static List<Map<String, ?>> last(String table, Database database) {
    String query =
        "SELECT ID, AUTHOR, FILENAME FROM "
            + table
            + " ORDER BY DATEEXECUTED DESC, ORDEREXECUTED DESC LIMIT 1";
    try {
      return Scope.getCurrentScope()
          .getSingleton(ExecutorService.class)
          .getExecutor("jdbc", database)
          .queryForList(new RawParameterizedSqlStatement(query));
    } catch (DatabaseException e) {
      throw new UnexpectedLiquibaseException(e);
    }
  }

  private static String text(@Nullable Object value) {
    return "'" + String.valueOf(value).replace("'", "''") + "'";
  }
}
