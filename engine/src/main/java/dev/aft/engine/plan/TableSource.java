package dev.aft.engine.plan;

import dev.aft.engine.catalog.TableDefinition;
import dev.aft.engine.catalog.VirtualTable;

/** What a statement reads from or writes to. */
public sealed interface TableSource {
  TableDefinition definition();

  /** A table whose rows are stored. */
  record Stored(TableDefinition definition) implements TableSource {}

  /** A table of information_schema. */
  record Virtual(VirtualTable table) implements TableSource {
    @Override
    public TableDefinition definition() {
      return table.definition();
    }
  }
}
