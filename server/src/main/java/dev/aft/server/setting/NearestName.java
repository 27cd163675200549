package dev.aft.server.setting;

import java.util.function.Function;

/** Finds the setting that somebody who mistyped probably meant. */
public final class NearestName {
  private NearestName() {}

  /**
   * The setting whose name takes the fewest insertions, deletions and replacements to become {@code
   * name}.
   */
  public static Setting of(String name, Function<Setting, String> naming) {
    Setting nearest = Setting.STORAGE;
    int least = Integer.MAX_VALUE;
    for (Setting setting : Setting.values()) {
      int distance = distance(name, naming.apply(setting));
      if (distance < least) {
        least = distance;
        nearest = setting;
      }
    }
    return nearest;
  }

  static int distance(String left, String right) {
    int[] row = new int[right.length() + 1];
    for (int j = 0; j <= right.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= left.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= right.length(); j++) {
        int replaced = diagonal + (left.charAt(i - 1) == right.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[right.length()];
  }
}
