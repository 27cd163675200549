/**
 * The storage contract: what AFT asks of a store, and nothing of any store in particular.
 *
 * <p>Start at {@link dev.aft.storage.spi.Store}. What a store may be able to do beyond it is an
 * interface of its own, asked for once at start-up with {@link
 * dev.aft.storage.spi.Store#capability}.
 */
@NullMarked
package dev.aft.storage.spi;

import org.jspecify.annotations.NullMarked;
