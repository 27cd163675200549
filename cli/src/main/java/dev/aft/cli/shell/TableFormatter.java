package dev.aft.cli.shell;

import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jline.utils.WCWidth;

/**
 * Draws a result as a table: columns as wide as their content, numbers to the right, nulls told
 * apart from empty text. Widths are measured on the first rows and rows stream, so any result fits
 * in memory.
 */
final class TableFormatter {
  /** Rows that decide the widths; later cells that are wider push their line out. */
  private static final int SAMPLE_ROWS = 1_000;

  private static final String NULL = "NULL";

  private final Appendable out;
  private final Style style;

  /** How a table looks. */
  enum Style {
    /** Box-drawing characters. */
    BOX,
    /** Tab-separated values without a header, for scripts. */
    TSV,
    /** Comma-separated values with a header (RFC 4180). */
    CSV
  }

  TableFormatter(Appendable out, Style style) {
    this.out = out;
    this.style = style;
  }

  /** Prints the whole result and returns the number of rows. */
  long print(ResultSet result) throws SQLException {
    return switch (style) {
      case BOX -> printBox(result);
      case TSV -> printSeparated(result, '\t', false);
      case CSV -> printSeparated(result, ',', true);
    };
  }

  private long printBox(ResultSet result) throws SQLException {
    ResultSetMetaData metaData = result.getMetaData();
    int columns = metaData.getColumnCount();
    List<String> labels = new ArrayList<>();
    boolean[] toTheRight = new boolean[columns];
    for (int i = 0; i < columns; i++) {
      labels.add(metaData.getColumnLabel(i + 1));
      toTheRight[i] = isNumeric(metaData.getColumnType(i + 1));
    }
    List<List<String>> sample = new ArrayList<>();
    while (sample.size() < SAMPLE_ROWS && result.next()) {
      sample.add(cells(result, columns));
    }
    int[] widths = widths(labels, sample);
    line("┌", "┬", "┐", widths);
    row(labels, widths, new boolean[columns]);
    line("├", "┼", "┤", widths);
    for (List<String> row : sample) {
      row(row, widths, toTheRight);
    }
    long count = sample.size();
    while (count >= SAMPLE_ROWS && result.next()) {
      row(cells(result, columns), widths, toTheRight);
      count++;
    }
    line("└", "┴", "┘", widths);
    return count;
  }

  private long printSeparated(ResultSet result, char separator, boolean csv) throws SQLException {
    ResultSetMetaData metaData = result.getMetaData();
    int columns = metaData.getColumnCount();
    if (csv) {
      List<String> labels = new ArrayList<>();
      for (int i = 1; i <= columns; i++) {
        labels.add(quoteCsv(metaData.getColumnLabel(i)));
      }
      append(String.join(",", labels) + "\n");
    }
    long count = 0;
    while (result.next()) {
      List<String> cells = new ArrayList<>();
      for (int i = 1; i <= columns; i++) {
        String value = text(result, i);
        cells.add(value == null ? "" : csv ? quoteCsv(value) : escapeTsv(value));
      }
      append(String.join(String.valueOf(separator), cells) + "\n");
      count++;
    }
    return count;
  }

  private static String quoteCsv(String value) {
    boolean plain = value.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
    return plain && !value.isEmpty() ? value : '"' + value.replace("\"", "\"\"") + '"';
  }

  private static String escapeTsv(String value) {
    return value
        .replace("\\", "\\\\")
        .replace("\t", "\\t")
        .replace("\n", "\\n")
        .replace("\r", "\\r");
  }

  private static boolean isNumeric(int type) {
    return switch (type) {
      case Types.SMALLINT,
          Types.INTEGER,
          Types.BIGINT,
          Types.REAL,
          Types.FLOAT,
          Types.DOUBLE,
          Types.DECIMAL,
          Types.NUMERIC ->
          true;
      default -> false;
    };
  }

  private static List<String> cells(ResultSet result, int columns) throws SQLException {
    List<String> cells = new ArrayList<>(columns);
    for (int i = 1; i <= columns; i++) {
      String text = text(result, i);
      cells.add(text == null ? NULL : printable(text));
    }
    return cells;
  }

  private static @org.jspecify.annotations.Nullable String text(ResultSet result, int column)
      throws SQLException {
    if (result.getMetaData().getColumnType(column) == Types.VARBINARY) {
      byte[] bytes = result.getBytes(column);
      return bytes == null ? null : "\\x" + HexFormat.of().formatHex(bytes);
    }
    return result.getString(column);
  }

  /** Control characters would break the frame. */
  private static String printable(String text) {
    StringBuilder printable = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '\n' -> printable.append("\\n");
        case '\t' -> printable.append("\\t");
        case '\r' -> printable.append("\\r");
        default -> printable.append(Character.isISOControl(c) ? '·' : c);
      }
    }
    return printable.toString();
  }

  private static int[] widths(List<String> labels, List<List<String>> rows) {
    int[] widths = new int[labels.size()];
    for (int i = 0; i < widths.length; i++) {
      widths[i] = displayWidth(labels.get(i));
      for (List<String> row : rows) {
        widths[i] = Math.max(widths[i], displayWidth(row.get(i)));
      }
    }
    return widths;
  }

  private static int displayWidth(String text) {
    return text.codePoints().map(c -> Math.max(0, WCWidth.wcwidth(c))).sum();
  }

  private void line(String left, String middle, String right, int[] widths) {
    StringBuilder line = new StringBuilder(left);
    for (int i = 0; i < widths.length; i++) {
      line.append("─".repeat(widths[i] + 2)).append(i + 1 < widths.length ? middle : right);
    }
    append(line.append('\n'));
  }

  private void row(List<String> cells, int[] widths, boolean[] toTheRight) {
    StringBuilder line = new StringBuilder("│");
    for (int i = 0; i < widths.length; i++) {
      String cell = cells.get(i);
      String padding = " ".repeat(Math.max(0, widths[i] - displayWidth(cell)));
      line.append(' ').append(toTheRight[i] ? padding + cell : cell + padding).append(" │");
    }
    append(line.append('\n'));
  }

  private void append(CharSequence text) {
    try {
      out.append(text);
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
