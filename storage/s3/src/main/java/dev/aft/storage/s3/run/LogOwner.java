package dev.aft.storage.s3.run;

import dev.aft.storage.s3.object.WriterId;

/**
 * Whose records in the log count from here on.
 *
 * @param openPosition position of the writer's open record
 */
public record LogOwner(WriterId writer, long openPosition) {}
