package dev.aft.conformance.frameworks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.zaxxer.hikari.HikariDataSource;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.dao.OptimisticLockingFailureException;
import org.springframework.data.annotation.Id;
import org.springframework.data.annotation.Version;
import org.springframework.data.domain.Page;
import org.springframework.data.domain.PageRequest;
import org.springframework.data.domain.Sort;
import org.springframework.data.jdbc.core.JdbcAggregateTemplate;
import org.springframework.data.jdbc.core.dialect.JdbcPostgresDialect;
import org.springframework.data.jdbc.repository.config.AbstractJdbcConfiguration;
import org.springframework.data.jdbc.repository.config.EnableJdbcRepositories;
import org.springframework.data.jdbc.repository.query.Modifying;
import org.springframework.data.jdbc.repository.query.Query;
import org.springframework.data.relational.core.dialect.Dialect;
import org.springframework.data.relational.core.mapping.Embedded;
import org.springframework.data.relational.core.mapping.MappedCollection;
import org.springframework.data.relational.core.sql.LockMode;
import org.springframework.data.relational.repository.Lock;
import org.springframework.data.repository.ListCrudRepository;
import org.springframework.data.repository.ListPagingAndSortingRepository;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcOperations;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Spring Data JDBC as it is: repositories, derived and written queries, versions, children, pages.
 */
@SuppressWarnings("NullAway.Init") // JUnit fills the fields before the tests
class SpringDataIT extends OneNode {
  private static AnnotationConfigApplicationContext context;
  private static Customers customers;
  private static Baskets baskets;

  // page begins: configuration
  @Configuration
  @EnableJdbcRepositories(considerNestedRepositories = true)
  static class DataConfiguration extends AbstractJdbcConfiguration {
    @Override
    @Bean
    public Dialect jdbcDialect(NamedParameterJdbcOperations operations) {
      return JdbcPostgresDialect.INSTANCE; // what it says is what AFT understands
    }

    @Bean
    DataSource dataSource() {
      HikariDataSource pool = new HikariDataSource();
      pool.setJdbcUrl(url);
      return pool;
    }

    @Bean
    NamedParameterJdbcOperations operations(DataSource dataSource) {
      return new NamedParameterJdbcTemplate(dataSource);
    }

    @Bean
    PlatformTransactionManager transactionManager(DataSource dataSource) {
      return new JdbcTransactionManager(dataSource);
    }
  }

  // page ends

  // page begins: repository
  record Customer(
      @Id @Nullable UUID id, // null in a new one: the column's default makes it
      @Version int version,
      String name,
      @Nullable LocalDate born,
      @Nullable BigDecimal credit,
      @Embedded.Nullable @Nullable Address address) {}

  record Address(String street, String town) {}

  interface Customers
      extends ListCrudRepository<Customer, UUID>, ListPagingAndSortingRepository<Customer, UUID> {
    List<Customer> findByAddressTownOrderByName(String town);

    @Query("SELECT * FROM customer WHERE credit > :least ORDER BY credit DESC LIMIT 10")
    List<Customer> findRich(BigDecimal least);

    @Modifying
    @Query("UPDATE customer SET credit = credit + :amount WHERE id = :id")
    boolean give(UUID id, BigDecimal amount);

    // page ends

    Optional<Customer> findByName(String name);

    List<Customer> findByNameIn(Set<String> names);

    List<Customer> findByBornBetween(LocalDate from, LocalDate to);

    List<Customer> findByNameStartingWithIgnoreCase(String start);

    List<Customer> findFirst2ByOrderByNameDesc();

    long countByCreditIsNull();

    boolean existsByName(String name);

    int deleteByName(String name);

    Stream<Customer> streamByNameLike(String pattern);

    Page<Customer> findByNameNot(String name, PageRequest page);

    @Lock(LockMode.PESSIMISTIC_WRITE)
    Optional<Customer> findLockedByName(String name);
  }

  /** An aggregate with children: each collection is a table whose key begins with its owner's. */
  record Basket(
      @Id @Nullable UUID id,
      String owner,
      @MappedCollection(idColumn = "basket", keyColumn = "place") List<Line> lines,
      @MappedCollection(idColumn = "basket") Set<Label> labels) {}

  record Line(String sku, int n) {}

  record Label(String label) {}

  interface Baskets extends ListCrudRepository<Basket, UUID> {}

  @BeforeAll
  static void startContext() throws SQLException {
    execute(
        "CREATE TABLE customer (id UUID PRIMARY KEY DEFAULT gen_random_uuid(), version INTEGER,"
            + " name TEXT NOT NULL, born DATE, credit DECIMAL(10,2), street TEXT, town TEXT)",
        "CREATE TABLE basket (id UUID PRIMARY KEY DEFAULT gen_random_uuid(), owner TEXT)",
        "CREATE TABLE line (basket UUID, place INTEGER, sku TEXT, n INTEGER,"
            + " PRIMARY KEY (basket, place))",
        "CREATE TABLE label (basket UUID, label TEXT, PRIMARY KEY (basket, label))");
    context = new AnnotationConfigApplicationContext(DataConfiguration.class);
    customers = context.getBean(Customers.class);
    baskets = context.getBean(Baskets.class);
  }

  @AfterAll
  static void closeContext() {
    context.close();
  }

  @BeforeEach
  void clean() {
    customers.deleteAll();
    baskets.deleteAll();
  }

  private static Customer customer(String name, @Nullable LocalDate born, @Nullable String credit) {
    return new Customer(
        null,
        0,
        name,
        born,
        credit == null ? null : new BigDecimal(credit),
        new Address("High Street", name.length() % 2 == 0 ? "Even" : "Odd"));
  }

  private static Customer ada() {
    return customers.save(customer("ada", LocalDate.of(1815, 12, 10), "5.00"));
  }

  @Test
  void anAggregateIsInsertedReadUpdatedAndDeleted() {
    Customer saved = ada();
    UUID id = saved.id();
    assertEquals(Optional.of(saved), customers.findById(id));
    Customer renamed =
        customers.save(
            new Customer(id, saved.version(), "Ada", saved.born(), null, saved.address()));
    assertEquals(saved.version() + 1, renamed.version());
    assertEquals(Optional.of(renamed), customers.findByName("Ada"));
    assertThrows(OptimisticLockingFailureException.class, () -> customers.save(saved));
    customers.delete(renamed);
    assertFalse(customers.existsById(id));
  }

  @Test
  void derivedQueriesFindWhatTheySay() {
    customers.saveAll(
        List.of(
            customer("ada", LocalDate.of(1815, 12, 10), "5.00"),
            customer("alan", LocalDate.of(1912, 6, 23), "7.50"),
            customer("grace", LocalDate.of(1906, 12, 9), null)));
    assertEquals(List.of("ada", "grace"), names(customers.findByAddressTownOrderByName("Odd")));
    assertEquals(2, customers.findByNameIn(Set.of("ada", "alan", "nobody")).size());
    assertEquals(
        List.of("grace"),
        names(customers.findByBornBetween(LocalDate.of(1900, 1, 1), LocalDate.of(1910, 1, 1))));
    assertEquals(2, customers.findByNameStartingWithIgnoreCase("A").size());
    assertEquals(List.of("grace", "alan"), names(customers.findFirst2ByOrderByNameDesc()));
    assertEquals(1, customers.countByCreditIsNull());
    assertTrue(customers.existsByName("ada"));
    try (Stream<Customer> stream = customers.streamByNameLike("%a%")) {
      assertEquals(3, stream.count());
    }
    assertEquals(1, customers.deleteByName("grace"));
    assertEquals(2, customers.count());
  }

  private static List<String> names(List<Customer> found) {
    return found.stream().map(Customer::name).toList();
  }

  @Test
  void writtenQueriesReadAndModify() {
    Customer ada = ada();
    assertTrue(customers.give(Objects.requireNonNull(ada.id()), new BigDecimal("2.50")));
    assertFalse(customers.give(UUID.randomUUID(), BigDecimal.ONE));
    assertEquals(List.of("ada"), names(customers.findRich(new BigDecimal("7"))));
  }

  @Test
  void pagesHaveTheirOrderAndTotal() {
    for (int i = 0; i < 7; i++) {
      customers.save(customer("c" + i, null, null));
    }
    Page<Customer> second = customers.findAll(PageRequest.of(1, 3, Sort.by("name").descending()));
    assertEquals(List.of("c3", "c2", "c1"), names(second.getContent()));
    assertEquals(7, second.getTotalElements());
    Page<Customer> named = customers.findByNameNot("c0", PageRequest.of(2, 2, Sort.by("name")));
    assertEquals(List.of("c5", "c6"), names(named.getContent()));
    assertEquals(3, named.getTotalPages());
  }

  @Test
  void childrenAreSavedReadAndDeletedWithTheirRoot() throws SQLException {
    Basket saved =
        baskets.save(
            new Basket(
                null,
                "ada",
                List.of(new Line("pen", 1), new Line("ink", 2)),
                Set.of(new Label("gift"))));
    assertEquals(saved, baskets.findById(saved.id()).orElseThrow());
    Basket changed =
        baskets.save(new Basket(saved.id(), "ada", List.of(new Line("pad", 3)), Set.of()));
    assertEquals(List.of(changed), baskets.findAll());
    assertEquals(1, number("SELECT COUNT(*) FROM line"));
    baskets.deleteById(saved.id());
    assertEquals(0, number("SELECT COUNT(*) FROM line"));
  }

  @Test
  void anIdOfOnesOwnIsInsertedOnce() {
    JdbcAggregateTemplate template = context.getBean(JdbcAggregateTemplate.class);
    UUID id = UUID.fromString("01900000-0000-7000-8000-000000000001");
    Basket mine = new Basket(id, "ada", List.of(), Set.of());
    template.insert(mine);
    assertEquals(Optional.of(mine), baskets.findById(id));
    assertTrue(
        assertThrows(RuntimeException.class, () -> template.insert(mine)).getCause()
            instanceof DuplicateKeyException);
  }

  @Test
  void aLockedReadGuardsItsTransaction() {
    Customer ada = ada();
    TransactionTemplate transaction =
        new TransactionTemplate(context.getBean(PlatformTransactionManager.class));
    Optional<Customer> locked = transaction.execute(status -> customers.findLockedByName("ada"));
    assertEquals(Optional.of(ada), locked);
  }
}
