package dev.aft.storage.s3.run;

import dev.aft.storage.spi.Bytes;
import dev.aft.storage.spi.StorageException;
import dev.aft.storage.spi.StorageException.Reason;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * One ranged request for values of a run.
 *
 * @param wanted in the order of their offsets
 */
record ValueRequest(String run, long offset, int length, List<Wanted> wanted) {
  /**
   * A value that is wanted.
   *
   * @param index the caller's number for it
   */
  record Wanted(int index, Slot.InRun slot) {
    long end() {
      return slot.offset() + slot.length();
    }
  }

  /** The fewest requests within the bounds of {@code settings}. */
  static List<ValueRequest> plan(List<Wanted> values, RunSettings settings) {
    List<Wanted> sorted = new ArrayList<>(values);
    sorted.sort(
        Comparator.comparing((Wanted value) -> value.slot().run())
            .thenComparingLong(value -> value.slot().offset())
            .thenComparingInt(value -> value.slot().length()));
    List<ValueRequest> requests = new ArrayList<>();
    int from = 0;
    for (int i = 1; i <= sorted.size(); i++) {
      if (i == sorted.size()
          || !belongs(sorted.get(from), sorted.get(i - 1), sorted.get(i), settings)) {
        requests.add(of(sorted.subList(from, i)));
        from = i;
      }
    }
    return requests;
  }

  private static boolean belongs(Wanted first, Wanted before, Wanted value, RunSettings settings) {
    return value.slot().run().equals(first.slot().run())
        && value.slot().offset() - before.end() <= settings.gapBytes()
        && value.end() - first.slot().offset() <= settings.requestBytes();
  }

  private static ValueRequest of(List<Wanted> wanted) {
    Slot.InRun first = wanted.get(0).slot();
    long end = wanted.get(wanted.size() - 1).end();
    return new ValueRequest(
        first.run(), first.offset(), (int) (end - first.offset()), List.copyOf(wanted));
  }

  /**
   * Where {@code value} begins in the answer; fails with {@code CORRUPT} if it is damaged there.
   */
  int locate(Wanted value, Bytes answer) {
    int from = (int) (value.slot().offset() - offset);
    verify(answer.unsafeArray(), from, value.slot().length(), value.slot().checksum(), run);
    return from;
  }

  static void verify(byte[] array, int from, int length, int checksum, String object) {
    if (length > array.length - from || Checksum.of(array, from, length) != checksum) {
      throw new StorageException(
          Reason.CORRUPT, "The checksum of a value is wrong. object=" + object + " offset=" + from);
    }
  }
}
