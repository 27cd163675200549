package dev.aft.engine.catalog;

import dev.aft.engine.type.SqlType;
import org.jspecify.annotations.Nullable;

/**
 * A column of a table.
 *
 * @param id names the column in stored rows; never used again within its table
 * @param notNull whether NULL is refused; always true for a column of the primary key
 * @param defaultText the SQL text of the DEFAULT expression, or null for none
 */
public record ColumnDefinition(
    int id, String name, SqlType type, boolean notNull, @Nullable String defaultText) {}
