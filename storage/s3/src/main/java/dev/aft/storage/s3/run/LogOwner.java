package dev.aft.storage.s3.run;

import dev.aft.storage.s3.object.WriterId;

/**
 * Whose records in the log count from here on.
 *
 * @param term number of the manifest with which the writer claimed the store; of two owners the
 *     later has the greater
 */
public record LogOwner(WriterId writer, long term) {}
