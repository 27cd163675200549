package dev.aft.engine;

/**
 * Every error the node can answer with: its SQLState, who has to act, and what to do.
 *
 * <p>The advice is a constant; the facts of one case travel in the message of {@link
 * EngineException}.
 */
public enum ErrorCode {
  // Transactions
  MUST_RETRY("40001", Category.TRANSIENT, "Run the whole transaction again."),
  OUTCOME_UNKNOWN("40003", Category.TRANSIENT, "Ask for the outcome of the transaction id."),
  TRANSACTION_ABORTED("40000", Category.TRANSIENT, "Run the whole transaction again."),
  IN_FAILED_TRANSACTION("25P02", Category.USER, "ROLLBACK, or ROLLBACK TO a savepoint, first."),
  NO_ACTIVE_TRANSACTION("25P01", Category.USER, "BEGIN a transaction first."),
  ACTIVE_TRANSACTION("25001", Category.USER, "COMMIT or ROLLBACK first."),
  READ_ONLY_TRANSACTION("25006", Category.USER, "Use a transaction that is not READ ONLY."),
  TRANSACTION_EXPIRED("25P03", Category.TRANSIENT, "Run the whole transaction again."),
  ALREADY_COMMITTED(
      "25X01", Category.USER, "The work is done: answer with the result that its commit stored."),
  OUTCOME_FORGOTTEN(
      "25X02", Category.USER, "Ask for an outcome within the lifetime of a transaction."),
  CAUSALITY_TIMEOUT(
      "25X03", Category.TRANSIENT, "Run the transaction again; the node has yet to hear of it."),
  TRANSACTION_TAKEN_OVER(
      "25X04", Category.USER, "Another connection goes on with the transaction; leave it alone."),
  TRANSACTION_HELD(
      "55006",
      Category.TRANSIENT,
      "Wait for the other connection, or RESUME WITH (takeover = true)."),
  INVALID_TRANSACTION_TOKEN(
      "3B001", Category.USER, "Use the token that the last SUSPEND of the transaction returned."),
  NO_SUCH_SAVEPOINT("3B001", Category.USER, "Name a savepoint set in this transaction."),
  // Statements
  SYNTAX("42601", Category.USER, "Correct the statement."),
  UNSUPPORTED("0A000", Category.USER, "See the SQL reference for what the dialect has."),
  UNDEFINED_TABLE("42P01", Category.USER, "SHOW TABLES lists the tables."),
  UNDEFINED_COLUMN("42703", Category.USER, "DESCRIBE lists the columns of a table."),
  UNDEFINED_FUNCTION("42883", Category.USER, "See the SQL reference for the functions."),
  UNDEFINED_PARAMETER("42P02", Category.USER, "Give a value for every parameter."),
  UNDEFINED_OBJECT("42704", Category.USER, "See SHOW ALL for the settings."),
  INDETERMINATE_TYPE("42P18", Category.USER, "CAST the parameter to a type."),
  DATATYPE_MISMATCH("42804", Category.USER, "CAST the value to the type of the column."),
  CANNOT_CAST("42846", Category.USER, "There is no conversion between the types."),
  AMBIGUOUS_COLUMN("42702", Category.USER, "Qualify the column."),
  DUPLICATE_COLUMN("42701", Category.USER, "Name each column once."),
  DUPLICATE_TABLE("42P07", Category.USER, "Use CREATE TABLE IF NOT EXISTS, or another name."),
  DUPLICATE_SCHEMA("42P06", Category.USER, "Use CREATE SCHEMA IF NOT EXISTS, or another name."),
  DUPLICATE_DATABASE("42P04", Category.USER, "Use another name."),
  DUPLICATE_PREPARED_STATEMENT("42P05", Category.USER, "Close the statement first."),
  INVALID_TABLE_DEFINITION("42P16", Category.USER, "Every table needs a PRIMARY KEY."),
  INVALID_COLUMN_REFERENCE("42P10", Category.USER, "Name the columns of the primary key."),
  GROUPING("42803", Category.USER, "Aggregates stand alone: there is no GROUP BY."),
  INVALID_SCHEMA("3F000", Category.USER, "SHOW SCHEMAS lists the schemas."),
  INVALID_DATABASE("3D000", Category.USER, "SHOW DATABASES lists the databases."),
  OBJECT_IN_USE("55006", Category.USER, "Connect to another database first."),
  DEPENDENT_OBJECTS("2BP01", Category.USER, "Drop the tables first, or use CASCADE."),
  INVALID_PARAMETER_VALUE("22023", Category.USER, "Use a value from the documented range."),
  DUPLICATE_USER("42710", Category.USER, "Use CREATE USER IF NOT EXISTS, or another name."),
  UNDEFINED_USER("42704", Category.USER, "SHOW USERS lists the users."),
  LAST_ADMIN("55006", Category.USER, "Give another user with a password ADMIN first."),
  INSUFFICIENT_PRIVILEGE("42501", Category.USER, "A user with ADMIN can GRANT the right."),
  INVALID_AUTHORIZATION("28000", Category.USER, "Log in as a user that exists."),
  INVALID_PASSWORD("28P01", Category.USER, "Give the right name and password."),
  UNDEFINED_STATEMENT("26000", Category.USER, "Prepare the statement first."),
  UNDEFINED_CURSOR("34000", Category.USER, "DECLARE or bind it in this transaction first."),
  DUPLICATE_CURSOR("42P03", Category.USER, "Close the cursor first, or use another name."),
  FORWARD_ONLY_CURSOR("55000", Category.USER, "Open another cursor to read from the start."),
  PROTOCOL_VIOLATION("08P01", Category.USER, "The client does not keep to the protocol."),
  // Data
  DUPLICATE_KEY("23505", Category.DATA, "Use ON CONFLICT or UPSERT, or another key."),
  NOT_NULL("23502", Category.DATA, "Give the column a value."),
  CARDINALITY("21000", Category.DATA, "Name each row once in one statement."),
  NUMERIC_OUT_OF_RANGE("22003", Category.DATA, "Use a value that the type can hold."),
  STRING_TOO_LONG("22001", Category.DATA, "Use a shorter value or a longer column."),
  DIVISION_BY_ZERO("22012", Category.DATA, "Divide by NULLIF(divisor, 0) to get NULL instead."),
  INVALID_TEXT("22P02", Category.DATA, "Write the value in the form of its type."),
  INVALID_BINARY("22P03", Category.DATA, "Send the value in the binary form of its type."),
  INVALID_DATETIME("22007", Category.DATA, "Write the value as YYYY-MM-DD HH:MM:SS."),
  DATETIME_OUT_OF_RANGE("22008", Category.DATA, "Use a date and time that exists."),
  INVALID_ESCAPE("22025", Category.DATA, "Follow the escape character by %, _ or itself."),
  INVALID_LIMIT("2201W", Category.DATA, "Use a LIMIT of zero or more."),
  INVALID_OFFSET("2201X", Category.DATA, "Use an OFFSET of zero or more."),
  INVALID_CHARACTERS("22021", Category.DATA, "Send text in UTF-8, without zero bytes."),
  SUBSTRING_ERROR("22011", Category.DATA, "Use a length of zero or more."),
  INVALID_ARGUMENT("2201F", Category.DATA, "Use an argument in the range of the function."),
  // Bounds
  LIMIT_EXCEEDED("54000", Category.RESOURCE, "Use less of it at a time, or raise the setting."),
  STATEMENT_TOO_COMPLEX("54001", Category.RESOURCE, "Use a shorter, flatter statement."),
  TOO_MANY_COLUMNS("54011", Category.RESOURCE, "Use fewer columns."),
  // Resources and the node
  STORAGE_FULL(
      "53100", Category.RESOURCE, "Make room for the store; nothing acknowledged is lost."),
  OUT_OF_MEMORY("53200", Category.RESOURCE, "Use a smaller transaction, or raise the setting."),
  TOO_MANY_CONNECTIONS("53300", Category.RESOURCE, "Close connections, or raise the setting."),
  STORAGE_UNAVAILABLE("53000", Category.TRANSIENT, "Try again; the store does not answer."),
  STORAGE_FAILED("58030", Category.INTERNAL, "See the node's log and the store's health."),
  DATA_CORRUPTED("XX001", Category.INTERNAL, "Restore the data; the damage was not served."),
  QUERY_CANCELED("57014", Category.TRANSIENT, "It was asked to stop, or took too long."),
  SHUTTING_DOWN("57P01", Category.TRANSIENT, "Connect again; the node is going down."),
  STORE_TAKEN(
      "57P02", Category.TRANSIENT, "Connect to the node that has the store now, and run it again."),
  INTERNAL("XX000", Category.INTERNAL, "This is a defect of AFT; please report it.");

  /** Who has to act. */
  public enum Category {
    /** The statement is wrong. */
    USER,
    /** The same again may work. */
    TRANSIENT,
    /** A bound was passed or something is used up. */
    RESOURCE,
    /** A value is wrong. */
    DATA,
    /** The node or its store is at fault. */
    INTERNAL
  }

  private final String sqlState;
  private final Category category;
  private final String advice;

  ErrorCode(String sqlState, Category category, String advice) {
    this.sqlState = sqlState;
    this.category = category;
    this.advice = advice;
  }

  public String sqlState() {
    return sqlState;
  }

  public Category category() {
    return category;
  }

  /** What to do about it; served as the hint unless the exception has a better one. */
  public String advice() {
    return advice;
  }
}
