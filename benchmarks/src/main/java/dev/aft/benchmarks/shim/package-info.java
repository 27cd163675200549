/**
 * What the shim costs beside its store used bare: the same writes straight on the store and through
 * AFT over the same server, in turns.
 */
@NullMarked
package dev.aft.benchmarks.shim;

import org.jspecify.annotations.NullMarked;
