package dev.aft.protocol;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The fields of an error or notice (PostgreSQL documentation, section 55.8).
 *
 * @param severity ERROR, FATAL, PANIC, WARNING, NOTICE, DEBUG, INFO or LOG
 * @param sqlState five characters
 * @param position in the statement text, in characters (code points) from 1; null when it has none
 */
public record Diagnostics(
    String severity,
    String sqlState,
    String message,
    @Nullable String detail,
    @Nullable String hint,
    @Nullable Integer position,
    @Nullable String schema,
    @Nullable String table,
    @Nullable String column,
    @Nullable String constraint,
    List<OtherField> others) {

  /** A field this class has no name for, kept as it came. */
  public record OtherField(char type, String value) {}

  public Diagnostics {
    others = List.copyOf(others);
  }

  public static Diagnostics of(String severity, String sqlState, String message) {
    return new Diagnostics(
        severity, sqlState, message, null, null, null, null, null, null, null, List.of());
  }
}
