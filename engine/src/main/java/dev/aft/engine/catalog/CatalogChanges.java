package dev.aft.engine.catalog;

import dev.aft.engine.EngineException;
import dev.aft.engine.ErrorCode;
import dev.aft.engine.future.Futures;
import dev.aft.engine.sql.TableName;
import dev.aft.engine.transaction.Transaction;
import dev.aft.storage.spi.Bytes;
import dev.aft.storage.spi.KeyRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;

/**
 * Creates and drops. Whatever a change depends on is read and must be unchanged at commit, and
 * whoever puts something into a database or schema writes its entry anew: so of two transactions
 * that create the same thing, or of which one drops what the other fills, one fails with
 * MUST_RETRY.
 *
 * <p>Each method answers whether it changed anything; false only where IF [NOT] EXISTS made it
 * harmless.
 */
public final class CatalogChanges {
  private static final byte ENTRY_VERSION = 1;
  private static final int MAX_NAME_LENGTH = 128;
  private static final String INFORMATION_SCHEMA = "information_schema";

  private final Catalog catalog;
  private final RandomGenerator random;

  /**
   * @param random gives the ids of tables
   */
  public CatalogChanges(Catalog catalog, RandomGenerator random) {
    this.catalog = catalog;
    this.random = random;
  }

  /** The value of a database's or schema's entry: different each time it is written. */
  private Bytes entry() {
    byte[] entry = new byte[9];
    long stamp = random.nextLong();
    entry[0] = ENTRY_VERSION;
    for (int i = 0; i < 8; i++) {
      entry[1 + i] = (byte) (stamp >>> (56 - 8 * i));
    }
    return Bytes.wrap(entry);
  }

  private long newTableId() {
    long id = random.nextLong();
    while (Long.compareUnsigned(id, Catalog.FIRST_RANDOM_ID) < 0) {
      id = random.nextLong();
    }
    return id;
  }

  // ---------------------------------------------------------------- Databases

  public CompletableFuture<Boolean> createDatabase(
      Transaction transaction, String database, boolean ifNotExists) {
    checkName("database", database);
    Bytes key = CatalogKeys.database(database);
    return Futures.map(
        transaction.read(key),
        found -> {
          if (found.isPresent() || database.equals(Catalog.DEFAULT_DATABASE)) {
            return exists(
                ifNotExists, ErrorCode.DUPLICATE_DATABASE, "database \"" + database + "\"");
          }
          transaction.requireUnchanged(key);
          transaction.write(key, entry());
          transaction.write(CatalogKeys.schema(database, Catalog.DEFAULT_SCHEMA), entry());
          TableName name = new TableName(database, Catalog.DEFAULT_SCHEMA, Catalog.KEY_VALUE_TABLE);
          transaction.write(
              CatalogKeys.table(name),
              TableDefinitionCodec.encode(Catalog.keyValueTable(name, newTableId())));
          return true;
        });
  }

  /**
   * @param connected the database that the session is connected to, which cannot be dropped
   */
  public CompletableFuture<Boolean> dropDatabase(
      Transaction transaction, String database, String connected, boolean ifExists) {
    if (database.equals(connected) || database.equals(Catalog.DEFAULT_DATABASE)) {
      String why = database.equals(connected) ? "the connected database" : "the default database";
      return CompletableFuture.failedFuture(
          EngineException.builder(ErrorCode.OBJECT_IN_USE, "cannot drop " + why)
              .hint(
                  database.equals(Catalog.DEFAULT_DATABASE)
                      ? "Database aft always exists; drop its tables instead."
                      : ErrorCode.OBJECT_IN_USE.advice())
              .build());
    }
    Bytes key = CatalogKeys.database(database);
    return Futures.then(
        transaction.read(key),
        found -> {
          if (found.isEmpty()) {
            return CompletableFuture.completedFuture(
                missing(ifExists, ErrorCode.INVALID_DATABASE, "database \"" + database + "\""));
          }
          transaction.requireUnchanged(key);
          transaction.delete(key);
          return dropContents(transaction, database);
        });
  }

  private CompletableFuture<Boolean> dropContents(Transaction transaction, String database) {
    return Futures.then(
        catalog.schemas(transaction, database),
        schemas ->
            Futures.then(
                catalog.tables(transaction, database),
                tables -> {
                  List<Bytes> keys = new ArrayList<>();
                  schemas.forEach(schema -> keys.add(CatalogKeys.schema(database, schema)));
                  return dropEntries(transaction, keys, tables);
                }));
  }

  /** Drops tables and other entries, all of them read again and required to stay as they are. */
  private CompletableFuture<Boolean> dropEntries(
      Transaction transaction, List<Bytes> others, List<TableDefinition> tables) {
    List<Bytes> keys = new ArrayList<>(others);
    tables.forEach(table -> keys.add(CatalogKeys.table(table.name())));
    return Futures.map(
        transaction.readMany(keys),
        values -> {
          for (Bytes key : keys) {
            transaction.requireUnchanged(key);
            transaction.delete(key);
          }
          tables.forEach(table -> dropRows(transaction, table));
          return true;
        });
  }

  private static void dropRows(Transaction transaction, TableDefinition table) {
    transaction.dropRange(KeyRange.prefix(CatalogKeys.rowPrefix(table.id())));
  }

  // ---------------------------------------------------------------- Schemas

  public CompletableFuture<Boolean> createSchema(
      Transaction transaction, String database, String schema, boolean ifNotExists) {
    checkName("schema", schema);
    if (schema.startsWith("pg_")) {
      throw new EngineException(
          ErrorCode.UNSUPPORTED, "schema names that start with pg_ are reserved");
    }
    Bytes key = CatalogKeys.schema(database, schema);
    Bytes databaseKey = CatalogKeys.database(database);
    return Futures.map(
        transaction.readMany(List.of(key, databaseKey)),
        found -> {
          boolean reserved =
              schema.equals(INFORMATION_SCHEMA) || Catalog.isDefaultSchema(database, schema);
          if (found.get(0).isPresent() || reserved) {
            return exists(ifNotExists, ErrorCode.DUPLICATE_SCHEMA, "schema \"" + schema + "\"");
          }
          requireDatabase(database, found.get(1));
          transaction.requireUnchanged(key);
          transaction.requireUnchanged(databaseKey);
          transaction.write(key, entry());
          transaction.write(databaseKey, entry());
          return true;
        });
  }

  private static void requireDatabase(String database, Optional<Bytes> entry) {
    if (entry.isEmpty() && !database.equals(Catalog.DEFAULT_DATABASE)) {
      throw new EngineException(
          ErrorCode.INVALID_DATABASE, "database \"" + database + "\" does not exist");
    }
  }

  public CompletableFuture<Boolean> dropSchema(
      Transaction transaction, String database, String schema, boolean ifExists, boolean cascade) {
    if (schema.equals(Catalog.DEFAULT_SCHEMA) || schema.equals(INFORMATION_SCHEMA)) {
      throw required("schema \"" + schema + "\"");
    }
    Bytes key = CatalogKeys.schema(database, schema);
    return Futures.then(
        transaction.read(key),
        found -> {
          if (found.isEmpty()) {
            return CompletableFuture.completedFuture(
                missing(ifExists, ErrorCode.INVALID_SCHEMA, "schema \"" + schema + "\""));
          }
          return Futures.then(
              catalog.tables(transaction, database, schema),
              tables -> {
                if (!cascade && !tables.isEmpty()) {
                  throw notEmpty(schema, tables);
                }
                return dropEntries(transaction, List.of(key), tables);
              });
        });
  }

  private static EngineException notEmpty(String schema, List<TableDefinition> tables) {
    return EngineException.builder(
            ErrorCode.DEPENDENT_OBJECTS,
            "cannot drop schema \"" + schema + "\" because other objects depend on it")
        .detail("table " + tables.get(0).name() + " is in the schema")
        .build();
  }

  // ---------------------------------------------------------------- Tables

  /**
   * @param table its id is replaced by a new one
   */
  public CompletableFuture<Boolean> createTable(
      Transaction transaction, TableDefinition table, boolean ifNotExists) {
    TableName name = table.name();
    checkName("table", name.name());
    if (name.schema().equals(INFORMATION_SCHEMA)) {
      throw required("schema \"" + INFORMATION_SCHEMA + "\" as it is:");
    }
    Bytes key = CatalogKeys.table(name);
    Bytes schemaKey = CatalogKeys.schema(name.database(), name.schema());
    return Futures.map(
        transaction.readMany(List.of(key, schemaKey)),
        found -> {
          if (Catalog.tableOf(name, found.get(0)).isPresent()) {
            return exists(ifNotExists, ErrorCode.DUPLICATE_TABLE, "table \"" + name.name() + "\"");
          }
          if (found.get(1).isEmpty() && !Catalog.isDefaultSchema(name.database(), name.schema())) {
            throw new EngineException(
                ErrorCode.INVALID_SCHEMA, "schema \"" + name.schema() + "\" does not exist");
          }
          transaction.requireUnchanged(key);
          transaction.requireUnchanged(schemaKey);
          TableDefinition created =
              new TableDefinition(name, newTableId(), table.columns(), table.primaryKey());
          transaction.write(key, TableDefinitionCodec.encode(created));
          transaction.write(schemaKey, entry());
          return true;
        });
  }

  /**
   * Drops one table.
   *
   * @return false when there is none of this name
   */
  public CompletableFuture<Boolean> dropTable(Transaction transaction, TableName name) {
    if (name.schema().equals(Catalog.DEFAULT_SCHEMA)
        && name.name().equals(Catalog.KEY_VALUE_TABLE)) {
      throw EngineException.builder(
              ErrorCode.DEPENDENT_OBJECTS,
              "cannot drop table \"kv\" because GET, PUT, DEL and SCAN need it")
          .hint("DELETE FROM kv empties it.")
          .build();
    }
    Bytes key = CatalogKeys.table(name);
    return Futures.map(
        transaction.read(key),
        found -> {
          if (found.isEmpty()) {
            return false;
          }
          TableDefinition table = TableDefinitionCodec.decode(name, found.get());
          transaction.requireUnchanged(key);
          transaction.delete(key);
          dropRows(transaction, table);
          return true;
        });
  }

  // ---------------------------------------------------------------- Answers

  private static boolean exists(boolean harmless, ErrorCode code, String what) {
    if (harmless) {
      return false;
    }
    throw new EngineException(code, what + " already exists");
  }

  private static boolean missing(boolean harmless, ErrorCode code, String what) {
    if (harmless) {
      return false;
    }
    throw new EngineException(code, what + " does not exist");
  }

  private static EngineException required(String what) {
    return EngineException.builder(
            ErrorCode.DEPENDENT_OBJECTS,
            "cannot change " + what + " because it is required by the database system")
        .hint("Use another schema.")
        .build();
  }

  private static void checkName(String kind, String name) {
    if (name.isEmpty() || name.length() > MAX_NAME_LENGTH || name.indexOf('\0') >= 0) {
      throw EngineException.builder(
              ErrorCode.LIMIT_EXCEEDED,
              "the name of a " + kind + " must have 1 to " + MAX_NAME_LENGTH + " characters")
          .hint("Use a shorter name.")
          .build();
    }
  }
}
