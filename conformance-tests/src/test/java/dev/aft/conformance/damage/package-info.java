/**
 * Bad input and bad stores against a whole node: fuzzed SQL and wire bytes, damaged files, a store
 * that fails, hangs or does not know. Start with {@link dev.aft.conformance.damage.StoreFaultsIT}.
 */
@NullMarked
package dev.aft.conformance.damage;

import org.jspecify.annotations.NullMarked;
