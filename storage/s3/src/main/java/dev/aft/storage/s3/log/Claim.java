package dev.aft.storage.s3.log;

import dev.aft.storage.s3.run.LogOwner;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * The manifest with which this process has claimed the store.
 *
 * @param claimant this process as an owner of the log: its writer and the number of the manifest
 * @param position up to which, inclusive, the log is in the runs; 0 when there is nothing yet
 * @param ownerAtPosition whose records count there
 * @param requireNewest asks S3; fails with {@code IN_USE} when another has claimed the store since
 */
public record Claim(
    LogOwner claimant,
    long position,
    LogOwner ownerAtPosition,
    Supplier<CompletableFuture<Void>> requireNewest) {}
