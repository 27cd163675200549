package dev.aft.engine.execute;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.aft.engine.EngineEnvironment;
import dev.aft.engine.EngineException;
import dev.aft.engine.EngineSettings;
import dev.aft.engine.future.Futures;
import dev.aft.engine.sql.Access;
import dev.aft.engine.sql.PreparedSql;
import dev.aft.engine.sql.Row;
import dev.aft.engine.sql.SessionContext;
import dev.aft.engine.sql.SqlEngine;
import dev.aft.engine.sql.SqlSettings;
import dev.aft.engine.sql.StatementResult;
import dev.aft.engine.transaction.Transaction;
import dev.aft.engine.transaction.TransactionManager;
import dev.aft.engine.transaction.TransactionManagers;
import dev.aft.engine.transaction.TransactionOptions;
import dev.aft.engine.type.Conversions;
import dev.aft.engine.type.SqlType;
import dev.aft.engine.user.Passwords;
import dev.aft.engine.user.UserDirectory;
import dev.aft.engine.user.Users;
import dev.aft.grammar.ParsedStatement;
import dev.aft.storage.spi.Store;
import dev.aft.storage.spi.memory.InMemoryStore;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Runs SQL text against an engine over a store in memory, and shows results as text. */
final class SqlTester implements AutoCloseable, SessionContext {
  static final Instant NOW = Instant.parse("2026-01-31T12:00:00Z");

  final SqlEngine engine;
  final TransactionManager transactions;
  final UserDirectory directory;
  final List<String> notices = new ArrayList<>();
  private final ScheduledThreadPoolExecutor scheduler = new ScheduledThreadPoolExecutor(1);
  private @Nullable Transaction open;
  private String database = "aft";
  private String schema = "public";
  boolean cancelled;

  /** Null: nobody has logged in, and nothing is checked. */
  private Users.@Nullable Entry login;

  private SqlTester(Store store, SqlSettings settings, Executor worker) {
    SplittableRandom random = new SplittableRandom(42);
    AtomicLong ticks = new AtomicLong();
    EngineEnvironment environment =
        new EngineEnvironment(
            () -> NOW.plusMillis(ticks.incrementAndGet()),
            () -> ticks.get() * 1_000_000,
            random,
            scheduler,
            worker);
    transactions = TransactionManagers.open(store, EngineSettings.DEFAULT, environment);
    directory = UserDirectory.open(transactions, environment);
    engine = SqlEngines.open(settings, environment, new Passwords(new FakeVerifiers()), directory);
  }

  static SqlTester create() {
    return over(new InMemoryStore(), SqlSettings.DEFAULT);
  }

  static SqlTester over(Store store, SqlSettings settings) {
    return new SqlTester(store, settings, Runnable::run);
  }

  SqlTester database(String name) {
    database = name;
    return this;
  }

  /** Statements that follow are those of this user. */
  SqlTester as(String user) {
    login = Objects.requireNonNull(directory.current().find(user));
    return this;
  }

  /** Statements that follow may do everything. */
  SqlTester asOwner() {
    login = null;
    return this;
  }

  SqlTester schema(String name) {
    schema = name;
    return this;
  }

  // ---------------------------------------------------------------- Running

  /** Runs a script of statements without parameters; answers the last result. */
  String run(String sql, @Nullable Object... parameters) {
    String result = "";
    for (ParsedStatement statement : engine.parse(sql)) {
      result = runOne(statement, parameters);
    }
    return result;
  }

  private String runOne(ParsedStatement statement, @Nullable Object... parameters) {
    Transaction transaction = open != null ? open : begin();
    try {
      String result = runIn(transaction, statement, parameters);
      if (open == null) {
        await(transaction.commit());
      }
      return result;
    } catch (RuntimeException e) {
      if (open == null) {
        transaction.abort();
      }
      throw e;
    }
  }

  String runIn(Transaction transaction, String sql, @Nullable Object... parameters) {
    return runIn(transaction, engine.parse(sql).get(0), parameters);
  }

  private String runIn(
      Transaction transaction, ParsedStatement statement, @Nullable Object... parameters) {
    List<SqlType> types = new ArrayList<>();
    for (Object parameter : parameters) {
      types.add(typeOf(parameter));
    }
    PreparedSql prepared = await(engine.prepare(statement, types, transaction, this));
    return show(prepared, await(prepared.execute(transaction, this, parameters)));
  }

  private static SqlType typeOf(@Nullable Object parameter) {
    if (parameter instanceof Integer) {
      return SqlType.INTEGER;
    } else if (parameter instanceof Long) {
      return SqlType.BIGINT;
    }
    return SqlType.UNKNOWN;
  }

  PreparedSql prepare(String sql) {
    return await(engine.prepare(engine.parse(sql).get(0), List.of(), begin(), this));
  }

  Transaction begin() {
    return transactions.begin(TransactionOptions.DEFAULT);
  }

  /** Statements that follow run in one transaction. */
  Transaction beginBlock() {
    open = begin();
    return open;
  }

  void commitBlock() {
    Transaction transaction = open;
    open = null;
    if (transaction != null) {
      await(transaction.commit());
    }
  }

  // ---------------------------------------------------------------- Results as text

  static String show(PreparedSql prepared, StatementResult result) {
    List<Row> rows = new ArrayList<>();
    List<Row> page;
    do {
      page = await(result.fetch(3));
      rows.addAll(page);
    } while (page.size() == 3);
    StringBuilder text = new StringBuilder();
    for (Row row : rows) {
      text.append(text.length() == 0 ? "" : "\n").append(show(prepared, row));
    }
    if (result.affectedRows() >= 0) {
      text.append(text.length() == 0 ? "" : "\n");
      text.append(prepared.commandTag()).append(' ').append(result.affectedRows());
    }
    return text.toString();
  }

  private static String show(PreparedSql prepared, Row row) {
    StringBuilder text = new StringBuilder();
    assertEquals(prepared.columns().size(), row.size());
    for (int i = 0; i < row.size(); i++) {
      Object value = row.get(i);
      SqlType type = prepared.columns().get(i).type();
      text.append(i == 0 ? "" : "|");
      text.append(value == null ? "null" : Conversions.format(value, type, ZoneOffset.UTC));
    }
    return text.toString();
  }

  // ---------------------------------------------------------------- Expectations

  void expect(String sql, String expected) {
    assertEquals(expected, run(sql), sql);
  }

  /** The statement must fail with this SQLState. */
  EngineException fails(String sql, String sqlState) {
    EngineException error = assertThrows(EngineException.class, () -> run(sql), sql);
    assertEquals(sqlState, error.code().sqlState(), sql + ": " + error.getMessage());
    return error;
  }

  /** The statement must fail with this SQLState, pointing at {@code at} in its text. */
  void failsAt(String sql, String sqlState, String at) {
    EngineException error = fails(sql, sqlState);
    assertEquals(sql.indexOf(at), error.offset(), sql + ": " + error.getMessage());
  }

  /** EXPLAIN of the statement, lines joined by {@code " / "}. */
  String plan(String sql) {
    return run("EXPLAIN " + sql).replace("\n", " / ");
  }

  static <T> T await(CompletableFuture<T> future) {
    try {
      return future.orTimeout(20, TimeUnit.SECONDS).join();
    } catch (CompletionException e) {
      if (Futures.unwrap(e) instanceof RuntimeException cause) {
        throw cause;
      }
      throw e;
    }
  }

  // ---------------------------------------------------------------- Session

  @Override
  public String user() {
    return "tester";
  }

  @Override
  public Access access() {
    Users.Entry user = login;
    Users.Entry now = user == null ? null : directory.current().find(user.user().name());
    return user == null ? Access.ALL : Objects.requireNonNull(now).access();
  }

  @Override
  public boolean isUser(String name, long id) {
    Users.Entry user = login;
    return user != null && user.user().name().equals(name) && user.user().id() == id;
  }

  @Override
  public void notice(String message) {
    notices.add(message);
  }

  @Override
  public String database() {
    return database;
  }

  @Override
  public String schema() {
    return schema;
  }

  @Override
  public ZoneId timeZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Instant transactionTime() {
    return NOW;
  }

  @Override
  public void checkCancelled() {
    if (cancelled) {
      throw new EngineException(dev.aft.engine.ErrorCode.QUERY_CANCELED, "canceled");
    }
  }

  @Override
  public void close() {
    directory.close();
    transactions.close();
    scheduler.shutdownNow();
  }
}
