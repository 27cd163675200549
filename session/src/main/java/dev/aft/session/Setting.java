package dev.aft.session;

import static dev.aft.session.SettingValue.bool;
import static dev.aft.session.SettingValue.duration;
import static dev.aft.session.SettingValue.integer;
import static dev.aft.session.SettingValue.oneOf;

import dev.aft.grammar.LetterCase;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** What SET, SHOW and RESET know. The names and values are those of PostgreSQL. */
enum Setting {
  AFTER(
      "after",
      "",
      false,
      SettingValue::causalityToken,
      "causality token of transactions begun later"),
  APPLICATION_NAME("application_name", "", true, SettingValue::applicationName, "of the client"),
  BYTEA_OUTPUT("bytea_output", "hex", false, oneOf("hex"), "only hex"),
  CLIENT_ENCODING("client_encoding", "UTF8", true, SettingValue::encoding, "only UTF8"),
  CLIENT_MIN_MESSAGES(
      "client_min_messages",
      "notice",
      false,
      oneOf(
          "debug5", "debug4", "debug3", "debug2", "debug1", "debug", "log", "notice", "warning",
          "error"),
      "accepted"),
  DATE_STYLE("DateStyle", "ISO, MDY", true, SettingValue::dateStyle, "only ISO"),
  DEFAULT_TRANSACTION_DEFERRABLE(
      "default_transaction_deferrable", "off", false, bool(), "accepted"),
  DEFAULT_TRANSACTION_ISOLATION(
      "default_transaction_isolation",
      "read committed",
      false,
      SettingValue::isolation,
      "of transactions begun later"),
  DEFAULT_TRANSACTION_READ_ONLY(
      "default_transaction_read_only", "off", true, bool(), "of transactions begun later"),
  EXTRA_FLOAT_DIGITS("extra_float_digits", "1", false, integer(-15, 3), "floats are always exact"),
  IDLE_IN_TRANSACTION_SESSION_TIMEOUT(
      "idle_in_transaction_session_timeout",
      "0",
      false,
      duration(),
      "ends a session that idles in a transaction"),
  IN_HOT_STANDBY("in_hot_standby", "off", true, SettingValue.fixed(), "fixed"),
  INTEGER_DATETIMES("integer_datetimes", "on", true, SettingValue.fixed(), "fixed"),
  INTERVAL_STYLE("IntervalStyle", "postgres", true, oneOf("postgres"), "only postgres"),
  IS_SUPERUSER("is_superuser", "off", true, SettingValue.fixed(), "fixed"),
  LOCK_TIMEOUT("lock_timeout", "0", false, duration(), "accepted: there are no locks"),
  MAX_IDENTIFIER_LENGTH("max_identifier_length", "63", false, SettingValue.fixed(), "fixed"),
  PASSWORD_ENCRYPTION(
      "password_encryption", "scram-sha-256", false, oneOf("scram-sha-256"), "only scram-sha-256"),
  REPORT_COLUMNS(
      "report_columns",
      "off",
      false,
      bool(),
      "tells the client which column of which table a column of a result is"),
  REPORT_TRANSACTION_ID(
      "report_transaction_id",
      "off",
      false,
      bool(),
      "tells the client the id with every BEGIN and RESUME"),
  ROW_SECURITY("row_security", "on", false, bool(), "accepted"),
  SEARCH_PATH("search_path", "public", false, SettingValue::searchPath, "one schema"),
  SERVER_ENCODING("server_encoding", "UTF8", true, SettingValue.fixed(), "fixed"),
  SERVER_VERSION("server_version", "15.0", true, SettingValue.fixed(), "fixed"),
  SERVER_VERSION_NUM("server_version_num", "150000", false, SettingValue.fixed(), "fixed"),
  SESSION_AUTHORIZATION("session_authorization", "", true, SettingValue.fixed(), "the user"),
  SESSION_REPLICATION_ROLE(
      "session_replication_role", "origin", false, oneOf("origin", "replica", "local"), "accepted"),
  STANDARD_CONFORMING_STRINGS("standard_conforming_strings", "on", true, oneOf("on"), "only on"),
  STATEMENT_TIMEOUT(
      "statement_timeout", "0", false, duration(), "stops a statement that takes longer"),
  STORE_ID("store_id", "", true, SettingValue.fixed(), "the store that the node works on"),
  SYNCHRONOUS_COMMIT(
      "synchronous_commit",
      "on",
      false,
      oneOf("on", "off", "local", "remote_write", "remote_apply"),
      "accepted: commits are always durable as the store is set up"),
  TIME_ZONE("TimeZone", "UTC", true, SettingValue::timeZone, "of timestamps with time zone"),
  TRANSACTION_ISOLATION(
      "transaction_isolation",
      "read committed",
      false,
      SettingValue::isolation,
      "of the current transaction"),
  TRANSACTION_READ_ONLY(
      "transaction_read_only", "off", false, bool(), "of the current transaction");

  private static final Map<String, Setting> BY_NAME =
      Arrays.stream(values())
          .collect(Collectors.toMap(s -> s.label.toLowerCase(Locale.ROOT), Function.identity()));

  private final String label;
  private final String initialValue;
  private final boolean reported;

  @SuppressWarnings("ImmutableEnumChecker") // the functions have no state
  private final UnaryOperator<String> canonical;

  private final String description;

  Setting(
      String label,
      String initialValue,
      boolean reported,
      UnaryOperator<String> canonical,
      String description) {
    this.label = label;
    this.initialValue = initialValue;
    this.reported = reported;
    this.canonical = canonical;
    this.description = description;
  }

  /** The name as PostgreSQL writes it. */
  String label() {
    return label;
  }

  String initialValue() {
    return initialValue;
  }

  /** Whether the client is told by ParameterStatus. */
  boolean isReported() {
    return reported;
  }

  String description() {
    return description;
  }

  /**
   * The value as it is kept and shown.
   *
   * @throws IllegalArgumentException if the setting does not take it; the message says what it
   *     takes
   */
  String canonical(String value) {
    return canonical.apply(value);
  }

  /** The setting of this name, whatever its case. */
  static Optional<Setting> find(String name) {
    String key = LetterCase.lower(name);
    return Optional.ofNullable(BY_NAME.get(key.equals("schema") ? "search_path" : key));
  }

  /** The known name that is most like {@code name}. */
  static Optional<String> nearest(String name) {
    int limit = Math.max(1, name.length() / 3);
    return List.of(values()).stream()
        .filter(setting -> setting.distance(name) <= limit)
        .min(Comparator.comparingInt(setting -> setting.distance(name)))
        .map(setting -> setting.label);
  }

  private int distance(String name) {
    return distance(label.toLowerCase(Locale.ROOT), name);
  }

  /** Insertions, deletions and replacements between two words (Levenshtein). */
  private static int distance(String left, String right) {
    String shortened = right.length() > 64 ? right.substring(0, 64) : right;
    int[] previous = new int[shortened.length() + 1];
    Arrays.setAll(previous, i -> i);
    for (int i = 1; i <= left.length(); i++) {
      int[] current = new int[previous.length];
      current[0] = i;
      for (int j = 1; j < current.length; j++) {
        int replaced = previous[j - 1] + (left.charAt(i - 1) == shortened.charAt(j - 1) ? 0 : 1);
        current[j] = Math.min(replaced, Math.min(previous[j], current[j - 1]) + 1);
      }
      previous = current;
    }
    return previous[shortened.length()];
  }
}
