package dev.aft.driver;

import dev.aft.driver.transport.TransportException;
import dev.aft.protocol.Diagnostics;
import java.sql.SQLDataException;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.SQLIntegrityConstraintViolationException;
import java.sql.SQLInvalidAuthorizationSpecException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLNonTransientException;
import java.sql.SQLRecoverableException;
import java.sql.SQLSyntaxErrorException;
import java.sql.SQLTransactionRollbackException;
import java.sql.SQLTransientConnectionException;
import java.sql.SQLTransientException;
import java.sql.SQLWarning;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Builds every SQLException of the driver, of the java.sql class that its SQLState asks for. */
final class SqlErrors {
  static final String CANNOT_CONNECT = "08001";
  static final String NOT_AUTHORIZED = "28000";
  static final String WRONG_PASSWORD = "28P01";
  static final String CLOSED = "08003";
  static final String LOST = "08006";
  static final String LOST_IN_COMMIT = "08007";
  static final String PROTOCOL_VIOLATION = "08P01";
  static final String NOT_SUPPORTED = "HYC00";
  static final String INVALID_ARGUMENT = "22023";
  static final String INVALID_CURSOR_STATE = "24000";
  static final String OBJECT_CLOSED = "HY010";
  static final String INVALID_INDEX = "07009";
  static final String MISSING_PARAMETER = "07001";
  static final String NO_RESULT = "07005";
  static final String UNEXPECTED_RESULT = "0100E";
  static final String OUT_OF_RANGE = "22003";
  static final String NOT_CONVERTIBLE = "22018";
  static final String UNDEFINED_COLUMN = "42703";
  static final String INVALID_NAME = "42602";
  static final String INVALID_TRANSACTION_STATE = "25000";
  static final String NO_TRANSACTION = "25P01";
  static final String ACTIVE_TRANSACTION = "25001";
  static final String ROLLED_BACK = "40000";
  static final String RUN_AGAIN = "40001";
  static final String CANCELLED = "57014";
  static final String UNDEFINED_STATEMENT = "26000";

  private SqlErrors() {}

  static SQLException of(String state, String message) {
    return of(state, message, null);
  }

  /**
   * The class follows the SQLState; 57014 stays a plain SQLException, which pools do not evict for.
   */
  static SQLException of(String state, String message, @Nullable Throwable cause) {
    return switch (state) {
      case "0A000", NOT_SUPPORTED ->
          new SQLFeatureNotSupportedException(message, NOT_SUPPORTED, 0, cause);
      case CANNOT_CONNECT -> new SQLTransientConnectionException(message, state, 0, cause);
      case CANCELLED -> new SQLException(message, state, 0, cause);
      case "57P01", "57P02", "57P03" -> new SQLRecoverableException(message, state, 0, cause);
      case "40003" -> new SQLNonTransientException(message, state, 0, cause);
      case "25P03", "25X03" -> new SQLTransientException(message, state, 0, cause);
      default -> ofClass(state, message, cause);
    };
  }

  private static SQLException ofClass(String state, String message, @Nullable Throwable cause) {
    return switch (state.substring(0, 2)) {
      case "08" -> new SQLNonTransientConnectionException(message, state, 0, cause);
      case "22" -> new SQLDataException(message, state, 0, cause);
      case "23" -> new SQLIntegrityConstraintViolationException(message, state, 0, cause);
      case "28" -> new SQLInvalidAuthorizationSpecException(message, state, 0, cause);
      case "40" -> new SQLTransactionRollbackException(message, state, 0, cause);
      case "42" -> new SQLSyntaxErrorException(message, state, 0, cause);
      case "53" -> new SQLTransientException(message, state, 0, cause);
      case "25", "26", "34", "3B", "3D", "3F", "54", "55", "58", "XX" ->
          new SQLNonTransientException(message, state, 0, cause);
      default -> new SQLException(message, state, 0, cause);
    };
  }

  /** What the server said, with detail, hint and position where it gave them. */
  static SQLException of(Diagnostics diagnostics) {
    String state = diagnostics.sqlState();
    if (state.equals(AlreadyCommittedException.SQL_STATE)) {
      return new AlreadyCommittedException(
          diagnostics.message(), idIn(diagnostics.message()), diagnostics.detail());
    }
    String id = state.equals(OutcomeUnknownException.SQL_STATE) ? idIn(diagnostics) : null;
    return id == null
        ? of(state, describe(diagnostics))
        : new OutcomeUnknownException(describe(diagnostics), id, null);
  }

  /** The facts of an error may stand in its message or in its detail. */
  private static @Nullable String idIn(Diagnostics diagnostics) {
    String id = idIn(diagnostics.message());
    String detail = diagnostics.detail();
    return id == null && detail != null ? idIn(detail) : id;
  }

  private static @Nullable String idIn(String message) {
    Matcher id = Pattern.compile("transaction_id=([0-9a-fA-F-]{36})").matcher(message);
    return id.find() ? id.group(1) : null;
  }

  static SQLWarning warning(Diagnostics diagnostics) {
    return new SQLWarning(describe(diagnostics), diagnostics.sqlState());
  }

  private static String describe(Diagnostics diagnostics) {
    StringBuilder text = new StringBuilder(diagnostics.message());
    if (diagnostics.detail() != null) {
      text.append("\n  Detail: ").append(diagnostics.detail());
    }
    if (diagnostics.hint() != null) {
      text.append("\n  Hint: ").append(diagnostics.hint());
    }
    if (diagnostics.position() != null) {
      text.append("\n  Position: ").append(diagnostics.position());
    }
    return text.toString();
  }

  static SQLException transport(TransportException e) {
    return of(e.sqlState(), String.valueOf(e.getMessage()), e);
  }

  static SQLException notSupported(String what) {
    return of(NOT_SUPPORTED, what + " is not supported");
  }

  static SQLException invalidArgument(String message) {
    return of(INVALID_ARGUMENT, message);
  }

  static SQLException invalidProperty(ConnectionProperty property, String value) {
    boolean secret =
        property == ConnectionProperty.PASSWORD || property == ConnectionProperty.SSL_PASSWORD;
    String shown = secret ? "..." : value;
    return invalidArgument(
        "property " + property.key() + " cannot be '" + shown + "': use " + property.allowed());
  }

  static SQLException invalidUrl(String url, String reason) {
    return new SQLNonTransientConnectionException(
        "the URL " + url + " is not valid: " + reason, CANNOT_CONNECT);
  }

  static SQLException connectionClosed() {
    return of(CLOSED, "the connection is closed");
  }

  static SQLException statementClosed() {
    return of(OBJECT_CLOSED, "the statement is closed");
  }

  static SQLException resultSetClosed() {
    return of(INVALID_CURSOR_STATE, "the result set is closed");
  }

  static SQLException outOfRange(Object value, String type) {
    return of(OUT_OF_RANGE, "the value " + shortened(value) + " is out of range for " + type);
  }

  static SQLException notConvertible(Object value, String type) {
    return of(NOT_CONVERTIBLE, "the value " + shortened(value) + " cannot be read as " + type);
  }

  private static String shortened(Object value) {
    String text = String.valueOf(value);
    return text.length() <= 60 ? text : text.substring(0, 60) + "...";
  }
}
