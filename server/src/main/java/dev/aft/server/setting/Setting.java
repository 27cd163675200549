package dev.aft.server.setting;

import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Every setting of a node. The order is that of the documentation. */
public enum Setting {
  STORAGE(
      SettingType.TEXT,
      "rocksdb:aft-data",
      "Where the data lives: rocksdb:FOLDER keeps it in a folder of this machine, s3://BUCKET/PREFIX in a"
          + " bucket, fdb:CLUSTER-FILE in FoundationDB; memory:NAME forgets it when the node stops."),
  LISTEN(
      SettingType.ADDRESS,
      "127.0.0.1:7654",
      "Address for clients. Port 0 takes any free port. Loopback only as long as the store has no users."),
  TLS(
      SettingType.TLS_MODE,
      "off",
      "Whether connections of clients are encrypted. allow: those of clients that ask for it; require: all,"
          + " others are refused with 28000."),
  TLS_CERTIFICATE(
      SettingType.FILE,
      "",
      "PEM file with the certificate of the node, followed by those that lead to its authority. Read again when"
          + " it changes."),
  TLS_KEY(
      SettingType.FILE,
      "",
      "PEM file with the private key of the certificate (RSA, EC or Ed25519). Read again when it changes."),
  TLS_KEY_PASSWORD(
      SettingType.SECRET,
      "",
      "What the key is encrypted with, if it is; better given as AFT_TLS_KEY_PASSWORD than as a flag, which others"
          + " on the machine can see."),
  TLS_CLIENT_CA(
      SettingType.FILE,
      "",
      "PEM file with the certificates of the authorities that certificates of clients must come from. Read again"
          + " when it changes."),
  TLS_CLIENT_AUTH(
      SettingType.TLS_CLIENT_AUTH,
      "none",
      "Whether clients show a certificate. want: they may; need: they must, whatever else they need to log in."),
  TLS_MIN_VERSION(SettingType.TLS_VERSION, "TLSv1.2", "The oldest version of TLS that is spoken."),
  TLS_PROVIDER(
      SettingType.TLS_PROVIDER,
      "auto",
      "Whose TLS is used. boringssl: that of the library which comes along for Linux (glibc), macOS and Windows;"
          + " jdk: that of Java; auto: the first where it works, else the second."),
  TLS_HANDSHAKE_THREADS(
      SettingType.COUNT,
      "0",
      "0",
      "1024",
      "Threads for the expensive part of TLS handshakes: with tls-provider = jdk all of it, with boringssl the"
          + " certificates of clients. 0: one for two processors."),
  METRICS_LISTEN(
      SettingType.ADDRESS,
      "127.0.0.1:7655",
      "Address for health and metrics over HTTP. Port 0 takes any free port. Loopback only."),
  METRICS(SettingType.SWITCH, "on", "Whether health and metrics are served at all."),
  LOG_LEVEL(SettingType.LEVEL, "INFO", "The least level that is logged."),
  EVENT_LOOP_THREADS(
      SettingType.COUNT,
      "0",
      "0",
      "1024",
      "Threads that serve connections. 0: one for each processor."),
  WORKER_THREADS(
      SettingType.COUNT,
      "0",
      "0",
      "1024",
      "Threads for long statements, such as scans and sorts. 0: one for each processor, at least two."),
  WORKER_QUEUE(
      SettingType.COUNT,
      "10000",
      "1",
      "1000000",
      "Pieces of long statements that may wait for a worker. Beyond it a statement fails with 53000."),
  MAX_CONNECTIONS(
      SettingType.COUNT,
      "10000",
      "1",
      "1000000",
      "Connections at once. Beyond it a new one is refused with 53300."),
  MAX_HANDSHAKES(
      SettingType.COUNT,
      "1000",
      "1",
      "1000000",
      "Connections at once that have not finished their start-up. Beyond it the oldest of them is closed: of those from"
          + " the newcomer's address, if it has more than a quarter of them."),
  HANDSHAKE_TIMEOUT(
      SettingType.DURATION,
      "10 s",
      "10 ms",
      "10 min",
      "Time for a client to finish its start-up, TLS and login included, before the connection is closed."),
  IDLE_SESSION_TIMEOUT(
      SettingType.DURATION,
      "0 s",
      "0 s",
      "365 d",
      "Time that a connection may be idle outside a transaction before it ends with 57P05. 0 s: for ever."),
  MAX_MESSAGE_SIZE(
      SettingType.SIZE,
      "32 MiB",
      "16 KiB",
      "1 GiB",
      "Largest message of a client: bounds the text of a statement and the parameters of one execution."
          + " A larger one ends the connection with 08P01. Before a client has logged in: 64 KiB."),
  RECEIVE_MEMORY(
      SettingType.SIZE,
      "128 MiB",
      "16 KiB",
      "64 GiB",
      "Memory for messages that have arrived in part, all connections together. Beyond it the connection that"
          + " asks for more ends with 53200."),
  MAX_PIPELINED_MESSAGES(
      SettingType.COUNT,
      "1000",
      "1",
      "1000000",
      "Messages of one connection that may wait to be dealt with. Beyond it the node stops reading from that"
          + " connection until they are fewer."),
  MAX_PIPELINED_SIZE(
      SettingType.SIZE,
      "1 MiB",
      "1 KiB",
      "1 GiB",
      "The same for the size of the waiting messages; one message may pass it."),
  WRITE_BUFFER(
      SettingType.SIZE,
      "256 KiB",
      "16 KiB",
      "64 MiB",
      "Answers waiting for one client to read them. Beyond it the node stops working for that connection until"
          + " the client has read half."),
  DRAIN_TIMEOUT(
      SettingType.DURATION,
      "30 s",
      "0 s",
      "1 h",
      "Time that a stopping node gives running transactions to finish."),
  MAX_STATEMENTS(
      SettingType.COUNT,
      "10000",
      "1",
      "1000000",
      "Prepared statements that one connection may hold."),
  MAX_PORTALS(
      SettingType.COUNT,
      "10000",
      "1",
      "1000000",
      "Portals (open results) that one connection may hold."),
  FETCH_ROWS(
      SettingType.COUNT,
      "256",
      "1",
      "100000",
      "Rows that a statement computes at a time while it streams its result."),
  STATEMENT_CACHE(
      SettingType.SIZE,
      "16 MiB",
      "0 B",
      "8 GiB",
      "Text of statements that are kept parsed, all connections together."),
  PLAN_CACHE(
      SettingType.COUNT,
      "10000",
      "0",
      "10000000",
      "Plans that are kept, all connections together."),
  MAX_STATEMENT_ROWS(
      SettingType.COUNT,
      "1000000",
      "1",
      "100000000",
      "Rows that one statement may change, sort or hold to find duplicates."),
  MAX_STATEMENT_MEMORY(
      SettingType.SIZE,
      "128 MiB",
      "1 MiB",
      "64 GiB",
      "Memory for such rows of one statement, about."),
  STATEMENT_TIMEOUT(
      SettingType.DURATION,
      "0 s",
      "0 s",
      "24 h",
      "Default of the session setting statement_timeout. 0 s: none."),
  IDLE_IN_TRANSACTION_TIMEOUT(
      SettingType.DURATION,
      "0 s",
      "0 s",
      "24 h",
      "Default of the session setting idle_in_transaction_session_timeout. 0 s: none."),
  MAX_WAITING_MESSAGES(
      SettingType.COUNT,
      "200000",
      "1000",
      "10000000",
      "Messages of one connection that may wait in its session, where nothing holds them back before."
          + " Beyond it the connection ends with 54000."),
  TAKEOVER_WAIT(
      SettingType.DURATION,
      "10 s",
      "0 s",
      "10 min",
      "How long RESUME waits for the last call of whoever held the transaction."),
  STOP_GRACE(
      SettingType.DURATION,
      "250 ms",
      "0 s",
      "10 min",
      "How long a statement that is cancelled or out of time may go on waiting for the store before it is"
          + " given up."),
  MAX_LOGIN_DELAY(
      SettingType.DURATION,
      "5 s",
      "0 s",
      "10 min",
      "How long the answer to a failed login waits at most; it waits longer with each failure of the same user"
          + " or from the same address."),
  TRANSACTION_LIFETIME(
      SettingType.DURATION,
      "15 min",
      "1 s",
      "24 h",
      "Longest life of a transaction, and how long collected versions are kept for it. Beyond it the transaction ends with 25P03."),
  SKEW_ALLOWANCE(
      SettingType.DURATION,
      "1 min",
      "0 s",
      "1 h",
      "Added to the lifetime before anything is collected: delays and differences of clocks."),
  MAX_TRANSACTIONS(SettingType.COUNT, "20000", "1", "10000000", "Transactions at one time."),
  MAX_TRANSACTION_SIZE(
      SettingType.SIZE,
      "1 GiB",
      "64 KiB",
      "64 GiB",
      "Keys and values that one transaction may write, in memory and spilled together. Beyond it 54000."),
  MAX_TRANSACTION_KEY_SIZE(
      SettingType.SIZE,
      "15 MiB",
      "1 KiB",
      "15 MiB",
      "Keys that one transaction may write, together. Beyond it 54000."),
  TRANSACTION_WRITE_BUFFER(
      SettingType.SIZE,
      "32 MiB",
      "64 KiB",
      "1 GiB",
      "Memory for what one transaction has written. Beyond it, values are spilled to the store."),
  TRANSACTION_MEMORY(
      SettingType.SIZE,
      "128 MiB",
      "64 KiB",
      "64 GiB",
      "Memory for what all running transactions have written. Beyond it, values of the largest are spilled;"
          + " when the keys alone do not fit, 53200."),
  MAX_READ_SET(
      SettingType.COUNT,
      "1000000",
      "100",
      "100000000",
      "Keys and ranges that one transaction may read."),
  MAX_KEY_SIZE(SettingType.SIZE, "8 KiB", "64 B", "64 KiB", "Longest key, encoded."),
  MAX_VALUE_SIZE(
      SettingType.SIZE, "16 MiB", "1 KiB", "256 MiB", "Longest row without its key, encoded."),
  VERSION_INDEX_MEMORY(
      SettingType.SIZE, "64 MiB", "0 B", "64 GiB", "Memory for the newest versions of keys."),
  COMMIT_RECORD_MEMORY(
      SettingType.SIZE,
      "8 MiB",
      "0 B",
      "8 GiB",
      "Memory for commit records and the keys that their transactions wrote."),
  COLLECTION_INTERVAL(
      SettingType.DURATION,
      "1 s",
      "10 ms",
      "1 h",
      "Time between two rounds of garbage collection and expiry."),
  COLLECTION_RATE(
      SettingType.COUNT,
      "50000",
      "1",
      "10000000",
      "Commits that garbage collection looks at in a second; up to 16 times as many while it is behind."),
  IDEMPOTENCY_KEY_LIFETIME(
      SettingType.DURATION,
      "24 h",
      "1 s",
      "365 d",
      "How long after its commit the work of an idempotency key is known to be done."),
  MAX_IDEMPOTENCY_KEY_SIZE(
      SettingType.SIZE, "255 B", "16 B", "1 KiB", "Longest idempotency key. Beyond it 54000."),
  MAX_RESULT_SIZE(
      SettingType.SIZE,
      "64 KiB",
      "1 KiB",
      "1 MiB",
      "Longest result that COMMIT may store. Beyond it 54000."),
  CAUSALITY_TIMEOUT(
      SettingType.DURATION,
      "5 s",
      "0 s",
      "10 min",
      "How long BEGIN waits for the node to hear of what a causality token names. Beyond it 25X03.");

  private final SettingType type;
  private final String defaultText;
  private final @Nullable String least;
  private final @Nullable String most;
  private final String description;

  Setting(SettingType type, String defaultText, String description) {
    this(type, defaultText, null, null, description);
  }

  Setting(
      SettingType type,
      String defaultText,
      @Nullable String least,
      @Nullable String most,
      String description) {
    this.type = type;
    this.defaultText = defaultText;
    this.least = least;
    this.most = most;
    this.description = description;
  }

  /** The name in a configuration file: {@code max-connections}. */
  public String key() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The flag: {@code --max-connections}. */
  public String flag() {
    return "--" + key();
  }

  /** The environment variable: {@code AFT_MAX_CONNECTIONS}. */
  public String variable() {
    return "AFT_" + name();
  }

  /** As it stands in a file; empty for settings that have no value unless they are set. */
  public String defaultText() {
    return defaultText;
  }

  public String description() {
    return description;
  }

  /** What a value looks like and its bounds, for people. */
  public String form() {
    return least == null ? type.form() : type.form() + "; " + least + " to " + most;
  }

  static Optional<Setting> ofKey(String key) {
    for (Setting setting : values()) {
      if (setting.key().equals(key)) {
        return Optional.of(setting);
      }
    }
    return Optional.empty();
  }

  /**
   * @throws IllegalArgumentException that says what a right value looks like
   */
  Object parse(String text) {
    Object value = type.parse(text);
    if (least != null && most != null && !isWithin(value, type.parse(least), type.parse(most))) {
      throw new IllegalArgumentException("must be from " + least + " to " + most);
    }
    return value;
  }

  private static boolean isWithin(Object value, Object least, Object most) {
    if (value instanceof java.time.Duration duration) {
      return duration.compareTo((java.time.Duration) least) >= 0
          && duration.compareTo((java.time.Duration) most) <= 0;
    }
    long number = (Long) value;
    return number >= (Long) least && number <= (Long) most;
  }
}
