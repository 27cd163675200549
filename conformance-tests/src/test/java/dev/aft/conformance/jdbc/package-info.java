/**
 * What JDBC promises, against a node behind a socket and against embedded ones: every class here
 * runs once for each {@link dev.aft.conformance.jdbc.Target}.
 */
@NullMarked
package dev.aft.conformance.jdbc;

import org.jspecify.annotations.NullMarked;
