package dev.aft.conformance.frameworks;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aft.conformance.frameworks.HibernateEntities.Account;
import dev.aft.conformance.frameworks.HibernateEntities.Colour;
import dev.aft.conformance.frameworks.HibernateEntities.Counted;
import dev.aft.conformance.frameworks.HibernateEntities.Divided;
import dev.aft.conformance.frameworks.HibernateEntities.Entry;
import dev.aft.conformance.frameworks.HibernateEntities.Everything;
import dev.aft.conformance.frameworks.HibernateEntities.Identified;
import dev.aft.conformance.frameworks.HibernateEntities.Place;
import dev.aft.conformance.frameworks.HibernateEntities.PlaceId;
import dev.aft.conformance.frameworks.HibernateEntities.Sequenced;
import dev.aft.hibernate.AftDialect;
import jakarta.persistence.LockModeType;
import jakarta.persistence.PersistenceException;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.hibernate.HibernateException;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.hibernate.Transaction;
import org.hibernate.cfg.Configuration;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.query.SelectionQuery;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Hibernate ORM with the dialect that it finds by itself; once with the version that the build
 * manages, once with the next major one.
 */
@Tag("each-hibernate")
@SuppressWarnings("NullAway.Init") // JUnit fills the fields before the tests
class HibernateIT extends OneNode {
  private static SessionFactory factory;

  private static Configuration configuration(String schemaAction, Class<?>... entities) {
    Configuration configuration = new Configuration();
    configuration.setProperty("hibernate.connection.url", url);
    configuration.setProperty("hibernate.hbm2ddl.auto", schemaAction);
    configuration.setProperty("hibernate.hbm2ddl.halt_on_error", "true");
    for (Class<?> entity : entities) {
      configuration.addAnnotatedClass(entity);
    }
    return configuration;
  }

  @BeforeAll
  static void build() {
    // page begins: configure
    Configuration configuration = new Configuration();
    configuration.setProperty("hibernate.connection.url", url);
    configuration.setProperty("hibernate.hbm2ddl.auto", "create"); // or update, or validate
    configuration.setProperty("hibernate.jdbc.batch_size", "50");
    configuration.addAnnotatedClass(Account.class);
    configuration.addAnnotatedClass(Entry.class);
    // page ends
    configuration.addAnnotatedClass(Everything.class);
    configuration.addAnnotatedClass(Place.class);
    configuration.addAnnotatedClass(Counted.class);
    configuration.setProperty("hibernate.hbm2ddl.halt_on_error", "true");
    configuration.setProperty("hibernate.generate_statistics", "true");
    factory = configuration.buildSessionFactory();
  }

  @AfterAll
  static void close() {
    factory.close();
  }

  private static UUID newAccount(String owner, int balance) {
    return factory.fromTransaction(
        session -> {
          Account account = new Account();
          account.owner = owner;
          account.balance = BigDecimal.valueOf(balance);
          session.persist(account);
          return account.id;
        });
  }

  private static void transfer(UUID from, UUID to, BigDecimal amount) {
    // page begins: transfer
    for (int attempt = 1; ; attempt++) {
      try (Session session = factory.openSession()) {
        Transaction transaction = session.beginTransaction();
        Account giver = session.find(Account.class, from);
        Account taker = session.find(Account.class, to);
        giver.balance = giver.balance.subtract(amount);
        taker.balance = taker.balance.add(amount);
        transaction.commit(); // checks the versions: at most one of two that meet comes through
        return;
      } catch (PersistenceException e) {
        if (attempt == 5) {
          throw e;
        }
      }
    }
    // page ends
  }

  @Test
  void theVersionIsTheOneThatThisRunIsFor() {
    String expected = System.getProperty("aft.test.hibernate", "6.");
    assertTrue(
        org.hibernate.Version.getVersionString().startsWith(expected),
        org.hibernate.Version.getVersionString());
  }

  @Test
  void theDialectIsFoundByTheConnection() {
    assertInstanceOf(
        AftDialect.class,
        factory.unwrap(SessionFactoryImplementor.class).getJdbcServices().getDialect());
  }

  @Test
  void anEntityIsInsertedReadUpdatedAndDeleted() throws SQLException {
    UUID id = newAccount("ann", 10);
    factory.inTransaction(session -> session.find(Account.class, id).balance = BigDecimal.ONE);
    factory.inTransaction(
        session -> {
          Account account = session.find(Account.class, id);
          assertEquals(0, BigDecimal.ONE.compareTo(account.balance));
          assertEquals(1, account.version);
          session.remove(account);
        });
    factory.inSession(session -> assertEquals(null, session.find(Account.class, id)));
    UUID other = newAccount("other", 1);
    transfer(newAccount("giver", 5), other, BigDecimal.TEN);
    assertEquals(11, number("SELECT balance FROM account WHERE id = '" + other + "'"));
  }

  @Test
  void everyTypeComesBackAsItWas() {
    Everything written = everything();
    factory.inTransaction(session -> session.persist(written));
    factory.inTransaction(
        session -> {
          Everything empty = new Everything();
          empty.id = 2;
          session.persist(empty);
        });
    factory.inSession(
        session -> {
          Everything read = session.find(Everything.class, 1L);
          assertEquals(written.text, read.text);
          assertEquals(written.longText, read.longText);
          assertEquals(written.flag, read.flag);
          assertEquals(written.tiny, read.tiny);
          assertEquals(written.large, read.large);
          assertEquals(written.single, read.single);
          assertEquals(written.twice, read.twice);
          assertEquals(written.exact, read.exact);
          assertEquals(written.date, read.date);
          assertEquals(written.time, read.time);
          assertEquals(written.dateTime, read.dateTime);
          assertEquals(written.instant, read.instant);
          assertTrue(written.offsetDateTime.isEqual(read.offsetDateTime));
          assertEquals(written.duration, read.duration);
          assertEquals(written.uuid, read.uuid);
          assertArrayEquals(written.bytes, read.bytes);
          assertEquals(Colour.GREEN, read.colour);
          assertEquals(Colour.RED, read.ordinal);
          assertEquals('ß', read.letter);
          assertArrayEquals(written.words, read.words);
          assertEquals(null, session.find(Everything.class, 2L).uuid);
        });
  }

  private static Everything everything() {
    Everything row = new Everything();
    row.id = 1;
    row.text = "it's \\ äöü";
    row.shortText = "short";
    row.longText = "long".repeat(10_000);
    row.flag = true;
    row.tiny = -7;
    row.small = 300;
    row.number = 70_000;
    row.large = Long.MIN_VALUE;
    row.single = 1.5f;
    row.twice = 1e300;
    row.exact = new BigDecimal("123456789.125");
    row.date = LocalDate.of(2024, 2, 29);
    row.time = LocalTime.of(23, 59, 58);
    row.dateTime = LocalDateTime.of(2024, 2, 29, 1, 2, 3, 456_789_000);
    row.instant = Instant.parse("2024-02-29T01:02:03.456789Z");
    row.offsetDateTime = OffsetDateTime.parse("2024-02-29T01:02:03+05:30");
    row.duration = Duration.ofSeconds(90, 500);
    row.uuid = new UUID(1, 2);
    row.bytes = new byte[] {0, -1, 127};
    row.colour = Colour.GREEN;
    row.ordinal = Colour.RED;
    row.letter = 'ß';
    row.words = new String[] {"a", "b"};
    return row;
  }

  @Test
  void ofTwoTransactionsThatChangeOneVersionOnlyOneCommits() throws SQLException {
    UUID id = newAccount("contended", 0);
    try (Session first = factory.openSession();
        Session second = factory.openSession()) {
      Transaction one = addOne(first, id);
      Transaction two = addOne(second, id);
      first.flush();
      second.flush(); // both have matched the version: the counts of changed rows are 1 and 1
      one.commit();
      PersistenceException refused = assertThrows(PersistenceException.class, two::commit);
      assertEquals("40001", sqlState(refused));
    }
    assertEquals(1, number("SELECT balance FROM account WHERE id = '" + id + "'"));
  }

  private static Transaction addOne(Session session, UUID id) {
    Transaction transaction = session.beginTransaction();
    Account account = session.find(Account.class, id);
    account.balance = account.balance.add(BigDecimal.ONE);
    return transaction;
  }

  private static String sqlState(Throwable error) {
    for (Throwable cause = error; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException sql) {
        return sql.getSQLState();
      }
    }
    return "";
  }

  @Test
  void aStaleEntityIsRefused() {
    UUID id = newAccount("stale", 0);
    Account stale = factory.fromSession(session -> session.find(Account.class, id));
    factory.inTransaction(session -> session.find(Account.class, id).owner = "changed");
    stale.owner = "too late";
    assertThrows(
        jakarta.persistence.OptimisticLockException.class,
        () -> factory.inTransaction(session -> session.merge(stale)));
    assertThrows(
        jakarta.persistence.OptimisticLockException.class,
        () -> factory.inTransaction(session -> session.remove(session.merge(stale))));
  }

  @Test
  void aPessimisticLockMakesTheLoserFailAtCommit() {
    UUID id = newAccount("locked", 0);
    try (Session first = factory.openSession();
        Session second = factory.openSession()) {
      Transaction one = first.beginTransaction();
      Transaction two = second.beginTransaction();
      first.find(Account.class, id, LockModeType.PESSIMISTIC_WRITE).owner = "one";
      second.find(Account.class, id, LockModeType.PESSIMISTIC_READ).owner = "two";
      one.commit();
      assertThrows(PersistenceException.class, two::commit);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {-2, -1, 0, 5000}) // SKIP LOCKED, for ever, NOWAIT, five seconds
  void whatALockIsToldOfWaitingMeansNothing(int timeout) {
    UUID id = newAccount("waiting", 0);
    Map<String, Object> hints = Map.of("jakarta.persistence.lock.timeout", timeout);
    try (Session first = factory.openSession();
        Session second = factory.openSession()) {
      Transaction one = first.beginTransaction();
      Transaction two = second.beginTransaction();
      first.find(Account.class, id, LockModeType.PESSIMISTIC_WRITE, hints).owner = "one";
      second
              .createSelectionQuery("from Account where id = :id", Account.class)
              .setParameter("id", id)
              .setLockMode(LockModeType.PESSIMISTIC_WRITE)
              .setTimeout(30)
              .setHint("jakarta.persistence.lock.timeout", timeout)
              .getSingleResult()
              .owner =
          "two";
      one.commit();
      assertEquals("40001", sqlState(assertThrows(PersistenceException.class, two::commit)));
    }
  }

  @Test
  void aBulkStatementOverTwoTablesIsRefusedWithWhatToDoInstead() {
    try (SessionFactory twoTables = configuration("none", Divided.class).buildSessionFactory()) {
      for (String statement :
          List.of(
              "update Divided set here = 1, there = 2",
              "delete from Divided where there = 1",
              "insert into Divided (id, here, there) values (1, 2, 3)")) {
        RuntimeException refused =
            assertThrows(
                RuntimeException.class,
                () ->
                    twoTables.inTransaction(
                        session -> session.createMutationQuery(statement).executeUpdate()),
                statement);
        assertTrue(
            String.valueOf(refused.getMessage()).contains("Change its rows one by one"),
            statement + ": " + refused);
      }
    }
  }

  @Test
  void batchesTravelTogether() throws SQLException {
    factory.getStatistics().clear();
    factory.inTransaction(
        session -> {
          for (int i = 0; i < 200; i++) {
            Entry entry = new Entry();
            entry.id = "batch-" + i;
            entry.amount = BigDecimal.valueOf(i);
            session.persist(entry);
          }
        });
    assertEquals(200, number("SELECT COUNT(*) FROM entry WHERE id LIKE 'batch-%'"));
    assertEquals(1, factory.getStatistics().getPrepareStatementCount());
  }

  @Test
  void queriesThatNeedNoJoinAreAnswered() {
    for (int i = 0; i < 5; i++) {
      newAccount("query-" + i, i);
    }
    factory.inTransaction(
        session -> {
          // page begins: query
          List<Account> rich =
              session
                  .createSelectionQuery(
                      "from Account where owner like :name and balance >= :least"
                          + " order by balance desc",
                      Account.class)
                  .setParameter("name", "query-%")
                  .setParameter("least", BigDecimal.valueOf(2))
                  .setMaxResults(2)
                  .list();
          // page ends
          assertEquals(List.of("query-4", "query-3"), rich.stream().map(a -> a.owner).toList());
          assertEquals(
              List.of("QUERY-1", "QUERY-2"),
              session
                  .createSelectionQuery(
                      "select upper(a.owner) from Account a where a.owner in ('query-1', 'query-2')"
                          + " and length(trim(a.owner)) = 7 order by 1",
                      String.class)
                  .list());
          assertEquals(
              10,
              query(
                      session,
                      "select sum(balance) from Account where owner like 'query-%'",
                      Number.class)
                  .getSingleResult()
                  .intValue());
          assertEquals(
              List.of("query-3"),
              query(
                      session,
                      "select owner from Account where owner like 'query-%' order by owner",
                      String.class)
                  .setFirstResult(3)
                  .setMaxResults(1)
                  .list());
          assertEquals(
              5,
              session
                  .createMutationQuery(
                      "update Account a set a.balance = a.balance + 1 where a.owner like 'query-%'")
                  .executeUpdate());
          assertEquals(
              1,
              session
                  .createMutationQuery("delete from Account where owner = 'query-0'")
                  .executeUpdate());
          assertNotNull(
              query(session, "select local datetime, current_date, instant", Object[].class)
                  .getSingleResult());
        });
  }

  private static <T> SelectionQuery<T> query(Session session, String hql, Class<T> type) {
    return session.createSelectionQuery(hql, type);
  }

  @Test
  void associationsAreLoadedByQueriesOfTheirOwn() {
    factory.inTransaction(
        session -> {
          for (int i = 0; i < 3; i++) {
            Account account = new Account();
            account.owner = "owner-" + i;
            session.persist(account);
            for (int j = 0; j < 2; j++) {
              Entry entry = new Entry();
              entry.id = "entry-" + i + j;
              entry.account = account;
              session.persist(entry);
            }
            Place place = new Place();
            place.id = new PlaceId("DE", i);
            place.tags.addAll(Set.of("a", "b"));
            place.remarks.addAll(List.of("first", "second"));
            place.account = account;
            session.persist(place);
          }
        });
    factory.getStatistics().clear();
    factory.inSession(
        session -> {
          List<Account> accounts =
              query(session, "from Account where owner like 'owner-%'", Account.class).list();
          assertEquals(6, accounts.stream().mapToInt(account -> account.entries.size()).sum());
          assertEquals(2, factory.getStatistics().getPrepareStatementCount());
          Place place = session.find(Place.class, new PlaceId("DE", 1));
          assertEquals(Set.of("a", "b"), place.tags);
          assertEquals(List.of("first", "second"), place.remarks);
          assertEquals("owner-1", place.account.owner);
        });
    factory.inTransaction(
        session -> {
          Place place = session.find(Place.class, new PlaceId("DE", 2));
          place.tags.remove("a");
          place.remarks.add(0, "new");
        });
    factory.inSession(
        session -> {
          Place place = session.find(Place.class, new PlaceId("DE", 2));
          assertEquals(Set.of("b"), place.tags);
          assertEquals(List.of("new", "first", "second"), place.remarks);
          List<Place> two =
              session
                  .byMultipleIds(Place.class)
                  .multiLoad(new PlaceId("DE", 0), new PlaceId("DE", 1));
          assertEquals(2, two.size());
        });
  }

  @Test
  void joinsAreRefusedWithWhatToDoInstead() {
    factory.inSession(
        session -> {
          HibernateException refused =
              assertThrows(
                  HibernateException.class,
                  () ->
                      query(
                              session,
                              "select e.id from Entry e join e.account a where a.owner = 'x'",
                              String.class)
                          .list());
          assertEquals("HYC00", sqlState(refused));
        });
  }

  @Test
  void theSchemaIsValidatedAndUpdated() throws SQLException {
    configuration("validate", Account.class, Entry.class, Everything.class, Place.class)
        .buildSessionFactory()
        .close();
    execute("DROP TABLE entry");
    assertThrows(
        HibernateException.class,
        () -> configuration("validate", Account.class, Entry.class).buildSessionFactory());
    configuration("update", Account.class, Entry.class, Everything.class)
        .buildSessionFactory()
        .close();
    assertEquals(0, number("SELECT COUNT(*) FROM entry WHERE id = 'none'"));
  }

  @Test
  void generatedNumbersAreRefusedUnlessATableCountsThem() {
    for (Class<?> entity : List.of(Sequenced.class, Identified.class)) {
      HibernateException refused =
          assertThrows(
              HibernateException.class,
              () -> configuration("create", entity).buildSessionFactory(),
              entity.getSimpleName());
      assertTrue(String.valueOf(refused.getMessage()).contains("AFT has no"), refused::toString);
    }
    factory.inTransaction(session -> session.persist(new Counted()));
  }
}
