/**
 * What every store must do, as a test suite, and decorators that make a store misbehave on purpose.
 *
 * <p>Start at {@link dev.aft.storage.contract.StoreContractTest}: each module with a store extends
 * it. {@link dev.aft.storage.contract.FaultInjectingStore} fails and crashes, {@link
 * dev.aft.storage.contract.DelayingStore} is slow, {@link dev.aft.storage.contract.HoldingStore}
 * waits until it is let go.
 */
@NullMarked
package dev.aft.storage.contract;

import org.jspecify.annotations.NullMarked;
