package dev.aft.driver;

import dev.aft.protocol.BackendMessage.Field;
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

  Columns(List<Field> fields) {
    this.fields = fields;
    this.typeIds = fields.stream().mapToInt(Field::typeId).toArray();
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
