/**
 * The JDBC driver. {@link dev.aft.driver.AftDriver} reads a URL into a {@code ConnectionTarget} and
 * {@code ConnectionSettings}, a {@code Connector} opens a {@link
 * dev.aft.driver.transport.Transport} and shakes hands, and a {@code Wire} then owns it: every
 * statement of a {@code JdbcConnection} is one {@code Wire.roundTrip}. What is said once, at the
 * begin or commit of a transaction, waits in {@code NextTransaction}; {@code Committer} finds out
 * what became of a commit whose answer was lost, and gives the {@code Wire} another transport.
 * {@code SqlErrors} builds every exception.
 *
 * <p>The wide interfaces of JDBC are built in layers, each with one job: a connection is refusals,
 * transactions, their handing over, and the rest; a statement is settings, results, execution, and
 * with parameters their setters; a result set is refusals, labels, movement, and values; the
 * metadata is constants, empty results, and what is asked from the server.
 *
 * <p>What is public here is what users name: driver, data source, properties, and {@link
 * dev.aft.driver.AftConnection}, reached by {@code connection.unwrap(AftConnection.class)}.
 */
@NullMarked
package dev.aft.driver;

import org.jspecify.annotations.NullMarked;
