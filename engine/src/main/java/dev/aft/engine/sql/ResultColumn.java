package dev.aft.engine.sql;

import dev.aft.engine.type.SqlType;
import org.jspecify.annotations.Nullable;

/**
 * One column of a result.
 *
 * @param label what the client calls it
 * @param table the table it comes from unchanged, or null for an expression
 * @param columnNumber from 1 within its table; 0 for an expression
 */
public record ResultColumn(
    String label, SqlType type, @Nullable TableName table, int columnNumber) {}
