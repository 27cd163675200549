package dev.aft.conformance.frameworks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.zaxxer.hikari.HikariDataSource;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;
import org.jdbi.v3.core.result.ResultIterable;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jdbi.v3.core.statement.UnableToExecuteStatementException;
import org.jdbi.v3.core.transaction.SerializableTransactionRunner;
import org.jdbi.v3.core.transaction.TransactionIsolationLevel;
import org.jdbi.v3.sqlobject.SqlObjectPlugin;
import org.jdbi.v3.sqlobject.config.RegisterConstructorMapper;
import org.jdbi.v3.sqlobject.customizer.BindList;
import org.jdbi.v3.sqlobject.customizer.BindMethods;
import org.jdbi.v3.sqlobject.statement.GetGeneratedKeys;
import org.jdbi.v3.sqlobject.statement.SqlBatch;
import org.jdbi.v3.sqlobject.statement.SqlQuery;
import org.jdbi.v3.sqlobject.statement.SqlUpdate;
import org.jdbi.v3.sqlobject.transaction.Transaction;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** JDBI as it is: handles, SQL objects, batches, savepoints, retried transactions. */
@SuppressWarnings("NullAway.Init") // JUnit fills the fields before the tests
class JdbiIT extends OneNode {
  private static HikariDataSource pool;
  private static Jdbi jdbi;

  // page begins: objects
  public record Event(
      @Nullable UUID id, String title, @Nullable LocalDate day, @Nullable BigDecimal price) {}

  @RegisterConstructorMapper(Event.class)
  interface Events {
    @SqlUpdate("INSERT INTO event (title, day, price) VALUES (:title, :day, :price)")
    @GetGeneratedKeys("id")
    UUID add(@BindMethods Event event); // the column's default gen_random_uuid() comes back

    @SqlQuery("SELECT * FROM event WHERE day >= :from ORDER BY day LIMIT 10")
    List<Event> since(LocalDate from);

    @Transaction
    default void move(UUID id, LocalDate day) {
      if (reschedule(id, day) == 0) {
        throw new IllegalArgumentException("no such event"); // nothing has happened
      }
    }

    @SqlUpdate("UPDATE event SET day = :day WHERE id = :id")
    int reschedule(UUID id, LocalDate day);

    // page ends

    @SqlQuery("SELECT * FROM event WHERE id = :id")
    Optional<Event> find(UUID id);

    @SqlQuery("SELECT title FROM event WHERE title IN (<titles>) ORDER BY title")
    List<String> among(@BindList List<String> titles);

    @SqlBatch("INSERT INTO event (title, day) VALUES (:title, :day)")
    int[] addAll(@BindMethods List<Event> events);

    @SqlUpdate("DELETE FROM event")
    int clear();

    @Transaction
    default void addAndFail(Event event) {
      add(event);
      throw new IllegalStateException("roll back");
    }
  }

  @BeforeAll
  static void openPool() throws SQLException {
    execute(
        "CREATE TABLE event (id UUID PRIMARY KEY DEFAULT gen_random_uuid(), title TEXT NOT NULL,"
            + " day DATE, price DECIMAL(10,2))",
        "CREATE TABLE typed (id INTEGER PRIMARY KEY, bytes VARBINARY, at TIMESTAMP WITH TIME ZONE,"
            + " flag BOOLEAN)");
    pool = new HikariDataSource();
    pool.setJdbcUrl(url);
    jdbi = pageOpen();
  }

  @AfterAll
  static void closePool() {
    pool.close();
  }

  @BeforeEach
  void clean() {
    jdbi.onDemand(Events.class).clear();
  }

  private static Jdbi pageOpen() {
    // page begins: open
    Jdbi jdbi = Jdbi.create(pool).installPlugin(new SqlObjectPlugin());
    // page ends
    return jdbi;
  }

  private static Event event(String title) {
    return new Event(null, title, LocalDate.of(2026, 1, 31), new BigDecimal("10.00"));
  }

  @Test
  void thePageAddsMovesAndLists() {
    // page begins: use
    Events events = jdbi.onDemand(Events.class);
    UUID id = events.add(new Event(null, "Fair", LocalDate.of(2026, 5, 1), null));
    events.move(id, LocalDate.of(2026, 6, 1));
    List<Event> coming = events.since(LocalDate.of(2026, 5, 15));
    // page ends
    assertEquals(List.of(new Event(id, "Fair", LocalDate.of(2026, 6, 1), null)), coming);
    assertThrows(
        IllegalArgumentException.class,
        () -> events.move(UUID.randomUUID(), LocalDate.of(2026, 1, 1)));
  }

  @Test
  void sqlObjectsBindListsAndBatches() {
    Events events = jdbi.onDemand(Events.class);
    int[] counts = events.addAll(List.of(event("a"), event("b"), event("c")));
    assertEquals("[1, 1, 1]", Arrays.toString(counts));
    assertEquals(List.of("a", "c"), events.among(List.of("a", "c", "x")));
    UUID id = events.add(event("d"));
    assertEquals("d", events.find(id).orElseThrow().title());
    assertEquals(Optional.empty(), events.find(UUID.randomUUID()));
  }

  @Test
  void handlesBindMapAndStream() {
    jdbi.useHandle(
        handle -> {
          handle.registerRowMapper(ConstructorMapper.factory(Event.class));
          handle.execute("INSERT INTO event (title, day) VALUES (?, ?)", "x", LocalDate.EPOCH);
          PreparedBatch batch =
              handle.prepareBatch("INSERT INTO event (title, price) VALUES (:title, :price)");
          for (int i = 0; i < 20; i++) {
            batch.bind("title", "t" + i).bind("price", i % 2 == 0 ? null : BigDecimal.TEN).add();
          }
          assertEquals(20, batch.execute().length);
          Map<String, Object> row =
              handle
                  .createQuery("SELECT COUNT(*) AS n, MAX(title) AS last FROM event")
                  .mapToMap()
                  .one();
          assertEquals(21L, row.get("n"));
          assertEquals("x", row.get("last"));
          handle.begin();
          try (Stream<String> titles =
              handle
                  .createQuery("SELECT title FROM event WHERE title LIKE :like")
                  .bind("like", "t%")
                  .setFetchSize(6)
                  .mapTo(String.class)
                  .stream()) {
            assertEquals(20, titles.count());
          }
          handle.commit();
          ResultIterable<Event> all = handle.createQuery("SELECT * FROM event").mapTo(Event.class);
          assertEquals(21, all.list().size());
        });
  }

  @Test
  void generatedKeysOfBatchesComeBack() {
    List<UUID> ids =
        jdbi.withHandle(
            handle ->
                handle
                    .prepareBatch("INSERT INTO event (title) VALUES (:title)")
                    .bind("title", "a")
                    .add()
                    .bind("title", "b")
                    .add()
                    .executePreparedBatch("id")
                    .mapTo(UUID.class)
                    .list());
    assertEquals(2, ids.size());
    assertEquals("a", jdbi.onDemand(Events.class).find(ids.get(0)).orElseThrow().title());
  }

  @Test
  void valuesOfEveryTypeComeBack() {
    Instant now = Instant.parse("2026-01-31T10:00:00.123456Z");
    jdbi.useHandle(
        handle -> {
          handle
              .createUpdate("INSERT INTO typed VALUES (:id, :bytes, :at, :flag)")
              .bind("id", 1)
              .bind("bytes", new byte[] {1, 2})
              .bind("at", now)
              .bind("flag", true)
              .execute();
          assertEquals(now, handle.createQuery("SELECT at FROM typed").mapTo(Instant.class).one());
          byte[] bytes = handle.createQuery("SELECT bytes FROM typed").mapTo(byte[].class).one();
          assertTrue(Arrays.equals(new byte[] {1, 2}, bytes));
          handle.execute("INSERT INTO typed VALUES (?, ?, ?, ?)", 2, null, null, null);
        });
  }

  @Test
  void transactionsRollBackNestAndRestore() {
    Events events = jdbi.onDemand(Events.class);
    assertThrows(IllegalStateException.class, () -> events.addAndFail(event("gone")));
    jdbi.useTransaction(
        TransactionIsolationLevel.REPEATABLE_READ,
        handle -> {
          handle.execute("INSERT INTO event (title) VALUES ('kept')");
          handle.savepoint("before");
          handle.execute("INSERT INTO event (title) VALUES ('undone')");
          handle.rollbackToSavepoint("before");
        });
    assertEquals(List.of("kept"), events.among(List.of("gone", "kept", "undone")));
    jdbi.useHandle(
        handle -> {
          handle.setReadOnly(true);
          assertTrue(handle.isReadOnly());
          UnableToExecuteStatementException refused =
              assertThrows(
                  UnableToExecuteStatementException.class,
                  () -> handle.execute("DELETE FROM event"));
          assertState("25006", refused.getCause());
        });
    jdbi.useHandle(handle -> assertFalse(handle.isReadOnly()));
  }

  @Test
  void theRunnerOfSerializableTransactionsRetriesLostConflicts() throws SQLException {
    // page begins: retry
    Jdbi retrying = Jdbi.create(pool).setTransactionHandler(new SerializableTransactionRunner());
    // page ends
    execute("INSERT INTO event (title, price) VALUES ('seats', 10)");
    AtomicInteger attempts = new AtomicInteger();
    retrying.useTransaction(
        handle -> {
          handle.createQuery("SELECT price FROM event FOR UPDATE").mapTo(BigDecimal.class).one();
          if (attempts.incrementAndGet() == 1) {
            execute(
                "BEGIN",
                "SELECT price FROM event FOR UPDATE",
                "UPDATE event SET price = price - 1",
                "COMMIT");
          }
          handle.execute("UPDATE event SET price = price - 1");
        });
    assertEquals(2, attempts.get());
    assertEquals(8, number("SELECT price FROM event"));
  }
}
