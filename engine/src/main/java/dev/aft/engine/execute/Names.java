package dev.aft.engine.execute;

import dev.aft.engine.EngineException;
import dev.aft.engine.ErrorCode;
import dev.aft.engine.sql.SessionContext;
import dev.aft.engine.sql.TableName;
import dev.aft.grammar.Identifier;
import dev.aft.grammar.QualifiedName;

/** Completes names from the session. */
final class Names {
  private Names() {}

  /**
   * The full name of a table.
   *
   * @throws EngineException {@code UNSUPPORTED} for a table of another database
   */
  static TableName table(QualifiedName name, SessionContext context) {
    Identifier database = name.database();
    if (database != null && !database.name().equals(context.database())) {
      throw EngineException.builder(
              ErrorCode.UNSUPPORTED,
              "references to another database are not supported: \"" + name + "\"")
          .at(name.offset())
          .hint("Connect to database \"" + database.name() + "\".")
          .build();
    }
    Identifier schema = name.schema();
    String schemaName = schema == null ? context.schema() : schema.name();
    return new TableName(context.database(), schemaName, name.name().name());
  }
}
