package dev.aft.storage.s3.run;

import dev.aft.storage.spi.Bytes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Everything of a run object but its values.
 *
 * @param values what the values come from, in their order: {@link Slot.Inline} or {@link
 *     Slot.InRun}
 */
record RunLayout(RunRecord record, List<Slot> values, FormatWriter index, Bytes directory) {
  /** An array for the whole object with everything in it but the values, which come first. */
  byte[] newObject() {
    byte[] object = new byte[Math.toIntExact(record.objectBytes())];
    index.copyTo(object, Math.toIntExact(record.valueBytes()), 0);
    System.arraycopy(
        directory.unsafeArray(), 0, object, (int) record.directoryOffset(), directory.length());
    return object;
  }

  Run newRun() {
    return new Run(record, Directory.decode(directory, record.name()));
  }

  /** The pages of {@code run}, made by {@link #newRun}, cut out of its object. */
  List<Page> pages(Run run, byte[] object) {
    List<Page> pages = new ArrayList<>();
    for (int number = 0; number < run.directory().pages(); number++) {
      int from = (int) run.directory().offset(number);
      pages.add(
          new Page(
              run,
              number,
              Arrays.copyOfRange(object, from, from + run.directory().length(number))));
    }
    return pages;
  }
}
