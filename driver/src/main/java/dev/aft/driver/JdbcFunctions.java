package dev.aft.driver;

import java.sql.SQLException;
import java.util.List;
import java.util.Locale;

/** The functions of {@code {fn ...}}, and those of the dialect by their own names. */
final class JdbcFunctions {
  static final String NUMERIC = "ABS,CEILING,FLOOR,MOD,POWER,ROUND,SIGN,SQRT,TRUNCATE";
  static final String STRING =
      "CHAR_LENGTH,CHARACTER_LENGTH,CONCAT,LCASE,LEFT,LENGTH,LTRIM,OCTET_LENGTH,POSITION,REPEAT,"
          + "REPLACE,RIGHT,RTRIM,SUBSTRING,UCASE";
  static final String SYSTEM = "DATABASE,IFNULL,USER";
  static final String TIME_DATE =
      "CURDATE,CURRENT_DATE,CURRENT_TIME,CURRENT_TIMESTAMP,CURTIME,DAYOFMONTH,DAYOFYEAR,EXTRACT,"
          + "HOUR,MINUTE,MONTH,NOW,QUARTER,SECOND,WEEK,YEAR";

  /** What the server has, in the order of the alphabet. */
  static final List<String> OF_THE_SERVER =
      List.of(
          ("abs btrim ceil ceiling char_length character_length clock_timestamp coalesce concat"
                  + " concat_ws current_database current_schema date_part date_trunc decode encode"
                  + " floor gen_random_uuid greatest least left length lower lpad ltrim md5 mod now"
                  + " nullif octet_length position power repeat replace reverse right round rpad"
                  + " rtrim sign split_part sqrt starts_with strpos substr substring"
                  + " transaction_timestamp trim trunc upper version")
              .split(" "));

  /**
   * A function in the server's words.
   *
   * @param begin goes in the place of the name
   * @param opening goes in the place of the bracket after it; empty when the brackets, with nothing
   *     between them, are left out
   */
  record Call(String begin, String opening) {}

  private JdbcFunctions() {}

  static Call call(String name) throws SQLException {
    String upper = name.toUpperCase(Locale.ROOT);
    return switch (upper) {
      case "UCASE" -> new Call("UPPER", "(");
      case "LCASE" -> new Call("LOWER", "(");
      case "IFNULL" -> new Call("COALESCE", "(");
      case "CEILING" -> new Call("CEIL", "(");
      case "TRUNCATE" -> new Call("TRUNC", "(");
      case "DATABASE" -> new Call("CURRENT_DATABASE", "(");
      case "USER" -> new Call("CURRENT_USER", "");
      case "CURDATE", "CURRENT_DATE" -> new Call("CURRENT_DATE", "");
      case "CURTIME", "CURRENT_TIME" -> new Call("CURRENT_TIME", "");
      case "CURRENT_TIMESTAMP" -> new Call("CURRENT_TIMESTAMP", "");
      case "YEAR", "QUARTER", "MONTH", "WEEK", "HOUR", "MINUTE", "SECOND" ->
          new Call("EXTRACT", "(" + upper + " FROM ");
      case "DAYOFMONTH" -> new Call("EXTRACT", "(DAY FROM ");
      case "DAYOFYEAR" -> new Call("EXTRACT", "(DOY FROM ");
      case "CONVERT" -> throw SqlErrors.notSupported("{fn CONVERT(...)}; use CAST(... AS ...)");
      default -> new Call(name, "(");
    };
  }
}
