package dev.aft.engine.execute;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.aft.engine.EngineEnvironment;
import dev.aft.engine.EngineException;
import dev.aft.engine.ErrorCode;
import dev.aft.engine.catalog.Catalog;
import dev.aft.engine.catalog.CatalogChanges;
import dev.aft.engine.future.Futures;
import dev.aft.engine.plan.StatementPlanner;
import dev.aft.engine.sql.PreparedSql;
import dev.aft.engine.sql.SessionContext;
import dev.aft.engine.sql.SqlEngine;
import dev.aft.engine.sql.SqlSettings;
import dev.aft.engine.transaction.Transaction;
import dev.aft.engine.type.SqlType;
import dev.aft.engine.user.Passwords;
import dev.aft.engine.user.UserChanges;
import dev.aft.engine.user.UserDirectory;
import dev.aft.grammar.ParsedStatement;
import dev.aft.grammar.Statement;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The SQL engine: caches in front of parser and planner, and the catalog below them. */
final class TransactionalSqlEngine implements SqlEngine {
  /** What a plan weighs besides its text: many short statements must not add up unseen. */
  private static final int ENTRY_CHARACTERS = 400;

  /** What a plan depends on besides the catalog. */
  private record PlanKey(String text, String database, String schema, List<SqlType> declared) {}

  private final Catalog catalog;
  private final CatalogChanges changes;
  private final Binder binder;
  private final Execution.Shared shared;
  private final UserStatements users;
  private final ParseCache parseCache;
  private final Cache<PlanKey, PreparedPlan> plans;

  /**
   * @param passwords null for an engine that cannot make users
   * @param directory what changes of users are told to; null for none
   */
  TransactionalSqlEngine(
      SqlSettings settings,
      EngineEnvironment environment,
      @Nullable Passwords passwords,
      @Nullable UserDirectory directory) {
    this.catalog = new Catalog(environment.worker());
    this.changes = new CatalogChanges(catalog, environment.random());
    this.binder = new Binder(catalog, new StatementPlanner(settings));
    this.shared = new Execution.Shared(settings, environment, catalog);
    this.users =
        new UserStatements(
            new UserChanges(environment.worker(), environment.random(), directory),
            passwords,
            environment.worker());
    this.parseCache = new ParseCache(settings.parseCacheCharacters());
    this.plans =
        Caffeine.newBuilder()
            .maximumWeight(settings.planCacheCharacters())
            .weigher((PlanKey key, PreparedPlan plan) -> key.text().length() + ENTRY_CHARACTERS)
            .executor(Runnable::run)
            .build();
  }

  @Override
  public List<ParsedStatement> parse(String sql) {
    return parseCache.parse(sql);
  }

  @Override
  public CompletableFuture<PreparedSql> prepare(
      ParsedStatement statement,
      List<SqlType> parameterTypes,
      Transaction transaction,
      SessionContext context) {
    Statement tree = statement.statement();
    if (PreparedDefinition.isDefinition(tree)) {
      return CompletableFuture.completedFuture(
          new PreparedDefinition(catalog, changes, tree, shared.settings().maxColumns()));
    }
    if (PreparedUserStatement.isUserStatement(tree)) {
      return CompletableFuture.completedFuture(new PreparedUserStatement(users, catalog, tree));
    }
    if (!Binder.isBindable(tree)) {
      return CompletableFuture.failedFuture(
          new EngineException(
              ErrorCode.UNSUPPORTED, "this statement cannot be prepared or explained"));
    }
    List<SqlType> declared = List.copyOf(parameterTypes);
    PlanKey key = new PlanKey(statement.text(), context.database(), context.schema(), declared);
    PreparedPlan known = plans.getIfPresent(key);
    if (known == null) {
      return prepareAnew(key, statement, transaction, context);
    }
    return Futures.then(
        known.isValid(transaction),
        valid -> {
          if (!valid) {
            return prepareAnew(key, statement, transaction, context);
          }
          known.requireRight(context);
          return CompletableFuture.completedFuture(known);
        });
  }

  private CompletableFuture<PreparedSql> prepareAnew(
      PlanKey key, ParsedStatement statement, Transaction transaction, SessionContext context) {
    return Futures.map(
        binder.bind(statement, key.declared(), transaction, context),
        bound -> {
          PreparedPlan plan = new PreparedPlan(binder, shared, statement, key.declared(), bound);
          plans.put(key, plan);
          return plan;
        });
  }

  @Override
  public CompletableFuture<Boolean> databaseExists(Transaction transaction, String database) {
    return catalog.databaseExists(transaction, database);
  }

  @Override
  public CompletableFuture<List<String>> databases(Transaction transaction) {
    return catalog.databases(transaction);
  }

  @Override
  public CompletableFuture<Boolean> schemaExists(
      Transaction transaction, String database, String schema) {
    return catalog.schemaExists(transaction, database, schema);
  }
}
