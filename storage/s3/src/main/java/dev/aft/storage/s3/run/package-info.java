/**
 * Runs: sorted, immutable objects into which checkpoints write what the log has brought. A run has
 * values first, then index pages, then a directory of the pages. See docs/formats/s3-store.md.
 */
@NullMarked
package dev.aft.storage.s3.run;

import org.jspecify.annotations.NullMarked;
