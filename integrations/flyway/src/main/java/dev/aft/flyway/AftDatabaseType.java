package dev.aft.flyway;

import java.sql.Connection;
import java.sql.Types;
import org.flywaydb.core.api.ResourceProvider;
import org.flywaydb.core.api.configuration.Configuration;
import org.flywaydb.core.internal.database.base.BaseDatabaseType;
import org.flywaydb.core.internal.database.base.Database;
import org.flywaydb.core.internal.jdbc.ExecutionTemplate;
import org.flywaydb.core.internal.jdbc.JdbcConnectionFactory;
import org.flywaydb.core.internal.jdbc.StatementInterceptor;
import org.flywaydb.core.internal.parser.Parser;
import org.flywaydb.core.internal.parser.ParsingContext;

/** How Flyway recognizes AFT. A plugin of Flyway. */
public final class AftDatabaseType extends BaseDatabaseType {
  @Override
  public String getName() {
    return "AFT";
  }

  @Override
  public int getNullType() {
    return Types.NULL;
  }

  @Override
  public boolean handlesJDBCUrl(String url) {
    return url.startsWith("jdbc:aft:");
  }

  @Override
  public String getDriverClass(String url, ClassLoader classLoader) {
    return "dev.aft.driver.AftDriver";
  }

  @Override
  public boolean handlesDatabaseProductNameAndVersion(
      String productName, String productVersion, Connection connection) {
    return productName.startsWith("AFT");
  }

  @Override
  public Database<?> createDatabase(
      Configuration configuration,
      JdbcConnectionFactory connections,
      StatementInterceptor interceptor) {
    return new AftDatabase(configuration, connections, interceptor);
  }

  @Override
  public Parser createParser(
      Configuration configuration, ResourceProvider resources, ParsingContext context) {
    return new AftParser(configuration, context);
  }

  @Override
  public ExecutionTemplate createTransactionalExecutionTemplate(
      Connection connection, boolean rollbackOnException) {
    return new JoiningTemplate(
        connection, super.createTransactionalExecutionTemplate(connection, rollbackOnException));
  }
}
