package dev.aft.grammar;

import org.jspecify.annotations.Nullable;

/**
 * The name of a table: {@code name}, {@code schema.name} or {@code database.schema.name}; parts
 * left out are null.
 */
public record QualifiedName(
    @Nullable Identifier database, @Nullable Identifier schema, Identifier name) {
  /** Where the name starts in the statement text. */
  public int offset() {
    if (database != null) {
      return database.offset();
    }
    return schema != null ? schema.offset() : name.offset();
  }

  @Override
  public String toString() {
    String qualified = schema == null ? name.name() : schema.name() + "." + name.name();
    return database == null ? qualified : database.name() + "." + qualified;
  }
}
