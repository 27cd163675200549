package dev.aft.engine.expression;

import dev.aft.engine.sql.TableName;
import dev.aft.engine.type.SqlType;
import org.jspecify.annotations.Nullable;

/**
 * What a column name means.
 *
 * @param slot its index in the row, or in the excluded row
 * @param excluded whether it is the value proposed for insertion, {@code excluded.c}
 * @param table null when it is not a column of a stored table
 * @param columnNumber from 1 within its table; 0 when it is not a column of a stored table
 */
public record ColumnBinding(
    int slot,
    SqlType type,
    String name,
    boolean excluded,
    @Nullable TableName table,
    int columnNumber) {}
