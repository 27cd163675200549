package dev.aft.engine.sql;

import dev.aft.engine.transaction.Transaction;
import dev.aft.engine.type.SqlType;
import dev.aft.grammar.ParsedStatement;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** SQL over the transactions of one store. Thread-safe. */
public interface SqlEngine {
  /**
   * Parses {@code sql}, answering from a bounded cache when it has seen the text before.
   *
   * @throws dev.aft.engine.EngineException {@code SYNTAX}, {@code UNSUPPORTED}, {@code
   *     INVALID_TEXT} or {@code STATEMENT_TOO_COMPLEX}
   */
  List<ParsedStatement> parse(String sql);

  /**
   * Checks a statement against the catalog as the transaction sees it. Plans are cached.
   *
   * <p>Takes queries, data changes, data definition, the key-value statements, SHOW TABLES |
   * SCHEMAS | DATABASES, DESCRIBE and EXPLAIN of any of these. Transaction control and session
   * settings are the session's own.
   *
   * @param parameterTypes declared by the client; {@link SqlType#UNKNOWN} where not said; may be
   *     shorter than the parameters
   */
  CompletableFuture<PreparedSql> prepare(
      ParsedStatement statement,
      List<SqlType> parameterTypes,
      Transaction transaction,
      SessionContext context);

  /** Whether a database of this name exists, as the transaction sees it. */
  CompletableFuture<Boolean> databaseExists(Transaction transaction, String database);

  /** The databases, in order of their names. */
  CompletableFuture<List<String>> databases(Transaction transaction);

  /** Whether a schema of this name exists in the database. */
  CompletableFuture<Boolean> schemaExists(Transaction transaction, String database, String schema);
}
