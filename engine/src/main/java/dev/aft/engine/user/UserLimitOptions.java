package dev.aft.engine.user;

import dev.aft.engine.EngineException;
import dev.aft.engine.ErrorCode;
import dev.aft.grammar.Expression;
import dev.aft.grammar.Statement;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the LIMIT clause of CREATE USER and ALTER USER. */
public final class UserLimitOptions {
  private static final Pattern AMOUNT = Pattern.compile("(\\d{1,18})\\s*([A-Za-z]*)");
  private static final Map<String, Long> MILLIS =
      Map.of("", 1L, "ms", 1L, "s", 1_000L, "min", 60_000L, "h", 3_600_000L);
  private static final Map<String, Long> BYTES =
      Map.of("", 1L, "b", 1L, "kb", 1L << 10, "mb", 1L << 20, "gb", 1L << 30);

  private UserLimitOptions() {}

  /**
   * The limits with those changed that the clause names; NULL takes one away.
   *
   * @throws EngineException {@code SYNTAX} for a limit that does not exist, {@code
   *     INVALID_PARAMETER_VALUE}
   */
  public static UserLimits apply(UserLimits limits, List<Statement.Option> options) {
    UserLimits result = limits;
    for (Statement.Option option : options) {
      result = apply(result, option);
    }
    return result;
  }

  private static UserLimits apply(UserLimits limits, Statement.Option option) {
    return switch (option.name().name()) {
      case "connections" ->
          new UserLimits(
              (int) Math.min(Integer.MAX_VALUE, amount(option, Map.of("", 1L), "such as 10")),
              limits.statementTimeoutMillis(),
              limits.statementMemory());
      case "statement_timeout" ->
          new UserLimits(
              limits.connections(),
              amount(option, MILLIS, "such as '30 s' or '500 ms'"),
              limits.statementMemory());
      case "statement_memory" ->
          new UserLimits(
              limits.connections(),
              limits.statementTimeoutMillis(),
              amount(option, BYTES, "such as '64 MB' or '500 kB'"));
      default ->
          throw EngineException.builder(
                  ErrorCode.SYNTAX, "there is no limit \"" + option.name() + "\"")
              .at(option.name().offset())
              .hint("The limits are connections, statement_timeout and statement_memory.")
              .build();
    };
  }

  private static long amount(Statement.Option option, Map<String, Long> units, String form) {
    Expression value = option.value();
    if (value instanceof Expression.NullLiteral) {
      return 0;
    }
    String text =
        value instanceof Expression.StringLiteral literal
            ? literal.value()
            : value instanceof Expression.IntegerLiteral literal ? literal.value().toString() : "";
    Matcher parts = AMOUNT.matcher(text.strip());
    try {
      if (parts.matches()) {
        Long unit = units.get(parts.group(2).toLowerCase(Locale.ROOT));
        long amount = unit == null ? 0 : Math.multiplyExact(Long.parseLong(parts.group(1)), unit);
        if (amount > 0) {
          return amount;
        }
      }
    } catch (ArithmeticException e) {
      // Told below, with what is no amount either.
    }
    throw EngineException.builder(
            ErrorCode.INVALID_PARAMETER_VALUE, "invalid value for limit " + option.name())
        .at(value.offset())
        .hint("It takes an amount above zero " + form + ", or NULL for no limit.")
        .build();
  }

  /** A time in words that {@link #apply} reads. */
  public static String time(long millis) {
    return millis % 1_000 == 0 ? millis / 1_000 + " s" : millis + " ms";
  }

  /** An amount of memory in words that {@link #apply} reads. */
  public static String memory(long bytes) {
    if (bytes % (1L << 20) == 0) {
      return (bytes >> 20) + " MB";
    }
    return bytes % (1L << 10) == 0 ? (bytes >> 10) + " kB" : bytes + " B";
  }
}
