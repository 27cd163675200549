package dev.aft.driver;

import java.util.Locale;
import java.util.Set;

/** Writes names and texts so that the server reads them as what they are. */
final class Quotes {
  /** The words that are names in quotes only. */
  private static final String RESERVED =
      "all and any as asc between both case cast check collate constraint create cross default desc"
          + " distinct else end except false fetch for foreign from full group having ilike in"
          + " inner intersect into is isnull join leading left like limit natural not notnull null"
          + " offset on or order outer primary references returning right select set some table"
          + " then trailing true union unique using values when where window with";

  private Quotes() {}

  static String name(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  static String text(String text) {
    return '\'' + text.replace("'", "''") + '\'';
  }

  /** Whether the server reads it as a name without quotes; capitals are folded then. */
  static boolean isSimple(String name) {
    return name.matches("[a-zA-Z][a-zA-Z0-9_]*")
        && !Set.of(RESERVED.split(" ")).contains(name.toLowerCase(Locale.ROOT));
  }
}
