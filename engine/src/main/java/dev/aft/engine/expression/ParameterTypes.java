package dev.aft.engine.expression;

import dev.aft.engine.EngineException;
import dev.aft.engine.ErrorCode;
import dev.aft.engine.type.SqlType;
import java.util.ArrayList;
import java.util.List;

/**
 * The types of a statement's parameters while it is analyzed: declared by the client, or found out
 * from where they stand. Not thread-safe.
 */
public final class ParameterTypes {
  private final List<SqlType> types = new ArrayList<>();

  /**
   * @param declared {@link SqlType#UNKNOWN} where not said; may be shorter than {@code count}
   * @param count the highest parameter number used
   */
  public ParameterTypes(List<SqlType> declared, int count) {
    types.addAll(declared);
    while (types.size() < count) {
      types.add(SqlType.UNKNOWN);
    }
  }

  /**
   * What is known about a parameter by now.
   *
   * @param index from 1
   */
  public SqlType type(int index) {
    return index <= types.size() ? types.get(index - 1) : SqlType.UNKNOWN;
  }

  /**
   * Says what a parameter is.
   *
   * @throws EngineException {@code INDETERMINATE_TYPE} when it is something else already
   */
  public void infer(int index, SqlType type, int offset) {
    while (types.size() < index) {
      types.add(SqlType.UNKNOWN);
    }
    SqlType unbounded = type.unbounded();
    SqlType known = types.get(index - 1);
    if (known.isUnknown()) {
      types.set(index - 1, unbounded);
    } else if (known.kind() != type.kind()) {
      throw EngineException.builder(
              ErrorCode.INDETERMINATE_TYPE,
              "inconsistent types deduced for parameter $" + index + ": " + known + " and " + type)
          .at(offset)
          .build();
    }
  }

  /** The types of all parameters; TEXT where nothing told. */
  public List<SqlType> finish() {
    types.replaceAll(type -> type.isUnknown() ? SqlType.TEXT : type);
    return List.copyOf(types);
  }
}
