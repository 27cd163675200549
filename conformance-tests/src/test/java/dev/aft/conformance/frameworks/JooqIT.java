package dev.aft.conformance.frameworks;

import static org.jooq.impl.DSL.count;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.lower;
import static org.jooq.impl.DSL.max;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.sum;
import static org.jooq.impl.DSL.table;
import static org.jooq.impl.DSL.val;
import static org.jooq.impl.DSL.when;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.zaxxer.hikari.HikariDataSource;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jooq.Cursor;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Record2;
import org.jooq.Result;
import org.jooq.SQLDialect;
import org.jooq.Table;
import org.jooq.conf.RenderNameCase;
import org.jooq.conf.RenderQuotedNames;
import org.jooq.conf.Settings;
import org.jooq.exception.DataAccessException;
import org.jooq.exception.IntegrityConstraintViolationException;
import org.jooq.exception.SQLStateClass;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** jOOQ as it is, with its dialect for PostgreSQL, and what works with its default dialect. */
@SuppressWarnings("NullAway.Init") // JUnit fills the fields before the tests
class JooqIT extends OneNode {
  private static final Table<Record> BOOK = table(name("book"));
  private static final Field<UUID> ID = field(name("id"), SQLDataType.UUID);
  private static final Field<String> TITLE = field(name("title"), SQLDataType.VARCHAR);
  private static final Field<Integer> YEAR = field(name("published"), SQLDataType.INTEGER);
  private static final Field<BigDecimal> PRICE = field(name("price"), SQLDataType.DECIMAL(10, 2));

  private static HikariDataSource pool;
  private static DSLContext sql;

  @BeforeAll
  static void openPool() throws SQLException {
    pool = new HikariDataSource();
    pool.setJdbcUrl(url);
    sql = pageOpen();
    execute(
        "CREATE TABLE book (id UUID PRIMARY KEY DEFAULT gen_random_uuid(), title TEXT NOT NULL,"
            + " published INTEGER, price DECIMAL(10,2))");
  }

  @AfterAll
  static void closePool() {
    pool.close();
  }

  @BeforeEach
  void clean() {
    sql.deleteFrom(BOOK).execute();
  }

  private static DSLContext pageOpen() {
    // page begins: open
    DSLContext sql = DSL.using(pool, SQLDialect.POSTGRES);
    // page ends
    return sql;
  }

  private static void pageUse() {
    // page begins: use
    Table<?> book = table(name("book"));
    Field<String> title = field(name("title"), String.class);
    Field<Integer> published = field(name("published"), Integer.class);

    sql.transaction(
        configuration -> {
          DSLContext transaction = configuration.dsl();
          transaction.insertInto(book, title, published).values("Notes", 1843).execute();
          transaction.update(book).set(published, published.plus(1)).execute();
        });

    List<String> old =
        sql.select(title).from(book).where(published.lt(1900)).orderBy(title).fetch(title);
    // page ends
    assertEquals(List.of("Notes"), old);
  }

  @Test
  void thePageInsertsUpdatesAndReads() {
    pageUse();
    assertEquals(1844, sql.select(max(YEAR)).from(BOOK).fetchSingle().value1());
  }

  private static void insert(String title, int year, String price) {
    sql.insertInto(BOOK, TITLE, YEAR, PRICE).values(title, year, new BigDecimal(price)).execute();
  }

  @Test
  void everydayQueriesWork() {
    insert("A", 1990, "10.00");
    insert("B", 2000, "20.50");
    insert("C", 2010, "5.25");
    Result<Record2<String, Integer>> page =
        sql.select(TITLE, YEAR)
            .from(BOOK)
            .where(YEAR.between(1990, 2005).or(TITLE.in("C", "D")))
            .and(TITLE.like("%").and(lower(TITLE).ne("x")))
            .orderBy(YEAR.desc().nullsLast())
            .limit(2)
            .offset(1)
            .fetch();
    assertEquals(List.of("B", "A"), page.getValues(TITLE));
    Record sums = sql.select(count(), sum(PRICE), max(TITLE)).from(BOOK).fetchSingle();
    assertEquals(3, sums.get(0));
    assertEquals(new BigDecimal("35.75"), sums.get(1));
    assertEquals(3, sql.fetchCount(BOOK));
    assertThrows(DataAccessException.class, () -> sql.fetchExists(BOOK), "a subquery");
    assertEquals(
        List.of("old", "new", "new"),
        sql.select(when(YEAR.lt(2000), "old").otherwise("new"))
            .from(BOOK)
            .orderBy(YEAR)
            .fetch(0, String.class));
    Map<String, Integer> map = sql.select(TITLE, YEAR).from(BOOK).fetchMap(TITLE, YEAR);
    assertEquals(2000, map.get("B"));
    assertEquals(Optional.empty(), sql.selectFrom(BOOK).where(TITLE.eq("Z")).fetchOptional());
  }

  @Test
  void changesReturnTheirRows() {
    UUID id = sql.insertInto(BOOK, TITLE).values("new").returningResult(ID).fetchSingle().value1();
    int year =
        sql.update(BOOK)
            .set(YEAR, 1999)
            .where(ID.eq(id))
            .returningResult(YEAR)
            .fetchSingle()
            .value1();
    assertEquals(1999, year);
    assertEquals(1, sql.deleteFrom(BOOK).where(ID.eq(id)).returning(ID).fetch().size());
  }

  @Test
  void insertsDecideOnConflicts() {
    UUID id = UUID.fromString("01900000-0000-7000-8000-000000000001");
    for (int i = 1; i <= 2; i++) {
      sql.insertInto(BOOK, ID, TITLE, YEAR)
          .values(id, "t", i)
          .onConflict(ID)
          .doUpdate()
          .set(YEAR, DSL.excluded(YEAR).plus(10))
          .execute();
    }
    assertEquals(12, sql.select(YEAR).from(BOOK).fetchSingle().value1());
    assertEquals(
        0, sql.insertInto(BOOK, ID, TITLE).values(id, "u").onConflictDoNothing().execute());
    IntegrityConstraintViolationException twice =
        assertThrows(
            IntegrityConstraintViolationException.class,
            () -> sql.insertInto(BOOK, ID, TITLE).values(id, "v").execute());
    assertEquals("23505", twice.sqlState());
  }

  @Test
  void batchesAreOneRoundTripAndManyRowsOneStatement() {
    int[] counts =
        sql.batch(sql.insertInto(BOOK, TITLE, YEAR).values("", 0))
            .bind("A", 1)
            .bind("B", 2)
            .bind("C", 3)
            .execute();
    assertEquals("[1, 1, 1]", Arrays.toString(counts));
    int[] mixed =
        sql.batch(
                sql.update(BOOK).set(YEAR, 9).where(TITLE.eq("A")),
                sql.deleteFrom(BOOK).where(TITLE.eq("B")))
            .execute();
    assertEquals("[1, 1]", Arrays.toString(mixed));
    assertEquals(2, sql.insertInto(BOOK, TITLE, YEAR).values("D", 4).values("E", 5).execute());
  }

  @Test
  void resultsAreFetchedLazily() {
    for (int i = 0; i < 25; i++) {
      insert("b" + i, i, "1.00");
    }
    int sum =
        sql.transactionResult(
            configuration -> {
              int total = 0;
              try (Cursor<Record2<String, Integer>> cursor =
                  configuration.dsl().select(TITLE, YEAR).from(BOOK).fetchSize(7).fetchLazy()) {
                while (cursor.hasNext()) {
                  total += cursor.fetchNext().value2();
                }
              }
              return total;
            });
    assertEquals(300, sum);
    try (var stream = sql.select(YEAR).from(BOOK).fetchSize(7).stream()) {
      assertEquals(25, stream.count());
    }
  }

  @Test
  void plainSqlTakesParametersAndGivesRecords() {
    sql.execute("INSERT INTO book (title, published) VALUES (?, ?)", "plain", 1970);
    Record record = sql.fetchOne("SELECT * FROM book WHERE title = {0}", val("plain"));
    assertEquals(1970, record.get("published", Integer.class));
    assertEquals("plain", sql.fetchValue("SELECT title FROM book"));
    Plain pojo = sql.resultQuery("SELECT title, published FROM book").fetchSingleInto(Plain.class);
    assertEquals(new Plain("plain", 1970), pojo);
    sql.execute("PUT 'jooq' = 'a key'");
    assertEquals(1, sql.fetch("GET 'jooq'").size());
  }

  /** What jOOQ fills by its constructor. */
  record Plain(String title, int published) {}

  @Test
  void transactionsCommitRollBackAndNest() {
    assertThrows(
        IllegalStateException.class,
        () ->
            sql.transaction(
                outer -> {
                  outer.dsl().insertInto(BOOK, TITLE).values("gone").execute();
                  throw new IllegalStateException("roll back");
                }));
    assertEquals(0, sql.fetchCount(BOOK));
    sql.transaction(
        outer -> {
          outer.dsl().insertInto(BOOK, TITLE).values("kept").execute();
          try {
            outer
                .dsl()
                .transaction(
                    inner -> {
                      inner.dsl().insertInto(BOOK, TITLE).values("undone").execute();
                      throw new IllegalStateException("back to the savepoint");
                    });
          } catch (IllegalStateException e) {
            outer.dsl().insertInto(BOOK, TITLE).values("after").execute();
          }
        });
    assertEquals(
        List.of("after", "kept"), sql.select(TITLE).from(BOOK).orderBy(TITLE).fetch(TITLE));
  }

  @Test
  void aLostConflictSaysSo() {
    insert("A", 1, "1.00");
    DataAccessException lost =
        assertThrows(
            DataAccessException.class,
            () ->
                sql.transaction(
                    outer -> {
                      outer.dsl().selectFrom(BOOK).forUpdate().fetch();
                      sql.transaction(
                          other -> {
                            other.dsl().selectFrom(BOOK).forUpdate().of(BOOK).fetch();
                            other.dsl().update(BOOK).set(YEAR, 2).execute();
                          });
                      outer.dsl().update(BOOK).set(YEAR, 3).execute();
                    }));
    assertEquals("40001", lost.sqlState());
    assertEquals(SQLStateClass.C40_TRANSACTION_ROLLBACK, lost.sqlStateClass());
    assertEquals(2, sql.select(YEAR).from(BOOK).fetchSingle().value1());
  }

  @Test
  void everyTypeComesBack() {
    sql.createTableIfNotExists("types")
        .column("id", SQLDataType.INTEGER.nullable(false))
        .column("l", SQLDataType.BIGINT)
        .column("b", SQLDataType.BOOLEAN)
        .column("d", SQLDataType.DOUBLE)
        .column("day", SQLDataType.LOCALDATE)
        .column("at", SQLDataType.LOCALDATETIME)
        .column("tz", SQLDataType.OFFSETDATETIME)
        .column("bytes", SQLDataType.BLOB)
        .column("u", SQLDataType.UUID)
        .primaryKey("id")
        .execute();
    Field<?>[] fields = {
      field(name("id"), SQLDataType.INTEGER), field(name("l"), SQLDataType.BIGINT),
      field(name("b"), SQLDataType.BOOLEAN), field(name("d"), SQLDataType.DOUBLE),
      field(name("day"), SQLDataType.LOCALDATE), field(name("at"), SQLDataType.LOCALDATETIME),
      field(name("tz"), SQLDataType.OFFSETDATETIME), field(name("bytes"), SQLDataType.BLOB),
      field(name("u"), SQLDataType.UUID)
    };
    Object[] values = {
      1,
      2L,
      true,
      0.5,
      LocalDate.of(2026, 1, 31),
      LocalDateTime.of(2026, 1, 31, 10, 0, 1),
      OffsetDateTime.of(2026, 1, 31, 10, 0, 0, 0, ZoneOffset.UTC),
      new byte[] {1, 2},
      UUID.fromString("01900000-0000-7000-8000-000000000001")
    };
    Object[] empty = new Object[values.length];
    empty[0] = 2;
    sql.insertInto(table(name("types")), fields).values(values).values(empty).execute();
    Object[] back =
        sql.select(fields).from(table(name("types"))).orderBy(1).fetch().get(0).intoArray();
    assertEquals(((OffsetDateTime) values[6]).toInstant(), ((OffsetDateTime) back[6]).toInstant());
    back[6] = values[6];
    assertTrue(Arrays.deepEquals(values, back), Arrays.deepToString(back));
    sql.dropTableIfExists("types").execute();
  }

  @ParameterizedTest
  @EnumSource(
      value = SQLDialect.class,
      names = {"DEFAULT", "POSTGRES", "H2", "SQLITE"})
  void theSimplestStatementsWorkWithOtherDialects(SQLDialect dialect) {
    DSLContext other =
        DSL.using(
            pool,
            dialect,
            new Settings()
                .withRenderQuotedNames(RenderQuotedNames.NEVER)
                .withRenderNameCase(RenderNameCase.LOWER));
    other.insertInto(BOOK, ID, TITLE).values(UUID.randomUUID(), "any").execute();
    assertEquals(
        List.of("any"), other.select(TITLE).from(BOOK).where(TITLE.eq(inline("any"))).fetch(TITLE));
  }
}
