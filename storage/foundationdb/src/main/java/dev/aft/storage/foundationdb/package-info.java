/**
 * The store on FoundationDB. Its keys are specified in docs/formats/foundationdb-store.md, the
 * reasons in docs/decisions/0014-foundationdb-layout.md.
 *
 * <p>Start at {@link dev.aft.storage.foundationdb.FoundationDbStore}. {@code Transactions} is the
 * only place that begins, retries, commits and closes FoundationDB's transactions; {@code Writer},
 * {@code Reader} and {@code Scanner} say what happens in one. Only {@code Network} touches the
 * native library, so that everything else runs without it.
 */
@NullMarked
package dev.aft.storage.foundationdb;

import org.jspecify.annotations.NullMarked;
