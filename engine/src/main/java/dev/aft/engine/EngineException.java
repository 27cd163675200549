package dev.aft.engine;

import org.jspecify.annotations.Nullable;

/** A statement or transaction could not do what was asked; the node is well. */
public class EngineException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** No place in the statement text. */
  public static final int NO_OFFSET = -1;

  private final ErrorCode code;
  private final int offset;
  private final @Nullable String detail;
  private final @Nullable String hint;
  private final @Nullable String table;
  private final @Nullable String column;
  private final @Nullable String constraint;
  private final @Nullable Bound bound;

  protected EngineException(Builder builder) {
    super(builder.message, builder.cause, false, builder.code == ErrorCode.INTERNAL);
    this.code = builder.code;
    this.offset = builder.offset;
    this.detail = builder.detail;
    this.hint = builder.hint;
    this.table = builder.table;
    this.column = builder.column;
    this.constraint = builder.constraint;
    this.bound = builder.bound;
  }

  public EngineException(ErrorCode code, String message) {
    this(builder(code, message));
  }

  public static Builder builder(ErrorCode code, String message) {
    return new Builder(code, message);
  }

  /** {@code LIMIT_EXCEEDED}: what was asked passes a bound, which the message names. */
  public static EngineException beyond(Bound bound, long max, String message) {
    return beyond(ErrorCode.LIMIT_EXCEEDED, bound, max, message).build();
  }

  /** With a code of its own, or with more parts. */
  public static Builder beyond(ErrorCode code, Bound bound, long max, String message) {
    return builder(code, message + ": " + bound.setting() + "=" + max).bound(bound);
  }

  public ErrorCode code() {
    return code;
  }

  /** Where in the statement text, in UTF-16 units from 0; {@link #NO_OFFSET} for nowhere. */
  public int offset() {
    return offset;
  }

  public @Nullable String detail() {
    return detail;
  }

  /** What to do: the case's own hint, else the code's advice. */
  public String hint() {
    return hint != null ? hint : code.advice();
  }

  public @Nullable String table() {
    return table;
  }

  public @Nullable String column() {
    return column;
  }

  public @Nullable String constraint() {
    return constraint;
  }

  /** The bound that was passed; null when it was none. */
  public @Nullable Bound bound() {
    return bound;
  }

  /** The parts of an exception that most cases leave out. Not thread-safe. */
  public static final class Builder {
    private final ErrorCode code;
    private final String message;
    private int offset = NO_OFFSET;
    private @Nullable String detail;
    private @Nullable String hint;
    private @Nullable String table;
    private @Nullable String column;
    private @Nullable String constraint;
    private @Nullable Bound bound;
    private @Nullable Throwable cause;

    private Builder(ErrorCode code, String message) {
      this.code = code;
      this.message = message;
    }

    public Builder at(int offset) {
      this.offset = offset;
      return this;
    }

    public Builder detail(String detail) {
      this.detail = detail;
      return this;
    }

    public Builder hint(String hint) {
      this.hint = hint;
      return this;
    }

    public Builder table(String table) {
      this.table = table;
      return this;
    }

    public Builder column(String column) {
      this.column = column;
      return this;
    }

    public Builder constraint(String constraint) {
      this.constraint = constraint;
      return this;
    }

    private Builder bound(Bound passed) {
      this.bound = passed;
      return this;
    }

    public Builder cause(Throwable cause) {
      this.cause = cause;
      return this;
    }

    public EngineException build() {
      return new EngineException(this);
    }
  }
}
