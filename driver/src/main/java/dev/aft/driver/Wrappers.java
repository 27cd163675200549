package dev.aft.driver;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** {@link java.sql.Wrapper} for objects that wrap nothing but themselves. */
final class Wrappers {
  private Wrappers() {}

  static <T> T unwrap(Object self, @Nullable Class<T> type) throws SQLException {
    if (type == null || !type.isInstance(self)) {
      throw SqlErrors.invalidArgument("this is not a " + (type == null ? type : type.getName()));
    }
    return type.cast(self);
  }

  static boolean isWrapper(Object self, @Nullable Class<?> type) {
    return type != null && type.isInstance(self);
  }
}
