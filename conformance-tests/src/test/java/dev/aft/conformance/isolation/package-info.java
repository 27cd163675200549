/**
 * Random concurrent transactions, recorded at the clients and checked by rules that know nothing of
 * the implementation.
 */
@NullMarked
package dev.aft.conformance.isolation;

import org.jspecify.annotations.NullMarked;
