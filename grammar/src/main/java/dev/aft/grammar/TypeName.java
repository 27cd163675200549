package dev.aft.grammar;

import org.jspecify.annotations.Nullable;

/**
 * A type as written, synonyms resolved: {@code DECIMAL(10,2)}, {@code VARCHAR(20)}.
 *
 * @param length of CHAR and VARCHAR in characters, precision of DECIMAL in digits; null when not
 *     given
 * @param scale of DECIMAL; null when not given
 */
public record TypeName(Kind kind, @Nullable Integer length, @Nullable Integer scale, int offset) {
  /** The types of the dialect. */
  public enum Kind {
    BOOLEAN,
    SMALLINT,
    INTEGER,
    BIGINT,
    REAL,
    DOUBLE_PRECISION,
    DECIMAL,
    CHAR,
    VARCHAR,
    TEXT,
    VARBINARY,
    DATE,
    TIME,
    TIMESTAMP,
    TIMESTAMP_WITH_TIME_ZONE,
    UUID
  }
}
