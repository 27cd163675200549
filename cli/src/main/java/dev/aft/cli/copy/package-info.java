/**
 * {@code ./aft copy}: one store into another, at the level of the storage contract.
 *
 * <p>Start at {@link dev.aft.cli.copy.StoreCopy}, the copy itself; {@link
 * dev.aft.cli.copy.CopyCommand} opens the stores and talks to the user. What makes a half-filled
 * target recognisable is {@link dev.aft.engine.transaction.UnfinishedCopy}.
 */
@NullMarked
package dev.aft.cli.copy;

import org.jspecify.annotations.NullMarked;
