package dev.aft.storage.foundationdb;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.LongSupplier;

/**
 * What a store takes from its surroundings. The store shuts both executors down when it is closed.
 *
 * @param currentTimeMillis the wall clock; chunk ids begin with it
 * @param random 64 random bits a call, of a source whose numbers do not repeat between processes
 * @param executor runs what follows an answer of FoundationDB, and the callers' continuations; must
 *     not run tasks on the calling thread, which may be FoundationDB's network thread
 * @param scheduler for the background
 */
public record FoundationDbEnvironment(
    LongSupplier currentTimeMillis,
    LongSupplier random,
    ExecutorService executor,
    ScheduledExecutorService scheduler) {}
