package dev.aft.driver;

/** Writes names and texts so that the server reads them as what they are. */
final class Quotes {
  private Quotes() {}

  static String name(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  static String text(String text) {
    return '\'' + text.replace("'", "''") + '\'';
  }
}
