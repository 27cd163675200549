package dev.aft.driver;

import dev.aft.protocol.BackendMessage.Field;
import dev.aft.protocol.Values;
import dev.aft.protocol.ValuesBuilder;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Generated keys chosen by column number: all columns are asked for, and the others left out. */
final class KeyColumns {
  private KeyColumns() {}

  /**
   * The rows with those columns only.
   *
   * @param numbers from 1, as the table has them
   * @throws SQLException 07009 for a number that the table does not have
   */
  static StatementOutcome choose(StatementOutcome all, Columns columns, int[] numbers)
      throws SQLException {
    List<Field> fields = new ArrayList<>(numbers.length);
    for (int number : numbers) {
      if (number < 1 || number > columns.count()) {
        throw SqlErrors.of(
            SqlErrors.INVALID_INDEX,
            "column " + number + " is not there: the table has " + columns.count());
      }
      fields.add(columns.field(number - 1));
    }
    ValuesBuilder builder = new ValuesBuilder();
    List<Values> rows = new ArrayList<>(all.rows().size());
    for (Values row : all.rows()) {
      for (int number : numbers) {
        append(builder, row, number - 1);
      }
      rows.add(builder.build());
    }
    return new StatementOutcome(new Columns(fields), rows, 0, false);
  }

  private static void append(ValuesBuilder builder, Values row, int index) {
    if (row.isNull(index)) {
      builder.appendNull();
    } else {
      builder.appendBytes(row.encoded(), row.start(index), row.lengthAt(index));
    }
  }
}
