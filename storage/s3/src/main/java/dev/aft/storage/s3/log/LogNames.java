package dev.aft.storage.s3.log;

import java.util.OptionalLong;

/** Names of the objects of the log: sorted like their positions. */
final class LogNames {
  static final String PREFIX = "log/";
  private static final String ZEROS = "00000000000000000000";
  private static final int DIGITS = ZEROS.length();

  private LogNames() {}

  static String of(long position) {
    String number = Long.toString(position);
    return PREFIX + ZEROS.substring(number.length()) + number;
  }

  /** Empty for a name that is none of the log's. */
  static OptionalLong position(String name) {
    if (!name.startsWith(PREFIX) || name.length() != PREFIX.length() + DIGITS) {
      return OptionalLong.empty();
    }
    try {
      long position = Long.parseLong(name.substring(PREFIX.length()));
      return position > 0 ? OptionalLong.of(position) : OptionalLong.empty();
    } catch (NumberFormatException e) {
      return OptionalLong.empty();
    }
  }
}
