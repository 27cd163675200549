/**
 * The JDBC driver. {@link dev.aft.driver.AftDriver} reads a URL into a {@code ConnectionTarget} and
 * {@code ConnectionSettings}, a {@code Connector} opens a {@link
 * dev.aft.driver.transport.Transport} and shakes hands, and a {@code Wire} then owns it: every
 * statement of a {@code JdbcConnection} is one {@code Wire.roundTrip}. {@code SqlErrors} builds
 * every exception.
 *
 * <p>What is public here is what users name: driver, data source, properties, and {@link
 * dev.aft.driver.AftConnection}, reached by {@code connection.unwrap(AftConnection.class)}.
 */
@NullMarked
package dev.aft.driver;

import org.jspecify.annotations.NullMarked;
