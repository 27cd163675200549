/**
 * SQL over transactions, as a session uses it: {@link dev.aft.engine.sql.SqlEngine} prepares a
 * statement, {@link dev.aft.engine.sql.PreparedSql} runs it in a transaction, {@link
 * dev.aft.engine.sql.StatementResult} hands out its rows.
 */
@NullMarked
package dev.aft.engine.sql;

import org.jspecify.annotations.NullMarked;
