/**
 * What must hold of the whole, seen from outside: the layers know only whom they may, the same SQL
 * gives the same answers on every way in, transactions stay whole under concurrency and {@code kill
 * -9}, and real clients work unchanged.
 */
@NullMarked
package dev.aft.conformance;

import org.jspecify.annotations.NullMarked;
