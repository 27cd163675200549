package dev.aft.conformance.frameworks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.zaxxer.hikari.HikariDataSource;
import dev.aft.driver.AftConnection;
import dev.aft.driver.OutcomeUnknownException;
import dev.aft.storage.s3testing.FaultyNetwork;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.dao.CannotAcquireLockException;
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.dao.EmptyResultDataAccessException;
import org.springframework.dao.PessimisticLockingFailureException;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.jdbc.BadSqlGrammarException;
import org.springframework.jdbc.CannotGetJdbcConnectionException;
import org.springframework.jdbc.core.BeanPropertyRowMapper;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.SqlParameterValue;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.jdbc.core.namedparam.SqlParameterSourceUtils;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.core.simple.SimpleJdbcInsert;
import org.springframework.jdbc.core.support.SqlBinaryValue;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;
import org.springframework.jdbc.support.GeneratedKeyHolder;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.jdbc.support.JdbcUtils;
import org.springframework.transaction.support.TransactionTemplate;

/** Spring's JDBC classes as they are: templates, inserts, keys and the exceptions they make. */
@SuppressWarnings("NullAway.Init") // JUnit fills the fields before the tests
class SpringIT extends OneNode {
  private static HikariDataSource pool;
  private static JdbcTemplate jdbc;
  private static NamedParameterJdbcTemplate named;

  @BeforeAll
  static void openPool() throws SQLException {
    pool = new HikariDataSource();
    pool.setJdbcUrl(url);
    pool.setMaximumPoolSize(3);
    jdbc = new JdbcTemplate(pool);
    named = new NamedParameterJdbcTemplate(jdbc);
    execute(
        "CREATE TABLE person (id UUID PRIMARY KEY DEFAULT gen_random_uuid(), name TEXT NOT NULL,"
            + " born DATE, seen TIMESTAMP WITH TIME ZONE, balance DECIMAL(10,2) DEFAULT 0,"
            + " photo VARBINARY, active BOOLEAN DEFAULT TRUE)",
        "CREATE TABLE item (sku TEXT PRIMARY KEY, n INTEGER)");
  }

  @AfterAll
  static void closePool() {
    pool.close();
  }

  @BeforeEach
  void clean() {
    jdbc.update("DELETE FROM person");
    jdbc.update("DELETE FROM item");
  }

  @Test
  void thePageReadsAndWritesWithJdbcClient() {
    // page begins: client
    JdbcClient client = JdbcClient.create(pool);
    client
        .sql("INSERT INTO item (sku, n) VALUES (:sku, :n)")
        .param("sku", "pen")
        .param("n", 5)
        .update();
    int left =
        client.sql("SELECT n FROM item WHERE sku = ?").param("pen").query(Integer.class).single();
    // page ends
    assertEquals(5, left);
    List<Item> items = client.sql("SELECT * FROM item").query(Item.class).list();
    assertEquals(List.of(new Item("pen", 5)), items);
  }

  /** A row of table item. */
  record Item(String sku, int n) {}

  @Test
  void everyTypeGoesInAndComesBackThroughATemplate() {
    UUID id = UUID.fromString("01900000-0000-7000-8000-000000000001");
    OffsetDateTime seen = OffsetDateTime.of(2026, 1, 31, 10, 0, 0, 123_000_000, ZoneOffset.UTC);
    byte[] photo = "photo".getBytes(StandardCharsets.UTF_8);
    jdbc.update(
        "INSERT INTO person VALUES (?, ?, ?, ?, ?, ?, ?)",
        id,
        "ada",
        LocalDate.of(1815, 12, 10),
        seen,
        new BigDecimal("12.50"),
        photo,
        true);
    Map<String, Object> row = jdbc.queryForMap("SELECT * FROM person WHERE id = ?", id);
    assertEquals(id, row.get("id"));
    assertEquals("ada", row.get("NAME"));
    assertEquals(java.sql.Date.valueOf("1815-12-10"), row.get("born"));
    assertEquals(new BigDecimal("12.50"), row.get("balance"));
    assertTrue(Arrays.equals(photo, (byte[]) row.get("photo")));
    assertEquals(true, row.get("active"));
    assertEquals(
        seen.toInstant(),
        jdbc.queryForObject("SELECT seen FROM person", OffsetDateTime.class).toInstant());
    assertEquals(
        LocalDate.of(1815, 12, 10),
        jdbc.queryForObject("SELECT born FROM person", LocalDate.class));
    assertEquals(id, jdbc.queryForObject("SELECT id FROM person", UUID.class));
    assertEquals(
        LocalDateTime.of(2026, 1, 1, 0, 0),
        jdbc.queryForObject(
            "SELECT ?::TIMESTAMP", LocalDateTime.class, LocalDateTime.of(2026, 1, 1, 0, 0)));
  }

  @Test
  void beansAreFilledByColumnLabels() {
    jdbc.update("INSERT INTO item VALUES ('pen', 5)");
    ItemBean bean =
        jdbc.queryForObject("SELECT * FROM item", new BeanPropertyRowMapper<>(ItemBean.class));
    assertEquals("pen", bean.getSku());
    assertEquals(5, bean.getN());
  }

  /** A bean for Spring to fill. */
  public static final class ItemBean {
    private String sku = "";
    private int n;

    public String getSku() {
      return sku;
    }

    public void setSku(String sku) {
      this.sku = sku;
    }

    public int getN() {
      return n;
    }

    public void setN(int n) {
      this.n = n;
    }
  }

  @Test
  void nullsOfAnyTypeAreSet() {
    named.update(
        "INSERT INTO person (name, born, balance, photo) VALUES (:name, :born, :balance, :photo)",
        new MapSqlParameterSource("name", "nobody")
            .addValue("born", null)
            .addValue("balance", null, java.sql.Types.NUMERIC)
            .addValue("photo", new SqlParameterValue(java.sql.Types.BLOB, null)));
    Map<String, Object> row = jdbc.queryForMap("SELECT born, balance, photo FROM person");
    assertEquals(0, row.values().stream().filter(value -> value != null).count());
  }

  @Test
  void listsOfNamedParametersExpandAndBatchesCount() {
    int[] counts =
        named.batchUpdate(
            "INSERT INTO item VALUES (:sku, :n)",
            SqlParameterSourceUtils.createBatch(
                List.of(new Item("a", 1), new Item("b", 2), new Item("c", 3))));
    assertEquals("[1, 1, 1]", Arrays.toString(counts));
    assertEquals(
        List.of("a", "c"),
        named.queryForList(
            "SELECT sku FROM item WHERE sku IN (:wanted) ORDER BY sku",
            Map.of("wanted", Set.of("a", "c", "x")),
            String.class));
    int[][] chunks =
        jdbc.batchUpdate(
            "UPDATE item SET n = n + 1 WHERE sku = ?",
            List.of("a", "b", "c"),
            2,
            (PreparedStatement statement, String sku) -> statement.setString(1, sku));
    assertEquals("[[1, 1], [1]]", Arrays.deepToString(chunks));
  }

  @Test
  void resultsStreamWithAFetchSize() {
    jdbc.batchUpdate(
        "INSERT INTO item VALUES (?, ?)",
        java.util.stream.IntStream.range(0, 50).mapToObj(i -> new Object[] {"s" + i, i}).toList());
    JdbcTemplate paged = new JdbcTemplate(pool);
    paged.setFetchSize(7);
    paged.setMaxRows(40);
    paged.setQueryTimeout(30);
    try (var stream = paged.queryForStream("SELECT n FROM item", (row, i) -> row.getInt(1))) {
      assertEquals(40, stream.count());
    }
  }

  @Test
  void aSimpleInsertFindsColumnsAndDefaults() {
    // page begins: insert
    SimpleJdbcInsert insert =
        new SimpleJdbcInsert(pool)
            .withTableName("person")
            .usingColumns("name", "born")
            .usingGeneratedKeyColumns("id");
    Map<String, Object> keys =
        insert
            .executeAndReturnKeyHolder(Map.of("name", "ada", "born", LocalDate.of(1815, 12, 10)))
            .getKeys();
    UUID id = (UUID) keys.get("id"); // the column's default is gen_random_uuid()
    // page ends
    assertEquals(
        "ada", jdbc.queryForObject("SELECT name FROM person WHERE id = ?", String.class, id));
  }

  @Test
  void aSimpleInsertTakesAllColumnsFromTheMetadata() {
    SimpleJdbcInsert insert = new SimpleJdbcInsert(pool).withTableName("item");
    assertEquals(1, insert.execute(Map.of("SKU", "pen", "N", 5)));
    insert.executeBatch(
        new MapSqlParameterSource("sku", "ink").addValue("n", 2),
        new MapSqlParameterSource("sku", "pad").addValue("n", null));
    assertEquals(3, number("SELECT COUNT(*) FROM item", jdbc));
    assertEquals(
        1,
        new SimpleJdbcInsert(pool)
            .withSchemaName("public")
            .withTableName("item")
            .execute(new MapSqlParameterSource("sku", "cap").addValue("n", 1)));
  }

  private static long number(String query, JdbcTemplate on) {
    return on.queryForObject(query, Long.class);
  }

  @Test
  void generatedKeysComeInAKeyHolder() {
    GeneratedKeyHolder keys = new GeneratedKeyHolder();
    jdbc.update(
        connection -> {
          PreparedStatement insert =
              connection.prepareStatement(
                  "INSERT INTO person (name) VALUES (?)", new String[] {"id"});
          insert.setString(1, "ada");
          return insert;
        },
        keys);
    UUID id = keys.getKeyAs(UUID.class);
    assertEquals(
        "ada", jdbc.queryForObject("SELECT name FROM person WHERE id = ?", String.class, id));
  }

  @Test
  void largeValuesGoThroughStreams() {
    byte[] large = new byte[200_000];
    Arrays.fill(large, (byte) 7);
    jdbc.update(
        "INSERT INTO person (name, photo) VALUES (?, ?)",
        "big",
        new SqlParameterValue(java.sql.Types.VARBINARY, new SqlBinaryValue(large)));
    byte[] back = jdbc.query("SELECT photo FROM person", (row, i) -> row.getBytes("photo")).get(0);
    assertTrue(Arrays.equals(large, back));
  }

  @Test
  void scriptsRun() {
    new ResourceDatabasePopulator(
            new ByteArrayResource(
                "-- comment\nINSERT INTO item VALUES ('x', 1);\nUPDATE item SET n = 2;\n"
                    .getBytes(StandardCharsets.UTF_8)))
        .execute(pool);
    assertEquals(2, number("SELECT n FROM item", jdbc));
  }

  @Test
  void theProductNameIsRead() throws Exception {
    assertEquals(
        "AFT", JdbcUtils.extractDatabaseMetaData(pool, meta -> meta.getDatabaseProductName()));
  }

  // ------------------------------------------------------------------ exceptions

  @Test
  void sqlStatesBecomeTheExceptionsThatSpringUsersCatch() {
    jdbc.update("INSERT INTO item VALUES ('pen', 5)");
    assertThrows(
        DuplicateKeyException.class, () -> jdbc.update("INSERT INTO item VALUES ('pen', 6)"));
    assertThrows(
        DataIntegrityViolationException.class,
        () -> jdbc.update("INSERT INTO person (name) VALUES (NULL)"));
    assertThrows(
        DataIntegrityViolationException.class,
        () -> jdbc.update("INSERT INTO item VALUES ('p', 99999999999)"));
    assertThrows(BadSqlGrammarException.class, () -> jdbc.update("SELEKT 1"));
    assertThrows(BadSqlGrammarException.class, () -> jdbc.update("DELETE FROM nowhere"));
    assertThrows(BadSqlGrammarException.class, () -> jdbc.update("SELECT nothing FROM item"));
    assertThrows(
        EmptyResultDataAccessException.class,
        () -> jdbc.queryForObject("SELECT n FROM item WHERE sku = 'none'", Integer.class));
  }

  @Test
  void aLostConflictIsAConcurrencyFailure() throws SQLException {
    jdbc.update("INSERT INTO item VALUES ('pen', 5)");
    try (Connection other = node.connect()) {
      ConcurrencyFailureException lost =
          assertThrows(
              ConcurrencyFailureException.class,
              () ->
                  jdbc.execute(
                      (java.sql.Connection connection) -> {
                        connection.setAutoCommit(false);
                        lockAndUpdate(connection);
                        lockAndUpdate(other);
                        connection.setAutoCommit(true);
                        return "committed";
                      }));
      assertInstanceOf(CannotAcquireLockException.class, lost);
      assertState("40001", lost.getMostSpecificCause());
    }
  }

  private static void lockAndUpdate(Connection connection) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.executeQuery("SELECT n FROM item WHERE sku = 'pen' FOR UPDATE").close();
      statement.executeUpdate("UPDATE item SET n = n - 1 WHERE sku = 'pen'");
    }
  }

  @Test
  void aQueryTimeoutIsAQueryTimeout() throws SQLException {
    JdbcTemplate impatient = new JdbcTemplate(pool);
    impatient.setQueryTimeout(1);
    String slow = slowQuery();
    QueryTimeoutException late =
        assertThrows(QueryTimeoutException.class, () -> impatient.queryForObject(slow, Long.class));
    assertState("57014", late.getMostSpecificCause());
  }

  @Test
  void aLostConnectionIsAResourceFailure() {
    DataAccessException lost =
        assertThrows(
            DataAccessResourceFailureException.class,
            () ->
                jdbc.execute(
                    (Connection connection) -> {
                      connection.unwrap(AftConnection.class).abort(Runnable::run);
                      return connection.createStatement().executeUpdate("DELETE FROM item");
                    }));
    assertState("08003", lost.getMostSpecificCause());
    assertThrows(
        CannotGetJdbcConnectionException.class,
        () ->
            new JdbcTemplate(new DriverManagerDataSource("jdbc:aft://127.0.0.1:1/aft"))
                .execute("SELECT 1"));
    assertFalse(jdbc.queryForList("SELECT 1").isEmpty());
  }

  /** Who runs again what may have been committed does it twice. */
  @Test
  void anUnknownOutcomeIsNoLostConflict() {
    DriverManagerDataSource single = new DriverManagerDataSource();
    try (FaultyNetwork network = new FaultyNetwork("127.0.0.1", node.port())) {
      single.setUrl("jdbc:aft://127.0.0.1:" + network.port() + "/aft?socketTimeout=1");
      DataAccessException unknown =
          assertThrows(
              DataAccessException.class,
              () ->
                  new TransactionTemplate(new JdbcTransactionManager(single))
                      .execute(
                          status -> {
                            int rows = new JdbcTemplate(single).update("PUT 'k' = 'v'");
                            network.freeze();
                            return rows;
                          }));
      assertInstanceOf(OutcomeUnknownException.class, unknown.getCause());
      assertEquals(PessimisticLockingFailureException.class, unknown.getClass());
    }
  }

  @Test
  void aWriteInAReadOnlyConnectionIsNotRetriable() {
    DataAccessException refused =
        assertThrows(
            DataAccessException.class,
            () ->
                jdbc.execute(
                    (Connection connection) -> {
                      connection.setReadOnly(true);
                      return connection.createStatement().executeUpdate("DELETE FROM item");
                    }));
    assertFalse(refused instanceof ConcurrencyFailureException, refused.toString());
    assertState("25006", refused.getMostSpecificCause());
  }
}
