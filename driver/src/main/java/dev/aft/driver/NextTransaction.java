package dev.aft.driver;

import dev.aft.protocol.FrontendMessage;
import java.sql.SQLException;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is to be said once, at the begin or at the commit of a transaction. A token or a key waits
 * until a transaction has begun with it: if that fails it goes on waiting, because a statement that
 * went on without it would do the work a second time. Thread-safe.
 */
final class NextTransaction implements Opening {
  private @Nullable String token;
  private @Nullable String idempotencyKey;
  private @Nullable String commitResult;
  private Set<ResumeOption> options = Set.of();

  /** Whether anything waits. */
  private volatile boolean waiting;

  /** What the properties of a connection say of its first transaction. */
  static NextTransaction of(ConnectionSettings settings) throws SQLException {
    NextTransaction next = new NextTransaction();
    if (settings.has(ConnectionProperty.TRANSACTION_TOKEN)) {
      next.setToken(settings.text(ConnectionProperty.TRANSACTION_TOKEN), optionsOf(settings));
    }
    next.setIdempotencyKey(settings.text(ConnectionProperty.IDEMPOTENCY_KEY));
    return next;
  }

  /** How tokens are resumed that do not come with options of their own. */
  static Set<ResumeOption> optionsOf(ConnectionSettings settings) {
    Set<ResumeOption> options = EnumSet.noneOf(ResumeOption.class);
    if (settings.flag(ConnectionProperty.RESUME_TAKEOVER)) {
      options.add(ResumeOption.TAKEOVER);
    }
    if (settings.flag(ConnectionProperty.RESUME_SUSPEND_ON_CLOSE)) {
      options.add(ResumeOption.SUSPEND_ON_CLOSE);
    }
    return options;
  }

  boolean isWaiting() {
    return waiting;
  }

  /** Null or empty takes it back. */
  synchronized void setToken(@Nullable String value, Set<ResumeOption> how) throws SQLException {
    String wanted = checked(value, "a transaction token");
    if (wanted != null && idempotencyKey != null) {
      throw tokenAndKey();
    }
    token = wanted;
    options = Set.copyOf(how);
    refresh();
  }

  /** Null or empty takes it back. */
  synchronized void setIdempotencyKey(@Nullable String value) throws SQLException {
    String wanted = checked(value, "an idempotency key");
    if (wanted != null && token != null) {
      throw tokenAndKey();
    }
    idempotencyKey = wanted;
    refresh();
  }

  /** Null takes it back; an empty text is a result. */
  synchronized void setCommitResult(@Nullable String value) throws SQLException {
    requireText(value, "a result");
    commitResult = value;
    refresh();
  }

  private static SQLException tokenAndKey() {
    return SqlErrors.invalidArgument(
        "a transaction that is resumed has the idempotency key of its begin: set a token or a key,"
            + " not both");
  }

  private static @Nullable String checked(@Nullable String value, String what) throws SQLException {
    requireText(value, what);
    return value == null || value.isEmpty() ? null : value;
  }

  private static void requireText(@Nullable String value, String what) throws SQLException {
    if (value != null && value.indexOf('\0') >= 0) {
      throw SqlErrors.invalidArgument(what + " cannot have a character of code 0");
    }
  }

  private void refresh() {
    waiting = token != null || idempotencyKey != null || commitResult != null;
  }

  synchronized @Nullable String token() {
    return token;
  }

  synchronized @Nullable String idempotencyKey() {
    return idempotencyKey;
  }

  synchronized @Nullable String commitResult() {
    return commitResult;
  }

  /** Forgets what waits. */
  synchronized void clear() {
    token = null;
    idempotencyKey = null;
    commitResult = null;
    waiting = false;
  }

  @Override
  public List<FrontendMessage> messages(boolean readOnly) {
    if (!waiting) {
      return PLAIN.messages(readOnly);
    }
    synchronized (this) {
      if (token != null) {
        return Messages.command("RESUME " + Quotes.text(token) + resumeOptions());
      }
      if (idempotencyKey != null) {
        String begin = readOnly ? "BEGIN READ ONLY" : "BEGIN";
        String key = Quotes.text(idempotencyKey);
        return Messages.command(begin + " WITH (idempotency_key = " + key + ")");
      }
      return PLAIN.messages(readOnly);
    }
  }

  private String resumeOptions() {
    if (options.isEmpty()) {
      return "";
    }
    StringBuilder text = new StringBuilder();
    for (ResumeOption option : EnumSet.copyOf(options)) {
      text.append(text.length() == 0 ? " WITH (" : ", ").append(option.sql());
    }
    return text.append(')').toString();
  }

  @Override
  public synchronized void begun() {
    token = null;
    idempotencyKey = null;
    refresh();
  }

  /**
   * The statement that commits, which takes the result with it. That waits on until the transaction
   * is over: one that goes on after a refusal must not commit without it.
   */
  synchronized List<FrontendMessage> commit() {
    if (commitResult == null) {
      return Messages.COMMIT;
    }
    String result = Quotes.text(commitResult);
    return Messages.command("COMMIT WITH (result = " + result + ")");
  }

  synchronized void commitIsOver() {
    commitResult = null;
    refresh();
  }
}
