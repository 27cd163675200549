package dev.aft.storage.s3.run;

import dev.aft.storage.s3.object.WriterId;
import dev.aft.storage.spi.Bytes;
import java.util.ArrayList;
import java.util.List;

/**
 * Which runs count, and from where on the log does.
 *
 * @param writer who created it
 * @param term number of the manifest with which that writer claimed the store
 * @param position up to which, inclusive, the log is in the runs
 * @param owner whose records count at that position
 * @param runs from the newest to the oldest
 */
record Manifest(WriterId writer, long term, long position, LogOwner owner, List<RunRecord> runs) {
  static final int WRITER_LENGTH = 16;

  private static final LogOwner NOBODY =
      new LogOwner(new WriterId(Bytes.wrap(new byte[WRITER_LENGTH])), 0);

  Manifest {
    runs = List.copyOf(runs);
  }

  /** Of a store that nobody has opened yet. */
  static Manifest empty(WriterId writer) {
    return new Manifest(writer, 1, 0, NOBODY, List.of());
  }

  /** The same for a writer who claims the store with the manifest of that number. */
  Manifest claimedBy(WriterId newWriter, long number) {
    return new Manifest(newWriter, number, position, owner, runs);
  }

  Manifest withRuns(List<RunRecord> newRuns) {
    return new Manifest(writer, term, position, owner, newRuns);
  }

  /** With a run in front that has the log up to {@code newPosition}. */
  Manifest withCheckpoint(List<RunRecord> parts, long newPosition, LogOwner newOwner) {
    List<RunRecord> all = new ArrayList<>(parts);
    all.addAll(runs);
    return new Manifest(writer, term, newPosition, newOwner, all);
  }
}
