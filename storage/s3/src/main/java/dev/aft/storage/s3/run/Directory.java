package dev.aft.storage.s3.run;

import dev.aft.storage.spi.Bytes;
import java.util.Arrays;

/**
 * Where the pages of a run are, and between which keys. Stays in memory as long as the run counts,
 * in a few arrays: it costs about a hundredth of the pages.
 */
final class Directory {
  private static final int CHECKSUM_LENGTH = 4;

  private final byte[] keys;
  private final int[] keyEnds;
  private final long[] offsets;
  private final int[] lengths;
  private final long[] firstValues;
  private final int[] externals;

  private Directory(FormatReader in, int pages, int bound) {
    byte[] read = new byte[bound];
    keyEnds = new int[2 * pages];
    offsets = new long[pages];
    lengths = new int[pages];
    firstValues = new long[pages];
    externals = new int[pages];
    int length = 0;
    for (int page = 0; page < pages; page++) {
      for (int i = 0; i < 2; i++) {
        length += in.takeBytesInto(read, length);
        keyEnds[2 * page + i] = length;
      }
      offsets[page] = in.takeVarint();
      lengths[page] = in.takeSmallVarint();
      firstValues[page] = in.takeVarint();
      externals[page] = in.takeSmallVarint();
    }
    keys = Arrays.copyOf(read, length);
  }

  /** Fails with {@code CORRUPT}. */
  static Directory decode(Bytes content, String object) {
    int end = content.length() - CHECKSUM_LENGTH;
    FormatReader trailer = new FormatReader(content, Math.max(0, end), content.length(), object);
    if (end < 0 || trailer.takeInt() != Checksum.of(content.unsafeArray(), 0, end)) {
      throw trailer.corrupt("The checksum of a directory is wrong.");
    }
    FormatReader in = new FormatReader(content, 0, end, object);
    int pages = in.takeSmallVarint();
    if (pages > end) {
      throw in.corrupt("A directory has more pages than bytes.");
    }
    Directory directory = new Directory(in, pages, end);
    if (in.hasMore()) {
      throw in.corrupt("A directory goes on after its end.");
    }
    return directory;
  }

  int pages() {
    return offsets.length;
  }

  long offset(int page) {
    return offsets[page];
  }

  int length(int page) {
    return lengths[page];
  }

  /** Where the value of the first entry with a value in the run begins. */
  long firstValue(int page) {
    return firstValues[page];
  }

  /** Number of entries whose value is an object of its own. */
  int externals(int page) {
    return externals[page];
  }

  /** The first page whose last key is not smaller than {@code key}; {@link #pages} if none. */
  int firstPageUpTo(Bytes key) {
    return countBelow(key, 1);
  }

  /** The last page whose first key is smaller than {@code key}; -1 if none. */
  int lastPageBelow(Bytes key) {
    return countBelow(key, 0) - 1;
  }

  /** Compares the first key of a page with {@code key}. */
  int compareFirst(int page, Bytes key) {
    return compare(2 * page, key);
  }

  /** Compares the last key of a page with {@code key}. */
  int compareLast(int page, Bytes key) {
    return compare(2 * page + 1, key);
  }

  /** Bytes of memory, about. */
  long memoryBytes() {
    return keys.length + 4L * keyEnds.length + 24L * offsets.length + 200;
  }

  private int countBelow(Bytes key, int which) {
    int low = 0;
    int high = pages();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (compare(2 * middle + which, key) < 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private int compare(int index, Bytes key) {
    int from = index == 0 ? 0 : keyEnds[index - 1];
    return Arrays.compareUnsigned(keys, from, keyEnds[index], key.unsafeArray(), 0, key.length());
  }
}
