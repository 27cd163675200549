package dev.aft.engine.user;

import dev.aft.engine.sql.Right;
import dev.aft.engine.sql.TableName;

/**
 * A right on one table.
 *
 * @param table its name when the right was given
 * @param tableId what the right is on: a table made later under the same name has another id
 */
public record TableRight(TableName table, long tableId, Right right) {}
