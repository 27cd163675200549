package dev.aft.session.suspended;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a transaction takes along from connection to connection, beside its reads and writes.
 *
 * @param startedAt when it began: what CURRENT_TIMESTAMP answers
 * @param used whether a statement has run in it, so that its modes are settled
 * @param owner the id of the user that began it; null when nobody had to log in
 */
public record CarriedState(
    boolean readOnly, String isolation, Instant startedAt, boolean used, @Nullable Long owner) {}
