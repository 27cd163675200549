package dev.aft.engine.plan;

import dev.aft.engine.EngineException;
import dev.aft.engine.ErrorCode;
import dev.aft.engine.catalog.ColumnDefinition;
import dev.aft.engine.catalog.TableDefinition;
import dev.aft.engine.expression.ColumnBinding;
import dev.aft.engine.expression.NearestName;
import dev.aft.engine.expression.Scope;
import dev.aft.grammar.Expression;
import dev.aft.grammar.Identifier;
import dev.aft.grammar.QualifiedName;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The columns of one table, under its name or alias. Remembers which were asked for. */
final class TableScope implements Scope {
  private static final String EXCLUDED = "excluded";

  private final TableDefinition table;
  private final @Nullable Identifier alias;
  private final boolean withExcluded;
  private final BitSet used = new BitSet();

  /**
   * @param withExcluded whether {@code excluded.c} means the row proposed for insertion
   */
  TableScope(TableDefinition table, @Nullable Identifier alias, boolean withExcluded) {
    this.table = table;
    this.alias = alias;
    this.withExcluded = withExcluded;
  }

  TableDefinition table() {
    return table;
  }

  /** The slots of the columns that were resolved, a copy. */
  BitSet used() {
    return (BitSet) used.clone();
  }

  @Override
  public ColumnBinding resolve(Expression.ColumnReference reference) {
    QualifiedName qualifier = reference.table();
    boolean excluded = withExcluded && qualifier != null && isExcluded(qualifier);
    if (qualifier != null && !excluded) {
      requireTable(qualifier);
    }
    int slot = table.findColumn(reference.column().name());
    if (slot < 0) {
      throw undefined(reference.column(), reference.offset());
    }
    return binding(slot, excluded);
  }

  ColumnBinding binding(int slot, boolean excluded) {
    if (!excluded) {
      used.set(slot);
    }
    ColumnDefinition column = table.columns().get(slot);
    boolean stored = !table.primaryKey().isEmpty();
    return new ColumnBinding(
        slot,
        column.type(),
        column.name(),
        excluded,
        stored ? table.name() : null,
        stored ? slot + 1 : 0);
  }

  private static boolean isExcluded(QualifiedName qualifier) {
    return qualifier.schema() == null && qualifier.name().name().equals(EXCLUDED);
  }

  /** Refuses a qualifier that does not name this table. */
  void requireTable(QualifiedName qualifier) {
    Identifier schema = qualifier.schema();
    String name = qualifier.name().name();
    boolean matches =
        alias != null
            ? schema == null && name.equals(alias.name())
            : name.equals(table.name().name())
                && (schema == null || schema.name().equals(table.name().schema()));
    if (!matches) {
      String visible = alias != null ? alias.name() : table.name().name();
      throw EngineException.builder(
              ErrorCode.UNDEFINED_TABLE, "missing FROM-clause entry for table \"" + name + "\"")
          .at(qualifier.offset())
          .hint("The table of this statement is \"" + visible + "\".")
          .build();
    }
  }

  /** The slot of a column named without qualifier, as a target of INSERT or SET. */
  int target(Identifier column) {
    int slot = table.findColumn(column.name());
    if (slot < 0) {
      throw undefined(column, column.offset());
    }
    return slot;
  }

  private EngineException undefined(Identifier column, int offset) {
    List<String> names = new ArrayList<>();
    table.columns().forEach(candidate -> names.add(candidate.name()));
    EngineException.Builder builder =
        EngineException.builder(
                ErrorCode.UNDEFINED_COLUMN,
                "column \""
                    + column.name()
                    + "\" of table \""
                    + table.name().name()
                    + "\" does not exist")
            .at(offset)
            .table(table.name().name());
    return NearestName.of(column.name(), names)
        .map(nearest -> builder.hint("Did you mean \"" + nearest + "\"?"))
        .orElse(builder.hint("The columns are " + String.join(", ", names) + "."))
        .build();
  }
}
