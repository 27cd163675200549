/**
 * The AFT protocol: transactions over a store, read atomic isolation, atomic durable commit.
 *
 * <p>Start at {@link dev.aft.engine.transaction.Transaction}. The rule that decides which version a
 * read sees is {@code ReadRule}, a pure function. Source: Sreekanti et al., "A Fault-Tolerance Shim
 * for Serverless Computing" (EuroSys 2020).
 */
@NullMarked
package dev.aft.engine.transaction;

import org.jspecify.annotations.NullMarked;
