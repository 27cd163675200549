package dev.aft.engine.expression;

import dev.aft.engine.type.SqlType;
import java.util.List;
import java.util.UUID;

/** Functions that ask the session or the environment. */
final class SessionFunctions {
  /** What {@code version()} answers. */
  private static final String VERSION = "PostgreSQL 15.0 compatible, AFT over JDBC";

  private SessionFunctions() {}

  static void register(FunctionRegistry.Table table) {
    for (String name : List.of("current_user", "user", "session_user", "current_role")) {
      table.stable(name, List.of(), SqlType.TEXT, (a, c) -> c.session().user());
    }
    table.stable("current_schema", List.of(), SqlType.TEXT, (a, c) -> c.session().schema());
    for (String name : List.of("current_database", "current_catalog")) {
      table.stable(name, List.of(), SqlType.TEXT, (a, c) -> c.session().database());
    }
    table.stable("version", List.of(), SqlType.TEXT, (a, c) -> VERSION);
    table.changing("gen_random_uuid", SqlType.UUID, (a, c) -> randomUuid(c));
    table.changing(
        "random", SqlType.DOUBLE_PRECISION, (a, c) -> c.environment().random().nextDouble());
  }

  /** A UUID of version 4, RFC 9562. */
  private static UUID randomUuid(EvaluationContext context) {
    long high = context.environment().random().nextLong();
    long low = context.environment().random().nextLong();
    return new UUID((high & ~0xf000L) | 0x4000L, (low & ~(0xc0L << 56)) | (0x80L << 56));
  }
}
