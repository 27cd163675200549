package dev.aft.engine.catalog;

import dev.aft.engine.future.AsyncLoop;
import dev.aft.engine.future.Futures;
import dev.aft.engine.sql.TableName;
import dev.aft.engine.transaction.Transaction;
import dev.aft.engine.transaction.TransactionScan;
import dev.aft.engine.type.SqlType;
import dev.aft.storage.spi.Bytes;
import dev.aft.storage.spi.Entry;
import dev.aft.storage.spi.KeyRange;
import dev.aft.storage.spi.ScanDirection;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * What exists, as a transaction sees it. Database {@code aft}, its schema {@code public} and in it
 * the table {@code kv} exist from the start, without an entry. Thread-safe and without state: every
 * answer comes from the transaction, whose reads of catalog keys are answered from the value cache.
 */
public final class Catalog {
  public static final String DEFAULT_DATABASE = "aft";
  public static final String DEFAULT_SCHEMA = "public";
  public static final String KEY_VALUE_TABLE = "kv";

  /** Ids below this one are given out by hand. */
  static final long FIRST_RANDOM_ID = 1024;

  private static final long KEY_VALUE_TABLE_ID = 1;
  private static final int PAGE = 256;
  private static final TableName DEFAULT_KEY_VALUE_TABLE =
      new TableName(DEFAULT_DATABASE, DEFAULT_SCHEMA, KEY_VALUE_TABLE);

  private final Executor worker;

  /**
   * @param worker goes on with long listings
   */
  public Catalog(Executor worker) {
    this.worker = worker;
  }

  /** The definition of a key-value table of the given id. */
  static TableDefinition keyValueTable(TableName name, long id) {
    return new TableDefinition(
        name,
        id,
        List.of(
            new ColumnDefinition(1, "key", SqlType.VARCHAR, true, null),
            new ColumnDefinition(2, "value", SqlType.VARBINARY, false, null)),
        List.of(0));
  }

  /**
   * What the value read under {@link CatalogKeys#table} says; empty when there is no such table.
   *
   * @throws dev.aft.engine.EngineException {@code DATA_CORRUPTED}
   */
  public static Optional<TableDefinition> tableOf(TableName name, Optional<Bytes> value) {
    if (value.isPresent()) {
      return Optional.of(TableDefinitionCodec.decode(name, value.get()));
    }
    return name.equals(DEFAULT_KEY_VALUE_TABLE)
        ? Optional.of(keyValueTable(name, KEY_VALUE_TABLE_ID))
        : Optional.empty();
  }

  /** The table of this name, or empty. */
  public CompletableFuture<Optional<TableDefinition>> findTable(
      Transaction transaction, TableName name) {
    return Futures.map(transaction.read(CatalogKeys.table(name)), value -> tableOf(name, value));
  }

  public CompletableFuture<Boolean> databaseExists(Transaction transaction, String database) {
    if (database.equals(DEFAULT_DATABASE)) {
      return CompletableFuture.completedFuture(true);
    }
    return Futures.map(transaction.read(CatalogKeys.database(database)), Optional::isPresent);
  }

  public CompletableFuture<Boolean> schemaExists(
      Transaction transaction, String database, String schema) {
    if (isDefaultSchema(database, schema)) {
      return CompletableFuture.completedFuture(true);
    }
    return Futures.map(transaction.read(CatalogKeys.schema(database, schema)), Optional::isPresent);
  }

  static boolean isDefaultSchema(String database, String schema) {
    return database.equals(DEFAULT_DATABASE) && schema.equals(DEFAULT_SCHEMA);
  }

  /** All databases, in order of their names. */
  public CompletableFuture<List<String>> databases(Transaction transaction) {
    return Futures.map(
        entries(transaction, CatalogKeys.databases()),
        entries -> {
          TreeSet<String> names = new TreeSet<>();
          names.add(DEFAULT_DATABASE);
          entries.forEach(entry -> names.add(CatalogKeys.names(entry.key(), 1).get(0)));
          return List.copyOf(names);
        });
  }

  /** All schemas of a database, in order of their names. */
  public CompletableFuture<List<String>> schemas(Transaction transaction, String database) {
    return Futures.map(
        entries(transaction, CatalogKeys.schemas(database)),
        entries -> {
          TreeSet<String> names = new TreeSet<>();
          if (database.equals(DEFAULT_DATABASE)) {
            names.add(DEFAULT_SCHEMA);
          }
          entries.forEach(entry -> names.add(CatalogKeys.names(entry.key(), 2).get(1)));
          return List.copyOf(names);
        });
  }

  /** All tables of a database, in order of schema and name. */
  public CompletableFuture<List<TableDefinition>> tables(Transaction transaction, String database) {
    return Futures.map(
        entries(transaction, CatalogKeys.tables(database)),
        entries -> tables(entries, database.equals(DEFAULT_DATABASE)));
  }

  /** All tables of a schema, in order of their names. */
  public CompletableFuture<List<TableDefinition>> tables(
      Transaction transaction, String database, String schema) {
    return Futures.map(
        entries(transaction, CatalogKeys.tables(database, schema)),
        entries -> tables(entries, isDefaultSchema(database, schema)));
  }

  private static List<TableDefinition> tables(List<Entry> entries, boolean withDefault) {
    TreeMap<String, TableDefinition> tables = new TreeMap<>();
    if (withDefault) {
      tables.put(
          sortKey(DEFAULT_KEY_VALUE_TABLE),
          keyValueTable(DEFAULT_KEY_VALUE_TABLE, KEY_VALUE_TABLE_ID));
    }
    for (Entry entry : entries) {
      List<String> names = CatalogKeys.names(entry.key(), 3);
      TableName name = new TableName(names.get(0), names.get(1), names.get(2));
      tables.put(sortKey(name), TableDefinitionCodec.decode(name, entry.value()));
    }
    return List.copyOf(tables.values());
  }

  private static String sortKey(TableName name) {
    return name.schema() + '\0' + name.name();
  }

  /** All entries of a range: catalogs are small. */
  CompletableFuture<List<Entry>> entries(Transaction transaction, KeyRange range) {
    TransactionScan scan = transaction.scan(range, ScanDirection.FORWARD);
    List<Entry> all = new ArrayList<>();
    return Futures.map(
        AsyncLoop.run(
            () -> scan.next(PAGE),
            page -> {
              all.addAll(page);
              return !page.isEmpty();
            },
            worker),
        done -> all);
  }
}
