/**
 * The PostgreSQL protocol by hand, message by message: for tests that end a client in the middle of
 * it.
 */
@NullMarked
package dev.aft.conformance.wire;

import org.jspecify.annotations.NullMarked;
