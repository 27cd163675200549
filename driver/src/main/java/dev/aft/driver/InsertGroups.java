package dev.aft.driver;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Rewrites {@code INSERT INTO t VALUES ($1, $2)} so that one statement inserts several rows, which
 * spares both sides most of the work for a statement. Anything but parameters in their order, and
 * anything before or after, is left as it is: so each row counts as 1, and the order of rows, and
 * of their defaults, stays.
 */
final class InsertGroups {
  /** Rows of one statement. */
  static final int SIZE = 16;

  /** Rows of one statement of what is left of a batch that has larger ones. */
  static final int SMALL_SIZE = 4;

  /** Rows of one statement of a long batch. */
  static final int LARGE_SIZE = 128;

  /** Rows of one statement of a very long batch; more gain little. */
  static final int LARGEST_SIZE = 512;

  /** Batches below this go row by row, so that the row that fails is known. */
  static final int SMALLEST_BATCH = 4 * SIZE;

  /** From this size on a batch is long. */
  static final int SMALLEST_LONG_BATCH = 4 * LARGE_SIZE;

  /** From this size on a batch is very long. */
  static final int SMALLEST_LONGEST_BATCH = 1000;

  /**
   * A group of rows that take more goes in smaller ones: the server bounds a statement's memory.
   */
  static final int MOST_BYTES = 256 * 1024;

  private static final int MOST_PARAMETERS = 4096;

  private static final String NAME = "(?:[\\p{L}_][\\p{L}\\p{N}_]*+|\"[^\"\\x00]++\")";
  private static final Pattern INSERT =
      Pattern.compile(
          ("(\\s*+INSERT\\s++INTO\\s++NAME(?:\\.NAME){0,2}\\s*+"
                  + "(?:\\((?:\\s*+NAME\\s*+,?+)++\\)\\s*+)?VALUES\\s*+)(\\([$0-9,\\s]*+\\))\\s*+")
              .replace("NAME", NAME),
          Pattern.CASE_INSENSITIVE);

  private InsertGroups() {}

  /** Rows in a statement, for a batch of so many. */
  static int sizeFor(int batch) {
    if (batch < SMALLEST_LONG_BATCH) {
      return batch < SMALLEST_BATCH ? 1 : SIZE;
    }
    return batch < SMALLEST_LONGEST_BATCH ? LARGE_SIZE : LARGEST_SIZE;
  }

  /** The next smaller size. */
  static int below(int size) {
    if (size > SIZE) {
      return size > LARGE_SIZE ? LARGE_SIZE : SIZE;
    }
    return size > SMALL_SIZE ? SMALL_SIZE : 1;
  }

  /** The statement for {@code size} rows, or null if the statement has none. */
  static @Nullable String rewritten(String sql, int parameters, int size) {
    Matcher insert = INSERT.matcher(sql);
    if (parameters == 0
        || parameters * size > MOST_PARAMETERS
        || !insert.matches()
        || !tuple(1, parameters).equals(insert.group(2).replaceAll("\\s", ""))) {
      return null;
    }
    StringBuilder text = new StringBuilder(insert.group(1));
    for (int row = 0; row < size; row++) {
      text.append(row == 0 ? "" : ",").append(tuple(row * parameters + 1, parameters));
    }
    return text.toString();
  }

  private static String tuple(int first, int count) {
    StringBuilder text = new StringBuilder("(");
    for (int i = 0; i < count; i++) {
      text.append(i == 0 ? "$" : ",$").append(first + i);
    }
    return text.append(')').toString();
  }
}
