package dev.aft.storage.s3.run;

import dev.aft.storage.spi.Bytes;

/** What a key has: in memory (inline), in a run, in an object of its own, or nothing any more. */
public sealed interface Slot {
  /** A value in memory. */
  record Inline(Bytes value) implements Slot {}

  /**
   * A value in the data section of a run.
   *
   * @param run name of the run's object
   * @param checksum CRC-32C of the value
   */
  record InRun(String run, long offset, int length, int checksum) implements Slot {}

  /**
   * A value in an object of its own.
   *
   * @param object name of the object
   * @param checksum CRC-32C of the value
   */
  record External(String object, int length, int checksum) implements Slot {}

  /** Deleted: hides what older runs have. */
  record Deleted() implements Slot {
    public static final Deleted INSTANCE = new Deleted();
  }
}
