package dev.aft.protocol;

/** What CommandComplete tells: the command and, for some, the number of rows. */
public final class CommandTag {
  /** The command counts no rows. */
  public static final long NO_COUNT = -1;

  private CommandTag() {}

  /**
   * The tag of a command that counts rows: {@code INSERT 0 3}, {@code UPDATE 2}, {@code SELECT 9}.
   */
  public static String of(String command, long rows) {
    return command.equals("INSERT") ? "INSERT 0 " + rows : command + " " + rows;
  }

  /** The number at the end of the tag, or {@link #NO_COUNT}. */
  public static long rows(String tag) {
    int space = tag.lastIndexOf(' ');
    if (space < 0 || space == tag.length() - 1 || tag.length() - space > 19) {
      return NO_COUNT;
    }
    long rows = 0;
    for (int i = space + 1; i < tag.length(); i++) {
      char digit = tag.charAt(i);
      if (digit < '0' || digit > '9') {
        return NO_COUNT;
      }
      rows = rows * 10 + (digit - '0');
    }
    return rows;
  }

  /** The tag without its numbers: {@code INSERT}, {@code CREATE TABLE}. */
  public static String command(String tag) {
    int end = tag.length();
    while (end > 0 && (isDigit(tag.charAt(end - 1)) || tag.charAt(end - 1) == ' ')) {
      end--;
    }
    return tag.substring(0, end);
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
