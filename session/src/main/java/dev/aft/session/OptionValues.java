package dev.aft.session;

import dev.aft.engine.EngineException;
import dev.aft.engine.ErrorCode;
import dev.aft.engine.expression.NearestName;
import dev.aft.grammar.Expression;
import dev.aft.grammar.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The options of one run of a statement of the session, and other values in its text: literals as
 * they stand there, parameters as they were bound. A value that does not fit is {@code
 * INVALID_PARAMETER_VALUE}.
 */
final class OptionValues {
  private final String command;
  private final Map<String, Expression> options = new HashMap<>();
  private final @Nullable Object[] parameters;

  OptionValues(String command, List<Statement.Option> given, @Nullable Object[] parameters) {
    this.command = command;
    this.parameters = parameters;
    given.forEach(option -> options.put(option.name().name(), option.value()));
  }

  /**
   * @throws EngineException {@code SYNTAX} for an option that is none of {@code known}
   */
  static void requireKnown(String command, List<Statement.Option> given, Set<String> known) {
    for (Statement.Option option : given) {
      String name = option.name().name();
      if (!known.contains(name)) {
        throw EngineException.builder(ErrorCode.SYNTAX, command + " has no option \"" + name + "\"")
            .at(option.name().offset())
            .hint(
                NearestName.of(name, known)
                    .map(nearest -> "Did you mean " + nearest + "?")
                    .orElse("It has: " + String.join(", ", known.stream().sorted().toList()) + "."))
            .build();
      }
    }
  }

  boolean isEmpty() {
    return options.isEmpty();
  }

  /** A text, or null when the option is not given. */
  @Nullable String text(String option) {
    Expression given = options.get(option);
    return given == null ? null : text(given, option);
  }

  /** The text that stands somewhere in the statement. */
  String text(Expression given, String what) {
    Object value = value(given);
    if (value instanceof String text) {
      return text;
    } else if (value instanceof UUID uuid) {
      return uuid.toString();
    }
    throw invalid(given, what, "It takes a text.");
  }

  boolean flag(String option) {
    Expression given = options.get(option);
    if (given == null) {
      return false;
    }
    Object value = value(given);
    if (value instanceof Boolean flag) {
      return flag;
    }
    try {
      if (value instanceof String text) {
        return SettingValue.bool().apply(text).equals("on");
      }
    } catch (IllegalArgumentException e) {
      // Told below, together with what is no text either.
    }
    throw invalid(given, option, "It takes true or false.");
  }

  /** One of {@code words}, or null when the option is not given. */
  @Nullable String word(String option, Set<String> words) {
    String text = text(option);
    if (text == null || words.contains(text)) {
      return text;
    }
    String form = String.join(" or ", words.stream().sorted().map(w -> "'" + w + "'").toList());
    throw invalid(options.get(option), option, "It takes " + form + ".");
  }

  /** A time longer than zero, or null when the option is not given. */
  @Nullable Duration duration(String option) {
    Expression given = options.get(option);
    if (given == null) {
      return null;
    }
    try {
      long millis = SettingValue.milliseconds(String.valueOf(value(given)));
      if (millis > 0) {
        return Duration.ofMillis(millis);
      }
    } catch (IllegalArgumentException | ArithmeticException e) {
      // Told below, together with zero.
    }
    throw invalid(given, option, "Write it as '30 s' or '500 ms', longer than zero.");
  }

  /** Where an option's value stands, for an error. */
  int offset(String option) {
    Expression given = options.get(option);
    return given == null ? EngineException.NO_OFFSET : given.offset();
  }

  private @Nullable Object value(Expression given) {
    if (given instanceof Expression.StringLiteral literal) {
      return literal.value();
    } else if (given instanceof Expression.TypedLiteral literal) {
      return literal.value();
    } else if (given instanceof Expression.BooleanLiteral literal) {
      return literal.value();
    } else if (given instanceof Expression.IntegerLiteral literal) {
      return literal.value();
    } else if (given instanceof Expression.Parameter parameter) {
      return parameters[parameter.index() - 1];
    }
    return null;
  }

  private EngineException invalid(@Nullable Expression given, String what, String hint) {
    return EngineException.builder(
            ErrorCode.INVALID_PARAMETER_VALUE, "invalid value for " + what + " of " + command)
        .at(given == null ? EngineException.NO_OFFSET : given.offset())
        .hint(hint)
        .build();
  }
}
