package dev.aft.session;

import dev.aft.engine.EngineException;
import dev.aft.engine.ErrorCode;
import dev.aft.engine.transaction.StorageErrors;
import dev.aft.protocol.Diagnostics;
import dev.aft.protocol.InvalidValueException;
import dev.aft.protocol.ProtocolException;
import dev.aft.storage.spi.StorageException;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns whatever went wrong into what the client is told. Stack traces stay in the log. */
final class ErrorReports {
  private static final Logger LOG = LoggerFactory.getLogger(ErrorReports.class);

  private static final String NO_PG_CATALOG =
      "There is no pg_catalog, which this statement asks (psql's backslash commands do): use SHOW"
          + " TABLES, DESCRIBE, or the tables of information_schema.";

  /**
   * A table of pg_catalog, with or without its schema, or a cast to the name of one of its rows.
   */
  private static final Pattern PG_CATALOG =
      Pattern.compile(
          "\\bpg_catalog\\.|\\b(?:FROM|JOIN)\\s+\"?pg_[a-z_]+|::\\s*reg(?:class|type|proc|role)\\b",
          Pattern.CASE_INSENSITIVE);

  static final String ERROR = "ERROR";
  static final String FATAL = "FATAL";

  private final RandomGenerator random;

  ErrorReports(RandomGenerator random) {
    this.random = random;
  }

  /** The text an error speaks of, and where in it the statement at fault starts. */
  record Source(String text, int statementOffset) {
    static final Source NONE = new Source("", 0);
  }

  Diagnostics describe(Throwable failure, Source source) {
    Throwable cause = Async.unwrap(failure);
    if (cause instanceof EngineException e) {
      EngineException told = asksPgCatalog(e, source) ? noPgCatalog(e) : e;
      return describe(told, endsConnection(e.code()) ? FATAL : ERROR, source);
    }
    if (cause instanceof InvalidValueException e) {
      return Diagnostics.of(ERROR, e.sqlState(), message(e));
    }
    if (cause instanceof ProtocolException e) {
      return Diagnostics.of(FATAL, e.sqlState(), message(e));
    }
    if (cause instanceof StorageException e) {
      LOG.warn("statement failed in the store reason={} cause={}", e.reason(), e.toString());
      return describe(StorageErrors.describe(e), source);
    }
    if (cause instanceof RejectedExecutionException) {
      return overloaded(ErrorCode.STORAGE_UNAVAILABLE, "the node has too many long statements");
    }
    if (cause instanceof OutOfMemoryError) {
      LOG.warn("statement needed more memory than the node has");
      return overloaded(ErrorCode.OUT_OF_MEMORY, "the node has no memory for the statement");
    }
    return unexpected(cause);
  }

  private static boolean endsConnection(ErrorCode code) {
    return code == ErrorCode.STORE_TAKEN
        || code == ErrorCode.INVALID_AUTHORIZATION
        || code == ErrorCode.INVALID_PASSWORD;
  }

  private static Diagnostics overloaded(ErrorCode code, String message) {
    EngineException e =
        EngineException.builder(code, message)
            .hint("Try again later, or with shorter statements.")
            .build();
    return describe(e, ERROR, Source.NONE);
  }

  static Diagnostics describe(EngineException e, String severity, Source source) {
    return new Diagnostics(
        severity,
        e.code().sqlState(),
        message(e),
        e.detail(),
        e.hint(),
        position(e.offset(), source),
        null,
        e.table(),
        e.column(),
        e.constraint(),
        List.of());
  }

  /**
   * Tools look around with statements of their own making (psql's backslash commands do): their
   * user has not written the join that is refused, so word of joins would be of no use.
   */
  private static EngineException noPgCatalog(EngineException e) {
    String message =
        e.code() == ErrorCode.UNDEFINED_TABLE
            ? message(e)
            : "the tables of pg_catalog do not exist";
    return EngineException.builder(ErrorCode.UNDEFINED_TABLE, message)
        .at(e.offset())
        .hint(NO_PG_CATALOG)
        .build();
  }

  /** Whether a statement failed only because it asks the catalog of PostgreSQL: it did nothing. */
  static boolean asksPgCatalog(Throwable failure, Source source) {
    return failure instanceof EngineException e
        && (e.code() == ErrorCode.UNSUPPORTED
            || e.code() == ErrorCode.SYNTAX
            || e.code() == ErrorCode.UNDEFINED_TABLE)
        && source.statementOffset() == 0
        && PG_CATALOG.matcher(source.text()).find();
  }

  static Diagnostics fatal(ErrorCode code, String message) {
    return describe(new EngineException(code, message), FATAL, Source.NONE);
  }

  static Diagnostics withSeverity(Diagnostics diagnostics, String severity) {
    return new Diagnostics(
        severity,
        diagnostics.sqlState(),
        diagnostics.message(),
        diagnostics.detail(),
        diagnostics.hint(),
        diagnostics.position(),
        diagnostics.schema(),
        diagnostics.table(),
        diagnostics.column(),
        diagnostics.constraint(),
        diagnostics.others());
  }

  static Diagnostics warning(ErrorCode code, String message) {
    return Diagnostics.of("WARNING", code.sqlState(), message);
  }

  private Diagnostics unexpected(Throwable cause) {
    String reference = Long.toHexString(random.nextLong() | Long.MIN_VALUE);
    LOG.error("unexpected failure of a statement reference={}", reference, cause);
    return new Diagnostics(
        ERROR,
        ErrorCode.INTERNAL.sqlState(),
        "internal error, reference " + reference,
        null,
        "This is a defect of AFT; please report it with the lines of the node's log that carry the"
            + " reference.",
        null,
        null,
        null,
        null,
        null,
        List.of());
  }

  private static @Nullable Integer position(int offset, Source source) {
    int at = offset + source.statementOffset();
    if (offset == EngineException.NO_OFFSET || at < 0 || at > source.text().length()) {
      return null;
    }
    return source.text().codePointCount(0, at) + 1;
  }

  private static String message(Throwable e) {
    String message = e.getMessage();
    return message == null || message.isEmpty() ? "unknown error" : message;
  }
}
