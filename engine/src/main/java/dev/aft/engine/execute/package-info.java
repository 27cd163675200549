/**
 * Runs plans against transactions. {@link dev.aft.engine.execute.SqlEngines} opens a {@link
 * dev.aft.engine.sql.SqlEngine}; behind it {@code PreparedPlan} checks that its table is as it was
 * planned, {@code SelectExecution} makes rows as they are fetched, {@code InsertExecution} and
 * {@code UpdateExecution} compute all changes of a statement before they write the first.
 */
@NullMarked
package dev.aft.engine.execute;

import org.jspecify.annotations.NullMarked;
