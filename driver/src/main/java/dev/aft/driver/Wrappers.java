package dev.aft.driver;

import java.sql.SQLException;

/** {@link java.sql.Wrapper} for objects that wrap nothing but themselves. */
final class Wrappers {
  private Wrappers() {}

  static <T> T unwrap(Object self, Class<T> type) throws SQLException {
    if (!type.isInstance(self)) {
      throw SqlErrors.invalidArgument("this is not a " + type.getName());
    }
    return type.cast(self);
  }
}
