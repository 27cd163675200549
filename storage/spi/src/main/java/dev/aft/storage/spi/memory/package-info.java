/**
 * A store that lives in the memory of the process: for tests, for trying things out, and for {@code
 * memory:name} addresses.
 *
 * <p>Start at {@link dev.aft.storage.spi.memory.InMemoryStore}. {@link
 * dev.aft.storage.spi.memory.InMemoryStores} shares data by name between several open handles.
 */
@NullMarked
package dev.aft.storage.spi.memory;

import org.jspecify.annotations.NullMarked;
