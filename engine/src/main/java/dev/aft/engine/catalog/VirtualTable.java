package dev.aft.engine.catalog;

import dev.aft.engine.sql.Access;
import dev.aft.engine.transaction.Transaction;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A table whose rows are made up when it is read.
 *
 * @param definition without a primary key
 */
public record VirtualTable(TableDefinition definition, RowSource source) {
  /** Makes the rows. */
  @FunctionalInterface
  public interface RowSource {
    /** All rows, as the transaction sees the database, but for tables without a right. */
    CompletableFuture<List<@Nullable Object[]>> rows(
        Catalog catalog, Transaction transaction, String database, Access access);
  }
}
