package dev.aft.engine.expression;

import dev.aft.engine.expression.ComputedExpression.Volatility;
import dev.aft.engine.type.SqlType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** All functions by name. Of equally good overloads the one registered first is taken. */
final class FunctionRegistry {
  private static final Set<String> SPECIAL =
      Set.of("coalesce", "greatest", "least", "nullif", "concat", "concat_ws");
  private static final Map<String, List<Function>> FUNCTIONS = collect();

  private FunctionRegistry() {}

  /** Collects functions while the table is made. */
  static final class Table {
    private final Map<String, List<Function>> functions = new HashMap<>();

    /** A function whose result follows from its arguments alone. */
    void pure(String name, List<SqlType> parameters, SqlType result, Function.Body body) {
      add(new Function(name, parameters, result, Volatility.IMMUTABLE, body));
    }

    /** A function whose result is the same throughout a statement. */
    void stable(String name, List<SqlType> parameters, SqlType result, Function.Body body) {
      add(new Function(name, parameters, result, Volatility.STABLE, body));
    }

    /** A function that answers differently each time. */
    void changing(String name, SqlType result, Function.Body body) {
      add(new Function(name, List.of(), result, Volatility.VOLATILE, body));
    }

    private void add(Function function) {
      functions.computeIfAbsent(function.name(), name -> new ArrayList<>()).add(function);
    }
  }

  private static Map<String, List<Function>> collect() {
    Table table = new Table();
    NumericFunctions.register(table);
    TextFunctions.register(table);
    DateTimeFunctions.register(table);
    SessionFunctions.register(table);
    return Map.copyOf(table.functions);
  }

  static List<Function> named(String name) {
    return FUNCTIONS.getOrDefault(name, List.of());
  }

  static boolean isKnown(String name) {
    return SPECIAL.contains(name) || FUNCTIONS.containsKey(name);
  }

  /** The known name that differs least, if it is near. */
  static Optional<String> nearest(String name) {
    Set<String> names = new TreeSet<>(FUNCTIONS.keySet());
    names.addAll(SPECIAL);
    return NearestName.of(name, names);
  }
}
