package dev.aft.conformance.frameworks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.ibatis.annotations.Delete;
import org.apache.ibatis.annotations.Insert;
import org.apache.ibatis.annotations.Mapper;
import org.apache.ibatis.annotations.Options;
import org.apache.ibatis.annotations.Param;
import org.apache.ibatis.annotations.Select;
import org.apache.ibatis.annotations.Update;
import org.apache.ibatis.builder.xml.XMLMapperBuilder;
import org.apache.ibatis.cursor.Cursor;
import org.apache.ibatis.exceptions.PersistenceException;
import org.apache.ibatis.executor.BatchResult;
import org.apache.ibatis.io.Resources;
import org.apache.ibatis.mapping.Environment;
import org.apache.ibatis.session.Configuration;
import org.apache.ibatis.session.ExecutorType;
import org.apache.ibatis.session.RowBounds;
import org.apache.ibatis.session.SqlSession;
import org.apache.ibatis.session.SqlSessionFactory;
import org.apache.ibatis.session.SqlSessionFactoryBuilder;
import org.apache.ibatis.session.TransactionIsolationLevel;
import org.apache.ibatis.transaction.jdbc.JdbcTransactionFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** MyBatis as it is: annotations and XML, batches, generated keys, cursors, type handlers. */
@SuppressWarnings("NullAway.Init") // JUnit and MyBatis fill the fields
class MyBatisIT extends OneNode {
  private static HikariDataSource pool;
  private static SqlSessionFactory sessions;

  // page begins: mapper
  @Mapper
  interface Parcels {
    @Insert("INSERT INTO parcel (name, weight) VALUES (#{name}, #{weight})")
    @Options(useGeneratedKeys = true, keyProperty = "id", keyColumn = "id")
    int insert(Parcel parcel); // the column's default gen_random_uuid() comes back in parcel.id

    @Select("SELECT * FROM parcel WHERE id = #{id}")
    Parcel find(UUID id); // null when there is none

    @Update("UPDATE parcel SET weight = weight + #{more} WHERE id = #{id}")
    int load(@Param("id") UUID id, @Param("more") BigDecimal more);

    // page ends

    @Delete("DELETE FROM parcel")
    int clear();

    @Select("SELECT name FROM parcel ORDER BY name")
    List<String> names();

    @Select("SELECT * FROM parcel")
    @Options(fetchSize = 3)
    Cursor<Parcel> all();

    @Insert("INSERT INTO parcel (id, name) VALUES (#{id}, #{name})")
    int insertWithId(Parcel parcel);

    List<Parcel> search(
        @Param("names") List<String> names, @Param("least") @Nullable BigDecimal least);

    int insertAll(List<Parcel> parcels);

    int insertEverything(Map<String, Object> values);

    Everything everything(int id);
  }

  /** A bean for MyBatis. */
  @SuppressWarnings("NullAway.Init") // MyBatis fills the fields
  public static final class Parcel {
    UUID id;
    String name;
    @Nullable BigDecimal weight;

    static Parcel of(String name, @Nullable String weight) {
      Parcel parcel = new Parcel();
      parcel.name = name;
      parcel.weight = weight == null ? null : new BigDecimal(weight);
      return parcel;
    }
  }

  /** One column of each type that has a handler of its own. */
  @SuppressWarnings("NullAway.Init") // MyBatis fills the fields
  public static final class Everything {
    int id;
    byte[] bytes;
    LocalDate day;
    LocalTime clock;
    LocalDateTime moment;
    OffsetDateTime zoned;
    Instant instant;
    Boolean flag;
    Kind kind;
  }

  enum Kind {
    SMALL,
    LARGE
  }

  private static SqlSessionFactory pageOpen() throws IOException {
    // page begins: open
    Configuration configuration =
        new Configuration(new Environment("main", new JdbcTransactionFactory(), pool));
    configuration.setMapUnderscoreToCamelCase(true);
    configuration.getTypeHandlerRegistry().register(UuidHandler.class); // see below
    configuration.addMapper(Parcels.class);
    SqlSessionFactory sessions = new SqlSessionFactoryBuilder().build(configuration);
    // page ends
    return sessions;
  }

  @BeforeAll
  static void openPool() throws Exception {
    execute(
        "CREATE TABLE parcel (id UUID PRIMARY KEY DEFAULT gen_random_uuid(), name TEXT NOT NULL,"
            + " weight DECIMAL(10,3))",
        "CREATE TABLE everything (id INTEGER PRIMARY KEY, bytes VARBINARY, day DATE, clock TIME,"
            + " moment TIMESTAMP, zoned TIMESTAMP WITH TIME ZONE,"
            + " instant TIMESTAMP WITH TIME ZONE, flag BOOLEAN, kind TEXT)");
    pool = new HikariDataSource();
    pool.setJdbcUrl(url);
    sessions = pageOpen();
    String mapper = "dev/aft/conformance/frameworks/parcels.xml";
    try (InputStream xml = Resources.getResourceAsStream(mapper)) {
      Configuration configuration = sessions.getConfiguration();
      new XMLMapperBuilder(xml, configuration, mapper, configuration.getSqlFragments()).parse();
    }
  }

  @AfterAll
  static void closePool() {
    pool.close();
  }

  @BeforeEach
  void clean() {
    try (SqlSession session = sessions.openSession(true)) {
      session.getMapper(Parcels.class).clear();
    }
  }

  private static UUID pageUse() {
    // page begins: use
    Parcel parcel = Parcel.of("books", "2.500");
    try (SqlSession session = sessions.openSession()) {
      Parcels parcels = session.getMapper(Parcels.class);
      parcels.insert(parcel);
      parcels.load(parcel.id, new BigDecimal("0.250"));
      session.commit(); // both, or neither
    }
    // page ends
    return parcel.id;
  }

  @Test
  void thePageInsertsAndLoads() {
    UUID id = pageUse();
    try (SqlSession session = sessions.openSession()) {
      Parcel back = session.getMapper(Parcels.class).find(id);
      assertEquals("books", back.name);
      assertEquals(new BigDecimal("2.750"), back.weight);
      assertNull(session.getMapper(Parcels.class).find(UUID.randomUUID()));
    }
  }

  @Test
  void whatIsNotCommittedIsGone() {
    try (SqlSession session = sessions.openSession()) {
      session.getMapper(Parcels.class).insert(Parcel.of("lost", null));
    }
    try (SqlSession session =
        sessions.openSession(ExecutorType.SIMPLE, TransactionIsolationLevel.REPEATABLE_READ)) {
      session.getMapper(Parcels.class).insert(Parcel.of("rolled back", null));
      session.rollback();
      assertEquals(List.of(), session.getMapper(Parcels.class).names());
    }
  }

  @Test
  void aBatchExecutorCounts() {
    try (SqlSession session = sessions.openSession(ExecutorType.BATCH)) {
      Parcels parcels = session.getMapper(Parcels.class);
      List<Parcel> written =
          List.of(Parcel.of("a", "1"), Parcel.of("b", "2"), Parcel.of("c", null));
      written.forEach(parcels::insert);
      List<BatchResult> results = session.flushStatements();
      assertEquals("[1, 1, 1]", Arrays.toString(results.get(0).getUpdateCounts()));
      session.commit();
      for (Parcel parcel : written) {
        assertEquals(parcel.name, parcels.find(parcel.id).name, "each has got its own key");
      }
    }
  }

  @Test
  void aReusingExecutorReuses() {
    try (SqlSession session = sessions.openSession(ExecutorType.REUSE)) {
      Parcels parcels = session.getMapper(Parcels.class);
      for (int i = 0; i < 5; i++) {
        parcels.insert(Parcel.of("r" + i, null));
      }
      session.commit();
      assertEquals(List.of("r0", "r1", "r2", "r3", "r4"), parcels.names());
    }
  }

  @Test
  void dynamicSqlOfAnXmlMapperWorks() {
    try (SqlSession session = sessions.openSession(true)) {
      Parcels parcels = session.getMapper(Parcels.class);
      List<Parcel> rows = List.of(Parcel.of("a", "1"), Parcel.of("b", "2"), Parcel.of("c", "3"));
      assertEquals(3, parcels.insertAll(rows));
      assertEquals(2, parcels.search(List.of("a", "c", "x"), null).size());
      List<Parcel> heavy = parcels.search(List.of("a", "c", "x"), new BigDecimal("2"));
      assertEquals("c", heavy.get(0).name);
    }
  }

  @Test
  void cursorsAndRowBoundsReadInPieces() throws IOException {
    try (SqlSession session = sessions.openSession()) {
      Parcels parcels = session.getMapper(Parcels.class);
      for (int i = 0; i < 10; i++) {
        parcels.insert(Parcel.of("p" + i, null));
      }
      try (Cursor<Parcel> cursor = parcels.all()) {
        int seen = 0;
        for (Parcel parcel : cursor) {
          assertTrue(parcel.name.startsWith("p"));
          seen++;
        }
        assertEquals(10, seen);
      }
      String names = Parcels.class.getName() + ".names";
      assertEquals(List.of("p3", "p4"), session.selectList(names, null, new RowBounds(3, 2)));
    }
  }

  @Test
  void handlersOfBytesAndTimesWork() {
    OffsetDateTime zoned = OffsetDateTime.of(2026, 1, 31, 10, 0, 0, 0, ZoneOffset.UTC);
    try (SqlSession session = sessions.openSession(true)) {
      Parcels parcels = session.getMapper(Parcels.class);
      parcels.insertEverything(
          Map.of(
              "id",
              1,
              "bytes",
              new byte[] {1, 2, 3},
              "day",
              LocalDate.of(2026, 1, 31),
              "clock",
              LocalTime.of(10, 30),
              "moment",
              LocalDateTime.of(2026, 1, 31, 10, 30),
              "zoned",
              zoned,
              "instant",
              zoned.toInstant(),
              "flag",
              true,
              "kind",
              Kind.LARGE));
      Everything back = parcels.everything(1);
      assertTrue(Arrays.equals(new byte[] {1, 2, 3}, back.bytes));
      assertEquals(LocalDate.of(2026, 1, 31), back.day);
      assertEquals(LocalTime.of(10, 30), back.clock);
      assertEquals(LocalDateTime.of(2026, 1, 31, 10, 30), back.moment);
      assertEquals(zoned.toInstant(), back.zoned.toInstant());
      assertEquals(zoned.toInstant(), back.instant);
      assertEquals(true, back.flag);
      assertEquals(Kind.LARGE, back.kind);
      parcels.insertEverything(Map.of("id", 2));
      assertNull(parcels.everything(2).moment);
    }
  }

  @Test
  void errorsKeepTheirState() {
    Parcel parcel = Parcel.of("twice", null);
    parcel.id = UUID.fromString("01900000-0000-7000-8000-000000000001");
    try (SqlSession session = sessions.openSession()) {
      Parcels parcels = session.getMapper(Parcels.class);
      parcels.insertWithId(parcel);
      PersistenceException twice =
          assertThrows(PersistenceException.class, () -> parcels.insertWithId(parcel));
      assertState("23505", twice.getCause());
    }
  }
}
