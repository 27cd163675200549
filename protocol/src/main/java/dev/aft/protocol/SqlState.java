package dev.aft.protocol;

/** The SQLStates that server and driver use (PostgreSQL documentation, appendix A). */
public final class SqlState {
  // 08: connection
  public static final String CONNECTION_REFUSED = "08001";
  public static final String CONNECTION_CLOSED = "08003";
  public static final String CONNECTION_REJECTED = "08004";
  public static final String CONNECTION_LOST = "08006";

  /** The connection was lost in commit. */
  public static final String TRANSACTION_RESOLUTION_UNKNOWN = "08007";

  public static final String PROTOCOL_VIOLATION = "08P01";
  // 0A, HY: features
  public static final String FEATURE_NOT_SUPPORTED = "0A000";
  public static final String OPTIONAL_FEATURE_NOT_IMPLEMENTED = "HYC00";
  // 21, 22, 23: data
  public static final String CARDINALITY_VIOLATION = "21000";
  public static final String STRING_TOO_LONG = "22001";
  public static final String NUMERIC_OUT_OF_RANGE = "22003";
  public static final String INVALID_DATETIME = "22007";
  public static final String DATETIME_OUT_OF_RANGE = "22008";
  public static final String DIVISION_BY_ZERO = "22012";
  public static final String CHARACTER_NOT_IN_REPERTOIRE = "22021";
  public static final String INVALID_PARAMETER_VALUE = "22023";
  public static final String INVALID_TEXT = "22P02";
  public static final String INVALID_BINARY = "22P03";
  public static final String NOT_NULL_VIOLATION = "23502";
  public static final String UNIQUE_VIOLATION = "23505";
  // 24, 25: cursor and transaction state
  public static final String INVALID_CURSOR_STATE = "24000";
  public static final String ACTIVE_TRANSACTION = "25001";
  public static final String READ_ONLY_TRANSACTION = "25006";
  public static final String NO_ACTIVE_TRANSACTION = "25P01";
  public static final String IN_FAILED_TRANSACTION = "25P02";

  /** The transaction lived, or idled, too long. */
  public static final String TRANSACTION_EXPIRED = "25P03";

  public static final String INVALID_STATEMENT_NAME = "26000";
  // 28: authentication
  public static final String INVALID_AUTHORIZATION = "28000";
  public static final String INVALID_PASSWORD = "28P01";
  // 34, 3x: names
  public static final String INVALID_CURSOR_NAME = "34000";
  public static final String INVALID_SAVEPOINT = "3B001";
  public static final String INVALID_DATABASE = "3D000";
  public static final String INVALID_SCHEMA = "3F000";
  // 40: rollback
  public static final String TRANSACTION_ROLLBACK = "40000";
  public static final String SERIALIZATION_FAILURE = "40001";
  public static final String STATEMENT_COMPLETION_UNKNOWN = "40003";
  // 42: syntax and access rules
  public static final String INSUFFICIENT_PRIVILEGE = "42501";
  public static final String SYNTAX_ERROR = "42601";
  public static final String DUPLICATE_COLUMN = "42701";
  public static final String UNDEFINED_COLUMN = "42703";
  public static final String UNDEFINED_OBJECT = "42704";
  public static final String DATATYPE_MISMATCH = "42804";
  public static final String CANNOT_CAST = "42846";
  public static final String UNDEFINED_FUNCTION = "42883";
  public static final String UNDEFINED_TABLE = "42P01";
  public static final String UNDEFINED_PARAMETER = "42P02";
  public static final String DUPLICATE_CURSOR = "42P03";
  public static final String DUPLICATE_DATABASE = "42P04";
  public static final String DUPLICATE_PREPARED_STATEMENT = "42P05";
  public static final String DUPLICATE_SCHEMA = "42P06";
  public static final String DUPLICATE_TABLE = "42P07";
  public static final String INDETERMINATE_TYPE = "42P18";
  // 53, 54: resources and bounds
  public static final String INSUFFICIENT_RESOURCES = "53000";
  public static final String DISK_FULL = "53100";
  public static final String OUT_OF_MEMORY = "53200";
  public static final String TOO_MANY_CONNECTIONS = "53300";
  public static final String PROGRAM_LIMIT_EXCEEDED = "54000";
  public static final String STATEMENT_TOO_COMPLEX = "54001";
  // 55, 57, 58, XX: operation
  public static final String OBJECT_IN_USE = "55006";
  public static final String CANNOT_CHANGE_RUNTIME_PARAMETER = "55P02";
  public static final String QUERY_CANCELED = "57014";
  public static final String ADMIN_SHUTDOWN = "57P01";
  public static final String IDLE_SESSION_TIMEOUT = "57P05";
  public static final String IO_ERROR = "58030";
  public static final String INTERNAL_ERROR = "XX000";
  public static final String DATA_CORRUPTED = "XX001";

  private SqlState() {}

  /** The first two characters, which name the class of the condition. */
  public static String classOf(String sqlState) {
    return sqlState.length() < 2 ? sqlState : sqlState.substring(0, 2);
  }
}
