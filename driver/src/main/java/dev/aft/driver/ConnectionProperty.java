package dev.aft.driver;

import java.sql.DriverPropertyInfo;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Every property of a connection: in the URL after {@code ?}, in the {@code Properties} given to
 * {@code DriverManager}, or as a property of the data source. The documentation's table is made
 * from this enum.
 */
public enum ConnectionProperty {
  USER("user", "", "User name; empty means the name `aft`."),
  PASSWORD("password", "", "Password; not needed until the server has users."),
  CHANNEL_BINDING(
      "channelBinding",
      List.of("prefer", "disable", "require"),
      "Whether a login over TLS is tied to the server's certificate."),
  SSL_MODE(
      "sslmode",
      List.of("prefer", "disable", "allow", "require", "verify-ca", "verify-full"),
      "When the connection is encrypted, and what is verified of the server; `allow` for an"
          + " address of this machine if nothing is said."),
  SSL("ssl", false, "`true` means `sslmode=verify-full` where no `sslmode` is given."),
  SSL_ROOT_CERT(
      "sslrootcert",
      "",
      "PEM file of the authorities to trust; empty means `~/.postgresql/root.crt` if it is there,"
          + " else those of the Java platform."),
  SSL_CERT("sslcert", "", "PEM file of the client's certificate."),
  SSL_KEY("sslkey", "", "File of the client's private key: PKCS #8, in PEM or DER."),
  SSL_PASSWORD("sslpassword", "", "Password of an encrypted `sslkey`."),
  SSL_MAX_VERSION(
      "sslMaxProtocolVersion",
      List.of("tlsv1.3", "tlsv1.2"),
      "The newest TLS that is spoken; `tlsv1.2` resumes sessions in less time, see below."),
  DATABASE("database", "aft", "Database, when the URL names none."),
  APPLICATION_NAME("applicationName", "", "A name for this client, shown by the server."),
  LOAD_BALANCE_HOSTS("loadBalanceHosts", false, "Whether several hosts are tried in random order."),
  HOST_RECHECK_SECONDS(
      "hostRecheckSeconds", 10, "Seconds for which a host that failed is tried after the others."),
  RECONNECT(
      "reconnect",
      true,
      "Whether a connection that was lost outside a transaction is made again at its next use."),
  IDLE_CHECK_SECONDS(
      "idleCheckSeconds",
      10,
      "Seconds after which an idle connection is checked by a round trip before its next use."),
  CONNECT_TIMEOUT(
      "connectTimeout",
      10,
      "Seconds to wait for each step of connecting to one host; 0 is for ever."),
  LOGIN_TIMEOUT(
      "loginTimeout",
      0,
      "Seconds for connecting as a whole; 0 takes `DriverManager.getLoginTimeout()`."),
  SOCKET_TIMEOUT(
      "socketTimeout",
      0,
      "Seconds to wait for an answer before the connection counts as lost; 0 is for ever."),
  CANCEL_TIMEOUT("cancelTimeout", 10, "Seconds to wait for a cancel request to be taken."),
  QUERY_TIMEOUT("queryTimeout", 0, "Query timeout of new statements in seconds; 0 is none."),
  TCP_KEEP_ALIVE("tcpKeepAlive", true, "Whether the system probes idle sockets."),
  CURRENT_SCHEMA("currentSchema", "", "Schema to start in; empty means `public`."),
  READ_ONLY("readOnly", false, "Whether new connections are read-only."),
  DEFAULT_ROW_FETCH_SIZE(
      "defaultRowFetchSize", 0, "Fetch size of new statements; 0 reads a whole result at once."),
  PREPARED_STATEMENT_CACHE_SIZE(
      "preparedStatementCacheSize",
      256,
      "Statements kept prepared on the server for each connection; 0 keeps those in use only."),
  TIME_ZONE("timeZone", "", "Time zone of the session; empty means that of this JVM."),
  SERIALIZABLE_ISOLATION(
      "serializableIsolation",
      List.of("error", "warn"),
      "What a request for SERIALIZABLE gets: an error, or read atomic with a warning."),
  AFTER(
      "after",
      "",
      "Causality token: transactions see at least what its transactions saw and wrote."),
  TRANSACTION_TOKEN(
      "transactionToken", "", "Suspended transaction that the first statement resumes; used once."),
  RESUME_TAKEOVER(
      "resumeTakeover",
      false,
      "Whether a token from a property or client info takes its transaction from who has it."),
  RESUME_SUSPEND_ON_CLOSE(
      "resumeSuspendOnClose",
      false,
      "Whether a transaction resumed by a property or client info is suspended again, not aborted,"
          + " if the connection closes."),
  IDEMPOTENCY_KEY(
      "idempotencyKey", "", "Idempotency key of the connection's first transaction; used once."),
  KEEP_OPEN(
      "keepOpen",
      false,
      "Embedded URLs: keep the node running in this process after its last connection closes.");

  private enum Kind {
    TEXT,
    SECONDS_OR_COUNT,
    BOOLEAN,
    CHOICE
  }

  private final String key;
  private final String defaultValue;
  private final String description;
  private final String choices;
  private final Kind kind;

  ConnectionProperty(String key, String defaultValue, String description) {
    this(key, defaultValue, description, List.of(), Kind.TEXT);
  }

  ConnectionProperty(String key, int defaultValue, String description) {
    this(key, Integer.toString(defaultValue), description, List.of(), Kind.SECONDS_OR_COUNT);
  }

  ConnectionProperty(String key, boolean defaultValue, String description) {
    this(key, Boolean.toString(defaultValue), description, List.of("true", "false"), Kind.BOOLEAN);
  }

  ConnectionProperty(String key, List<String> choices, String description) {
    this(key, choices.get(0), description, choices, Kind.CHOICE);
  }

  ConnectionProperty(
      String key, String defaultValue, String description, List<String> choices, Kind kind) {
    this.key = key;
    this.defaultValue = defaultValue;
    this.description = description;
    this.choices = String.join(",", choices);
    this.kind = kind;
  }

  /** The name in URLs and {@code Properties}; case matters. */
  public String key() {
    return key;
  }

  public String defaultValue() {
    return defaultValue;
  }

  public String description() {
    return description;
  }

  /** The values allowed; empty when anything of the kind is. */
  public List<String> choices() {
    return choices.isEmpty() ? List.of() : List.of(choices.split(",", -1));
  }

  /** Whether a connection cannot be made without it: none is. */
  public boolean required() {
    return false;
  }

  static Optional<ConnectionProperty> find(String key) {
    for (ConnectionProperty property : values()) {
      if (property.key.equals(key)) {
        return Optional.of(property);
      }
    }
    return Optional.empty();
  }

  /** The property whose name needs the fewest edits to become {@code key}, cases set aside. */
  static ConnectionProperty nearest(String key) {
    String wanted = key.toLowerCase(Locale.ROOT);
    ConnectionProperty best = USER;
    int fewest = Integer.MAX_VALUE;
    for (ConnectionProperty property : values()) {
      int edits = EditDistance.between(wanted, property.key.toLowerCase(Locale.ROOT));
      if (edits < fewest) {
        fewest = edits;
        best = property;
      }
    }
    return best;
  }

  /**
   * The value in its canonical form.
   *
   * @throws SQLException 22023 when the property cannot have it
   */
  String validated(String value) throws SQLException {
    String trimmed = value.trim();
    boolean valid =
        switch (kind) {
          case TEXT -> true;
          case SECONDS_OR_COUNT -> trimmed.matches("\\d{1,7}");
          case BOOLEAN -> trimmed.isEmpty() || isChoice(trimmed);
          case CHOICE -> isChoice(trimmed);
        };
    if (!valid) {
      throw SqlErrors.invalidProperty(this, value);
    }
    return switch (kind) {
      case TEXT -> value;
      case SECONDS_OR_COUNT -> trimmed;
      case BOOLEAN -> trimmed.isEmpty() ? "true" : trimmed.toLowerCase(Locale.ROOT);
      case CHOICE -> trimmed.toLowerCase(Locale.ROOT);
    };
  }

  private boolean isChoice(String value) {
    return choices().contains(value.toLowerCase(Locale.ROOT));
  }

  /** What the property may be, in words. */
  String allowed() {
    return choices.isEmpty() ? "a whole number from 0" : String.join(" or ", choices());
  }

  DriverPropertyInfo toInfo(@Nullable String value) {
    DriverPropertyInfo info = new DriverPropertyInfo(key, value == null ? defaultValue : value);
    info.description = description;
    info.required = required();
    info.choices = choices.isEmpty() ? null : choices().toArray(new String[0]);
    return info;
  }
}
