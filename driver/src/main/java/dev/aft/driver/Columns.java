package dev.aft.driver;

import dev.aft.protocol.BackendMessage.Field;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The columns of a result; shared by all executions of a prepared statement. */
final class Columns {
  private final List<Field> fields;
  private final int[] typeIds;
  private volatile @Nullable Map<String, Integer> indexes;
  private volatile @Nullable Map<Integer, ColumnFacts> origins;

  Columns(List<Field> fields) {
    this.fields = fields;
    this.typeIds = new int[fields.size()];
    for (int i = 0; i < typeIds.length; i++) {
      typeIds[i] = fields.get(i).typeId();
    }
  }

  int count() {
    return typeIds.length;
  }

  /**
   * @param index from 0
   */
  Field field(int index) {
    return fields.get(index);
  }

  /**
   * The column of a table that column {@code index} is; null for an expression. The first call asks
   * the server.
   */
  @Nullable ColumnFacts origin(int index, JdbcDatabaseMetaData database) throws SQLException {
    Map<Integer, ColumnFacts> known = origins;
    if (known == null) {
      known = database.origins(fields);
      origins = known;
    }
    return known.get(index);
  }

  int typeId(int index) {
    return typeIds[index];
  }

  /**
   * The index, from 0, of the first column with the label, cases set aside; -1 if there is none.
   */
  int find(String label) {
    if (label == null) {
      return -1;
    }
    Map<String, Integer> known = indexes;
    if (known == null) {
      known = index();
      indexes = known;
    }
    Integer index = known.get(label);
    if (index == null) {
      index = known.get(label.toLowerCase(Locale.ROOT));
    }
    return index == null ? -1 : index;
  }

  /** Labels as they are, so that a usual lookup makes no string, and in lower case. */
  private Map<String, Integer> index() {
    Map<String, Integer> all = new HashMap<>();
    for (int i = 0; i < fields.size(); i++) {
      all.putIfAbsent(fields.get(i).name().toLowerCase(Locale.ROOT), i);
    }
    for (Field field : fields) {
      String name = field.name();
      all.put(name, all.get(name.toLowerCase(Locale.ROOT)));
    }
    return Map.copyOf(all);
  }
}
