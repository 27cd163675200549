package dev.aft.engine.catalog;

import static dev.aft.engine.DecoderChecks.valueOrCorrupted;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aft.engine.sql.TableName;
import dev.aft.engine.type.SqlType;
import dev.aft.storage.contract.Damage;
import dev.aft.storage.contract.SeededRuns;
import dev.aft.storage.spi.Bytes;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A damaged catalog entry is refused, or is a definition that can be relied on. */
class TableDefinitionFuzzTest {
  private static final TableName NAME = new TableName("aft", "public", "orders");

  private static final TableDefinition TABLE =
      new TableDefinition(
          NAME,
          7,
          List.of(
              new ColumnDefinition(1, "id", SqlType.UUID, true, null),
              new ColumnDefinition(2, "größe", SqlType.decimal(12, 3), false, "1.5"),
              new ColumnDefinition(4, "name", SqlType.character(20), true, "'it''s'"),
              new ColumnDefinition(5, "at", SqlType.TIMESTAMP_WITH_TIME_ZONE, false, "now()")),
          List.of(2, 0));

  @Test
  void wholeDefinitionIsRead() {
    assertEquals(TABLE, TableDefinitionCodec.decode(NAME, TableDefinitionCodec.encode(TABLE)));
  }

  @Test
  void damagedDefinitionsAreRefusedOrSound() {
    byte[] whole = TableDefinitionCodec.encode(TABLE).toArray();
    SeededRuns.of(
        30_000,
        random -> {
          Bytes damaged = Bytes.wrap(Damage.of(whole, random));
          TableDefinition table =
              valueOrCorrupted(() -> TableDefinitionCodec.decode(NAME, damaged));
          if (table != null) {
            requireSound(table);
          }
        });
  }

  private static void requireSound(TableDefinition table) {
    assertFalse(table.primaryKey().isEmpty());
    for (int index : table.primaryKey()) {
      assertTrue(index >= 0 && index < table.columns().size());
    }
    for (ColumnDefinition column : table.columns()) {
      assertTrue(column.id() > 0 && column.type().length() <= SqlType.MAX_LENGTH);
      assertTrue(column.type().scale() >= 0 && column.type().length() >= 0);
    }
    assertEquals(
        table, TableDefinitionCodec.decode(table.name(), TableDefinitionCodec.encode(table)));
  }

  @Test
  void damagedCatalogKeysAreRefusedOrHaveAllTheirNames() {
    byte[] whole = CatalogKeys.table(NAME).toArray();
    SeededRuns.of(
        10_000,
        random -> {
          Bytes damaged = Bytes.wrap(Damage.of(whole, random));
          List<String> names = valueOrCorrupted(() -> CatalogKeys.names(damaged, 3));
          assertTrue(names == null || names.size() == 3);
        });
  }
}
