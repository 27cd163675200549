package dev.aft.storage.spi;

import java.util.List;

/**
 * A part of a range.
 *
 * @param entries in the order of the scan; at least one, unless the range is empty
 * @param more whether a bound ended the page, so that the range may go on after the last entry
 */
public record ScanPage(List<Entry> entries, boolean more) {
  public ScanPage {
    entries = List.copyOf(entries);
  }
}
