package dev.aft.conformance.frameworks;

import jakarta.persistence.CascadeType;
import jakarta.persistence.CollectionTable;
import jakarta.persistence.Column;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.FetchType;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Index;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.Lob;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.OneToMany;
import jakarta.persistence.OrderColumn;
import jakarta.persistence.SecondaryTable;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.hibernate.annotations.BatchSize;
import org.jspecify.annotations.NullUnmarked;

/** What the tests of Hibernate map: one table each, and associations that need no join. */
@NullUnmarked
final class HibernateEntities {
  private HibernateEntities() {}

  // page begins: entity
  @Entity(name = "Account")
  @Table(name = "account")
  static class Account {
    @Id
    @GeneratedValue(strategy = GenerationType.UUID)
    UUID id;

    @Version int version;

    String owner;
    BigDecimal balance;

    @OneToMany(mappedBy = "account", cascade = CascadeType.ALL)
    @BatchSize(size = 50) // one query for the entries of 50 accounts; joins are not there
    List<Entry> entries = new ArrayList<>();
  }

  @Entity(name = "Entry")
  @Table(name = "entry")
  static class Entry {
    @Id String id; // assigned by the application

    @ManyToOne(fetch = FetchType.LAZY)
    Account account;

    BigDecimal amount;
  }

  // page ends

  enum Colour {
    RED,
    GREEN
  }

  /** Every type that a column may have. */
  @Entity(name = "Everything")
  @Table(name = "everything", indexes = @Index(name = "by_text", columnList = "text"))
  static class Everything {
    @Id long id;
    String text;

    @Column(unique = true, length = 50)
    String shortText;

    @Lob String longText;
    boolean flag;
    byte tiny;
    short small;
    Integer number;
    Long large;
    float single;
    double twice;

    @Column(precision = 12, scale = 3)
    BigDecimal exact;

    LocalDate date;
    LocalTime time;
    LocalDateTime dateTime;
    Instant instant;
    OffsetDateTime offsetDateTime;
    Duration duration;
    UUID uuid;
    byte[] bytes;

    @Enumerated(EnumType.STRING)
    Colour colour;

    @Enumerated Colour ordinal;
    Character letter;
    String[] words;
  }

  /** In two tables. */
  @Entity(name = "Divided")
  @SecondaryTable(name = "divided_there")
  static class Divided {
    @Id long id;
    int here;

    @Column(table = "divided_there")
    int there;
  }

  /** A key of two columns. */
  @Embeddable
  record PlaceId(String country, int number) {}

  @Entity(name = "Place")
  @Table(name = "place")
  static class Place {
    @EmbeddedId PlaceId id;
    String name;

    @ElementCollection
    @CollectionTable(name = "place_tag")
    @Column(name = "tag", nullable = false)
    Set<String> tags = new HashSet<>();

    @ElementCollection
    @OrderColumn(name = "nr")
    List<String> remarks = new ArrayList<>();

    @ManyToOne // eager: loaded by a query of its own
    @JoinColumn(name = "main_account")
    Account account;
  }

  @Entity(name = "Sequenced")
  static class Sequenced {
    @Id
    @GeneratedValue(strategy = GenerationType.SEQUENCE)
    Long id;
  }

  @Entity(name = "Identified")
  static class Identified {
    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    Long id;
  }

  @Entity(name = "Counted")
  static class Counted {
    @Id
    @GeneratedValue(strategy = GenerationType.TABLE)
    Long id;
  }
}
