/**
 * A connection pool under torture: nodes, sockets and statements are killed at random while many
 * threads borrow. {@link dev.aft.conformance.torture.PoolTortureIT} says what must hold in the end;
 * {@link dev.aft.conformance.torture.Verdicts} says which exceptions are right.
 */
@NullMarked
package dev.aft.conformance.torture;

import org.jspecify.annotations.NullMarked;
