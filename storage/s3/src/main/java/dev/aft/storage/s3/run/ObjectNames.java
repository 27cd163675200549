package dev.aft.storage.s3.run;

import dev.aft.storage.s3.object.WriterId;
import java.util.Locale;

/** Names of objects, see docs/formats/s3-store.md. */
final class ObjectNames {
  static final String MANIFESTS = "manifest/";
  static final String RUNS = "run/";
  static final String VALUES = "value/";

  private static final int PART_DIGITS = 5;
  private static final long PARTS = 100_000;

  private ObjectNames() {}

  /**
   * The greater the number, the smaller the name: the newest manifest is the first of a listing.
   */
  static String manifest(long number) {
    return MANIFESTS + digits(Long.MAX_VALUE - number);
  }

  /** The number of a manifest of that name. */
  static long manifestNumber(String name) {
    return Long.MAX_VALUE - number(name);
  }

  /**
   * A part of a sorted run.
   *
   * @param sequence counts the sorted runs of the writer
   */
  static String run(WriterId writer, long sequence, int part) {
    return RUNS + writer + "/" + digits(sequence * PARTS + part);
  }

  /** What the parts of one sorted run have in common. */
  static String sortedRunOf(String run) {
    return run.substring(0, Math.max(0, run.length() - PART_DIGITS));
  }

  /** Whether an object's name says that {@code writer} made it. */
  static boolean isOf(WriterId writer, String name) {
    return name.startsWith(writer.toString(), name.indexOf('/') + 1);
  }

  /** The number at the end of a name, or -1 when there is none. */
  private static long number(String name) {
    try {
      return Long.parseLong(name.substring(name.lastIndexOf('/') + 1));
    } catch (NumberFormatException e) {
      return -1;
    }
  }

  private static String digits(long number) {
    return String.format(Locale.ROOT, "%020d", number);
  }
}
