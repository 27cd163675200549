package dev.aft.engine.execute;

import dev.aft.engine.catalog.Catalog;
import dev.aft.engine.sql.PreparedSql;
import dev.aft.engine.sql.ResultColumn;
import dev.aft.engine.sql.SessionContext;
import dev.aft.engine.sql.StatementResult;
import dev.aft.engine.transaction.Transaction;
import dev.aft.engine.type.SqlType;
import dev.aft.grammar.Statement;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A statement on users and rights. Nothing to plan: each execution looks anew. */
final class PreparedUserStatement implements PreparedSql {
  private static final Map<Class<? extends Statement>, String> TAGS =
      Map.of(
          Statement.CreateUser.class, "CREATE USER",
          Statement.AlterUser.class, "ALTER USER",
          Statement.DropUser.class, "DROP USER",
          Statement.Grant.class, "GRANT",
          Statement.Revoke.class, "REVOKE",
          Statement.ShowUsers.class, "SHOW",
          Statement.ShowGrants.class, "SHOW");

  private final UserStatements users;
  private final Catalog catalog;
  private final Statement statement;

  PreparedUserStatement(UserStatements users, Catalog catalog, Statement statement) {
    this.users = users;
    this.catalog = catalog;
    this.statement = statement;
  }

  static boolean isUserStatement(Statement statement) {
    return TAGS.containsKey(statement.getClass());
  }

  @Override
  public List<SqlType> parameterTypes() {
    return List.of();
  }

  @Override
  public List<ResultColumn> columns() {
    if (statement instanceof Statement.ShowUsers) {
      return UserLists.USER_COLUMNS;
    }
    return statement instanceof Statement.ShowGrants ? UserLists.GRANT_COLUMNS : List.of();
  }

  @Override
  public String commandTag() {
    return TAGS.getOrDefault(statement.getClass(), "");
  }

  @Override
  public boolean isReadOnly() {
    return statement instanceof Statement.ShowUsers || statement instanceof Statement.ShowGrants;
  }

  @Override
  public CompletableFuture<StatementResult> execute(
      Transaction transaction, SessionContext context, @Nullable Object[] parameters) {
    try {
      return run(new UserStatements.Call(transaction, context, catalog));
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private CompletableFuture<StatementResult> run(UserStatements.Call call) {
    if (statement instanceof Statement.CreateUser create) {
      return users.create(call, create);
    } else if (statement instanceof Statement.AlterUser alter) {
      return users.alter(call, alter);
    } else if (statement instanceof Statement.DropUser drop) {
      return users.drop(call, drop);
    } else if (statement instanceof Statement.Grant grant) {
      return users.grant(call, grant);
    } else if (statement instanceof Statement.Revoke revoke) {
      return users.revoke(call, revoke);
    } else if (statement instanceof Statement.ShowGrants show) {
      return users.showGrants(call, show);
    }
    return users.showUsers(call);
  }
}
