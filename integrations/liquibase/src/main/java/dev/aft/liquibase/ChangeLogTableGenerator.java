package dev.aft.liquibase;

import liquibase.database.Database;
import liquibase.sql.Sql;
import liquibase.sql.UnparsedSql;
import liquibase.sqlgenerator.SqlGenerator;
import liquibase.sqlgenerator.SqlGeneratorChain;
import liquibase.sqlgenerator.core.CreateDatabaseChangeLogTableGenerator;
import liquibase.statement.core.CreateDatabaseChangeLogTableStatement;

/** DATABASECHANGELOG with the primary key that every table of AFT has. A service of Liquibase. */
public final class ChangeLogTableGenerator extends CreateDatabaseChangeLogTableGenerator {
  private static final String KEY = ", PRIMARY KEY (ID, AUTHOR, FILENAME))";

  @Override
  public int getPriority() {
    return SqlGenerator.PRIORITY_DATABASE;
  }

  @Override
  public boolean supports(CreateDatabaseChangeLogTableStatement statement, Database database) {
    return database instanceof AftDatabase;
  }

  @SuppressWarnings("rawtypes") // the signature is that of Liquibase
  @Override
  public Sql[] generateSql(
      CreateDatabaseChangeLogTableStatement statement, Database database, SqlGeneratorChain chain) {
    String create = super.generateSql(statement, database, chain)[0].toSql();
    int end = create.lastIndexOf(')');
    return new Sql[] {new UnparsedSql(create.substring(0, end) + KEY)};
  }
}
