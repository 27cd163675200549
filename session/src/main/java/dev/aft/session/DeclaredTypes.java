package dev.aft.session;

import dev.aft.engine.EngineException;
import dev.aft.engine.ErrorCode;
import dev.aft.engine.type.SqlType;
import dev.aft.protocol.Format;
import dev.aft.protocol.TypeId;
import java.util.List;
import java.util.Set;

/**
 * The types that a client declared for its parameters. Of one that the dialect does not have, the
 * text is taken as text; its binary form means nothing here, and an array is no value.
 */
final class DeclaredTypes {
  static final DeclaredTypes NONE = new DeclaredTypes(List.of());

  private static final int NAME = 19;
  private static final int JSON = 114;
  private static final int XML = 142;
  private static final int RECORD = 2249;

  /** Types beyond the dialect whose binary form is their text. */
  private static final Set<Integer> TEXTUAL =
      Set.of(TypeId.UNSPECIFIED, TypeId.UNKNOWN, NAME, JSON, XML);

  /** The arrays that PostgreSQL has from the start, but for those of its own catalog. */
  private static final Set<Integer> ARRAYS =
      Set.of(
          199, 143, 629, 651, 719, 775, 791, 1000, 1001, 1002, 1003, 1005, 1007, 1009, 1014, 1015,
          1016, 1017, 1018, 1019, 1020, 1021, 1022, 1027, 1028, 1040, 1041, 1115, 1182, 1183, 1185,
          1187, 1231, 1270, 1561, 1563, 2287, 2951, 3643, 3645, 3807, 3905, 3907, 3909, 3911, 3913,
          3927);

  private final List<Integer> typeIds;

  /** Whether all can be read in binary form, as is the rule: each value of each row asks. */
  private final boolean readable;

  DeclaredTypes(List<Integer> typeIds) {
    this.typeIds = List.copyOf(typeIds);
    this.readable = this.typeIds.stream().allMatch(DeclaredTypes::isReadable);
  }

  private static boolean isReadable(int typeId) {
    return WireTypes.sqlType(typeId).kind() != SqlType.Kind.UNKNOWN || TEXTUAL.contains(typeId);
  }

  /**
   * As the engine takes them.
   *
   * @throws EngineException {@code UNSUPPORTED} for an array or a row
   */
  List<SqlType> sqlTypes() {
    for (int i = 0; i < typeIds.size(); i++) {
      int typeId = typeIds.get(i);
      if (ARRAYS.contains(typeId) || typeId == RECORD) {
        throw EngineException.builder(
                ErrorCode.UNSUPPORTED,
                "parameter $"
                    + (i + 1)
                    + (typeId == RECORD ? " is a row" : " is an array")
                    + ", which is not supported")
            .hint("Give each value a parameter of its own: IN ($1, $2) instead of = ANY ($1).")
            .build();
      }
    }
    return WireTypes.sqlTypes(typeIds);
  }

  /**
   * @param index of a parameter
   * @throws EngineException {@code UNSUPPORTED} if the value comes in a form that nobody here reads
   */
  void requireReadable(int index, Format format) {
    if (readable || format == Format.TEXT || index >= typeIds.size()) {
      return;
    }
    int typeId = typeIds.get(index);
    if (!isReadable(typeId)) {
      throw EngineException.builder(
              ErrorCode.UNSUPPORTED,
              "parameter $"
                  + (index + 1)
                  + " is in the binary form of a type that is not supported, type id "
                  + typeId)
          .hint("Send it as text, or as a type that the SQL reference names.")
          .build();
    }
  }
}
