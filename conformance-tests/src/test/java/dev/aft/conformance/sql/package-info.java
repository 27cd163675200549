/**
 * SQL scripts that give the same results embedded, through the driver and through psql: data files
 * in {@code src/test/resources/sql}, one test for each.
 */
@NullMarked
package dev.aft.conformance.sql;

import org.jspecify.annotations.NullMarked;
