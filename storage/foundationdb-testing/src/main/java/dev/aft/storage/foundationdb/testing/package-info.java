/**
 * FoundationDB clusters for tests: {@link dev.aft.storage.foundationdb.testing.FakeCluster} in
 * memory, which needs nothing installed and fails when it is told to, and {@link
 * dev.aft.storage.foundationdb.testing.FoundationDbCluster}, which finds a real one.
 */
@NullMarked
package dev.aft.storage.foundationdb.testing;

import org.jspecify.annotations.NullMarked;
