/**
 * Runs: sorted, immutable objects into which checkpoints write what the log has brought. A run has
 * values first, then index pages, then a directory of the pages. See docs/formats/s3-store.md.
 *
 * <p>{@link dev.aft.storage.s3.run.Manifests} takes the store over, {@link
 * dev.aft.storage.s3.run.StoredRuns} is all that comes after. Below it: {@code RunWriter} writes
 * runs, {@code ManifestCommits} makes them count, {@code RunTable} knows those that do; {@code
 * StoredRunSet} finds keys in their pages, which {@code PageLoader} brings from {@code
 * IndexMemory}, {@code DiskIndex} or the run; {@code Merger} keeps runs few; {@code Sweeper}
 * deletes what earlier owners left.
 */
@NullMarked
package dev.aft.storage.s3.run;

import org.jspecify.annotations.NullMarked;
