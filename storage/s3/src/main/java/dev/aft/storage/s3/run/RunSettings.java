package dev.aft.storage.s3.run;

import java.nio.file.Path;
import java.util.Optional;

/**
 * How runs are written, merged and kept in memory.
 *
 * @param indexMemoryBytes bound for index pages in memory
 * @param indexDirectory below which the node-local index is made; empty: the folder for temporary
 *     files
 * @param pageBytes at which an index page ends
 * @param partValueBytes at which a run object ends, in bytes of values
 * @param partEntries at which a run object ends, in entries
 * @param requestBytes most bytes of one ranged request
 * @param gapBytes unwanted bytes between two wanted ones that are read rather than asking twice
 * @param mergeWidth how many sorted runs of about one size there are before they are merged
 * @param smallRunBytes sorted runs below are of one size
 * @param retirementMillis how long a run that was merged away can still be read
 */
public record RunSettings(
    long indexMemoryBytes,
    Optional<Path> indexDirectory,
    int pageBytes,
    int partValueBytes,
    int partEntries,
    int requestBytes,
    int gapBytes,
    int mergeWidth,
    long smallRunBytes,
    long retirementMillis) {
  private static final int MEBIBYTE = 1 << 20;

  public RunSettings {
    if (mergeWidth < 2 || pageBytes < 1 || partEntries < 1 || requestBytes < 1) {
      throw new IllegalArgumentException("A bound of the runs makes no sense.");
    }
  }

  /** What suits a store on S3, with an index memory of that many bytes. */
  public static RunSettings of(long indexMemoryBytes, Optional<Path> indexDirectory) {
    return new RunSettings(
        indexMemoryBytes,
        indexDirectory,
        8 << 10,
        64 * MEBIBYTE,
        500_000,
        8 * MEBIBYTE,
        64 << 10,
        4,
        MEBIBYTE,
        60_000);
  }
}
