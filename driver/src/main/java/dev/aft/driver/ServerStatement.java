package dev.aft.driver;

import dev.aft.protocol.FrontendMessage;
import dev.aft.protocol.FrontendMessage.Close;
import dev.aft.protocol.FrontendMessage.Describe;
import dev.aft.protocol.FrontendMessage.Parse;
import dev.aft.protocol.FrontendMessage.Target;
import dev.aft.protocol.TypeId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A statement under a name on the server, for one choice of parameter types. */
final class ServerStatement {
  private final String name;
  private final List<Integer> declaredTypes;
  private final FrontendMessage parse;
  private final FrontendMessage describe;
  private List<Integer> parameterTypes;
  private @Nullable Columns columns;
  private final StatementCache cache;

  /** Number of the session that knows it; 0 when none does. */
  private volatile int preparedIn;

  ServerStatement(StatementCache cache, String sql, List<Integer> declaredTypes) {
    this.cache = cache;
    this.name = cache.nextName();
    this.declaredTypes = declaredTypes;
    this.parameterTypes = declaredTypes;
    this.parse = new Parse(name, sql, declaredTypes);
    this.describe = new Describe(Target.STATEMENT, name);
  }

  /** Whether the values can be bound without telling the server other types. */
  boolean accepts(ParameterRow row) {
    for (int i = 0; i < declaredTypes.size(); i++) {
      int type = row.typeId(i);
      int declared = declaredTypes.get(i);
      if (type != declared
          && !row.isNull(i)
          && !(declared == TypeId.UNSPECIFIED && parameterTypes.get(i) == type)) {
        return false;
      }
    }
    return true;
  }

  String name() {
    return name;
  }

  FrontendMessage parse() {
    return parse;
  }

  FrontendMessage describe() {
    return describe;
  }

  FrontendMessage close() {
    return new Close(Target.STATEMENT, name);
  }

  boolean isPrepared() {
    return preparedIn == cache.generation();
  }

  void markPrepared(ResultCollector.@Nullable Description description) {
    preparedIn = cache.generation();
    if (description != null) {
      columns = description.columns();
      if (description.parameterTypes().size() == declaredTypes.size()) {
        parameterTypes = description.parameterTypes();
      }
    }
  }

  void markClosed() {
    preparedIn = 0;
  }

  /** Null when the statement has no result. */
  @Nullable Columns columns() {
    return columns;
  }

  /** As the server has resolved them. */
  List<Integer> parameterTypes() {
    return parameterTypes;
  }
}
