/**
 * Real clients, never mocks of them: psql, pgbench, pgjdbc, HikariCP, and a program with only the
 * driver jar.
 */
@NullMarked
package dev.aft.conformance.clients;

import org.jspecify.annotations.NullMarked;
