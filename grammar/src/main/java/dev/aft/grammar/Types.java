package dev.aft.grammar;

import dev.aft.grammar.SqlSyntaxException.Kind;
import dev.aft.grammar.antlr.AftSqlLexer;
import dev.aft.grammar.antlr.AftSqlParser.TypeNameContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.tree.TerminalNode;
import org.jspecify.annotations.Nullable;

/** Resolves the names and synonyms of types. */
final class Types {
  private static final int LONGEST_CHARACTERS = 10_485_760;
  private static final int LONGEST_DECIMAL = 1_000;
  private static final int FLOAT_DIGITS = 53;
  private static final int REAL_DIGITS = 24;

  private static final Map<String, TypeName.Kind> NAMES =
      Map.ofEntries(
          Map.entry("BOOLEAN", TypeName.Kind.BOOLEAN),
          Map.entry("BOOL", TypeName.Kind.BOOLEAN),
          Map.entry("SMALLINT", TypeName.Kind.SMALLINT),
          Map.entry("INT2", TypeName.Kind.SMALLINT),
          Map.entry("INTEGER", TypeName.Kind.INTEGER),
          Map.entry("INT", TypeName.Kind.INTEGER),
          Map.entry("INT4", TypeName.Kind.INTEGER),
          Map.entry("BIGINT", TypeName.Kind.BIGINT),
          Map.entry("INT8", TypeName.Kind.BIGINT),
          Map.entry("REAL", TypeName.Kind.REAL),
          Map.entry("FLOAT4", TypeName.Kind.REAL),
          Map.entry("DOUBLE", TypeName.Kind.DOUBLE_PRECISION),
          Map.entry("FLOAT", TypeName.Kind.DOUBLE_PRECISION),
          Map.entry("FLOAT8", TypeName.Kind.DOUBLE_PRECISION),
          Map.entry("DECIMAL", TypeName.Kind.DECIMAL),
          Map.entry("DEC", TypeName.Kind.DECIMAL),
          Map.entry("NUMERIC", TypeName.Kind.DECIMAL),
          Map.entry("CHAR", TypeName.Kind.CHAR),
          Map.entry("CHARACTER", TypeName.Kind.CHAR),
          Map.entry("BPCHAR", TypeName.Kind.CHAR),
          Map.entry("VARCHAR", TypeName.Kind.VARCHAR),
          Map.entry("TEXT", TypeName.Kind.TEXT),
          Map.entry("STRING", TypeName.Kind.TEXT),
          Map.entry("CLOB", TypeName.Kind.TEXT),
          Map.entry("VARBINARY", TypeName.Kind.VARBINARY),
          Map.entry("BINARY", TypeName.Kind.VARBINARY),
          Map.entry("BYTEA", TypeName.Kind.VARBINARY),
          Map.entry("BLOB", TypeName.Kind.VARBINARY),
          Map.entry("DATE", TypeName.Kind.DATE),
          Map.entry("TIME", TypeName.Kind.TIME),
          Map.entry("TIMESTAMP", TypeName.Kind.TIMESTAMP),
          Map.entry("DATETIME", TypeName.Kind.TIMESTAMP),
          Map.entry("TIMESTAMPTZ", TypeName.Kind.TIMESTAMP_WITH_TIME_ZONE),
          Map.entry("UUID", TypeName.Kind.UUID));

  private static final String COUNTERS =
      "use UUID DEFAULT gen_random_uuid(), which needs no counter";

  private static final Map<String, String> ELSEWHERE =
      Map.ofEntries(
          Map.entry("SERIAL", COUNTERS),
          Map.entry("SERIAL2", COUNTERS),
          Map.entry("SERIAL4", COUNTERS),
          Map.entry("SERIAL8", COUNTERS),
          Map.entry("SMALLSERIAL", COUNTERS),
          Map.entry("BIGSERIAL", COUNTERS),
          Map.entry("TIMETZ", "use TIME or TIMESTAMP WITH TIME ZONE"),
          Map.entry("INTERVAL", "use a number of seconds"),
          Map.entry("JSON", "use TEXT"),
          Map.entry("JSONB", "use TEXT"),
          Map.entry("XML", "use TEXT"),
          Map.entry("MONEY", "use DECIMAL"),
          Map.entry("BIT", "use VARBINARY"),
          Map.entry("VARBIT", "use VARBINARY"),
          Map.entry("ENUM", "use TEXT"),
          Map.entry("ARRAY", "use several columns or rows"),
          Map.entry("INET", "use TEXT"),
          Map.entry("CIDR", "use TEXT"),
          Map.entry("OID", "use BIGINT"),
          Map.entry("NAME", "use TEXT"),
          Map.entry("TINYINT", "use SMALLINT"),
          Map.entry("NCHAR", "use CHAR"),
          Map.entry("NVARCHAR", "use VARCHAR"),
          Map.entry("REGCLASS", "use information_schema"),
          Map.entry("TSVECTOR", "use TEXT"),
          Map.entry("POINT", "use two columns"),
          Map.entry("HSTORE", "use TEXT"));

  private static final Set<TypeName.Kind> WITH_LENGTH =
      Set.of(TypeName.Kind.CHAR, TypeName.Kind.VARCHAR, TypeName.Kind.VARBINARY);
  private static final Set<TypeName.Kind> OF_TIME =
      Set.of(TypeName.Kind.TIME, TypeName.Kind.TIMESTAMP, TypeName.Kind.TIMESTAMP_WITH_TIME_ZONE);

  private final Scope scope;

  Types(Scope scope) {
    this.scope = scope;
  }

  TypeName build(TypeNameContext context) {
    Token start = context.getStart();
    if (context.identifier() == null) {
      return new TypeName(TypeName.Kind.DOUBLE_PRECISION, null, null, scope.offset(start));
    }
    TypeName.Kind kind = named(start, context.VARYING() != null, zone(context));
    List<Integer> sizes = new ArrayList<>();
    for (TerminalNode number : context.INTEGER()) {
      sizes.add(size(number.getSymbol()));
    }
    return sizes.isEmpty()
        ? new TypeName(kind, null, null, scope.offset(start))
        : sized(kind, start, sizes);
  }

  private static @Nullable Boolean zone(TypeNameContext context) {
    return context.ZONE() == null ? null : (Boolean) (context.WITH() != null);
  }

  /**
   * The type without size.
   *
   * @param zone whether WITH or WITHOUT TIME ZONE was said; null when neither was
   */
  TypeName.Kind named(Token name, boolean varying, @Nullable Boolean zone) {
    String word = word(name);
    TypeName.Kind kind = NAMES.get(word);
    if (kind == null || (name.getType() == AftSqlLexer.QUOTED_IDENTIFIER && !isFolded(name))) {
      throw unknown(name, word);
    }
    if (varying) {
      return switch (kind) {
        case CHAR -> TypeName.Kind.VARCHAR;
        case VARBINARY -> TypeName.Kind.VARBINARY;
        default -> throw scope.error(Kind.SYNTAX, name, "VARYING does not go with " + word);
      };
    }
    return zone == null ? kind : zoned(name, kind, zone);
  }

  private static String word(Token name) {
    String text = name.getText();
    return Names.upper(
        name.getType() == AftSqlLexer.QUOTED_IDENTIFIER
            ? text.substring(1, text.length() - 1)
            : text);
  }

  private static boolean isFolded(Token name) {
    return name.getText().equals(Names.lower(name.getText()));
  }

  private TypeName.Kind zoned(Token name, TypeName.Kind kind, boolean zone) {
    if (kind == TypeName.Kind.TIMESTAMP) {
      return zone ? TypeName.Kind.TIMESTAMP_WITH_TIME_ZONE : kind;
    }
    if (kind != TypeName.Kind.TIME) {
      throw scope.error(Kind.SYNTAX, name, "TIME ZONE goes with TIME and TIMESTAMP only");
    }
    if (zone) {
      throw unsupported(name, "TIME WITH TIME ZONE", ELSEWHERE.get("TIMETZ"));
    }
    return kind;
  }

  private SqlSyntaxException unknown(Token name, String word) {
    String advice = ELSEWHERE.get(word);
    if (advice != null) {
      return unsupported(name, word, advice);
    }
    String nearest = Names.nearest(word, new TreeSet<>(NAMES.keySet()));
    String hint = nearest == null ? "" : "; did you mean " + nearest + "?";
    String shown = SourceText.quoted(Names.lower(word));
    return scope.error(Kind.SYNTAX, name, "there is no type " + shown + hint);
  }

  private SqlSyntaxException unsupported(Token name, String type, @Nullable String advice) {
    return scope.error(
        Kind.UNSUPPORTED, name, "The type " + type + " is not supported (" + advice + ")");
  }

  private int size(Token number) {
    String digits = number.getText();
    return digits.length() > 9 ? Integer.MAX_VALUE : Integer.parseInt(digits);
  }

  private TypeName sized(TypeName.Kind kind, Token start, List<Integer> sizes) {
    int first = sizes.get(0);
    Integer scale = sizes.size() > 1 ? sizes.get(1) : null;
    int offset = scope.offset(start);
    if (kind == TypeName.Kind.DECIMAL) {
      return decimal(start, first, scale == null ? 0 : scale);
    }
    if (scale != null) {
      throw scope.error(Kind.SYNTAX, start, "only DECIMAL takes two numbers");
    }
    if (WITH_LENGTH.contains(kind)) {
      check(start, first, 1, LONGEST_CHARACTERS, "the length of a type");
      return new TypeName(kind, first, null, offset);
    }
    if (Names.upper(start.getText()).equals("FLOAT")) {
      check(start, first, 1, FLOAT_DIGITS, "the precision of FLOAT");
      return new TypeName(first <= REAL_DIGITS ? TypeName.Kind.REAL : kind, null, null, offset);
    }
    if (OF_TIME.contains(kind)) {
      return time(kind, start, first);
    }
    throw scope.error(Kind.SYNTAX, start, "this type takes no length");
  }

  private TypeName decimal(Token start, int precision, int scale) {
    check(start, precision, 1, LONGEST_DECIMAL, "the precision of DECIMAL");
    check(start, scale, 0, precision, "the scale of DECIMAL");
    return new TypeName(TypeName.Kind.DECIMAL, precision, scale, scope.offset(start));
  }

  private TypeName time(TypeName.Kind kind, Token start, int digits) {
    if (digits != 6) {
      throw scope.error(
          Kind.UNSUPPORTED,
          start,
          "A precision of " + digits + " is not supported (times have six digits of a second)");
    }
    return new TypeName(kind, null, null, scope.offset(start));
  }

  private void check(Token token, int value, int least, int most, String what) {
    if (value < least || value > most) {
      throw scope.error(Kind.SYNTAX, token, what + " must be between " + least + " and " + most);
    }
  }
}
