package dev.aft.engine.codec;

import dev.aft.engine.type.SqlType;
import dev.aft.storage.spi.Bytes;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Values of every type, with the awkward ones in between. */
final class Values {
  static final List<SqlType> TYPES =
      List.of(
          SqlType.BOOLEAN,
          SqlType.SMALLINT,
          SqlType.INTEGER,
          SqlType.BIGINT,
          SqlType.REAL,
          SqlType.DOUBLE_PRECISION,
          SqlType.DECIMAL,
          SqlType.decimal(12, 3),
          SqlType.character(4),
          SqlType.VARCHAR,
          SqlType.TEXT,
          SqlType.VARBINARY,
          SqlType.DATE,
          SqlType.TIME,
          SqlType.TIMESTAMP,
          SqlType.TIMESTAMP_WITH_TIME_ZONE,
          SqlType.UUID);

  private Values() {}

  static Arbitrary<Object> of(SqlType type) {
    return switch (type.kind()) {
      case BOOLEAN -> Arbitraries.of(true, false).asGeneric();
      case SMALLINT -> Arbitraries.shorts().asGeneric();
      case INTEGER -> Arbitraries.integers().asGeneric();
      case BIGINT -> Arbitraries.longs().asGeneric();
      case REAL ->
          Arbitraries.oneOf(
                  Arbitraries.integers().map(Float::intBitsToFloat),
                  Arbitraries.of(0f, -0f, Float.NaN, Float.NEGATIVE_INFINITY, 1.5f))
              .asGeneric();
      case DOUBLE_PRECISION ->
          Arbitraries.oneOf(
                  Arbitraries.longs().map(Double::longBitsToDouble),
                  Arbitraries.of(0d, -0d, Double.NaN, Double.POSITIVE_INFINITY, -1.5))
              .asGeneric();
      case DECIMAL -> decimals(type).asGeneric();
      case CHAR ->
          text()
              .filter(text -> text.codePointCount(0, text.length()) <= 4)
              .map(text -> text + " ".repeat(4 - text.codePointCount(0, text.length())))
              .asGeneric();
      case VARCHAR, TEXT -> text().asGeneric();
      case VARBINARY ->
          Arbitraries.of((byte) 0, (byte) 1, (byte) -1, (byte) 65)
              .list()
              .ofMaxSize(6)
              .map(Values::bytes)
              .asGeneric();
      case DATE ->
          Arbitraries.integers()
              .between(-2_000_000, 2_000_000)
              .map(LocalDate::ofEpochDay)
              .asGeneric();
      case TIME ->
          Arbitraries.longs()
              .between(0, 86_399_999_999L)
              .map(micros -> LocalTime.ofNanoOfDay(micros * 1000))
              .asGeneric();
      case TIMESTAMP -> instants().map(Values::local).asGeneric();
      case TIMESTAMP_WITH_TIME_ZONE -> instants().asGeneric();
      case UUID ->
          Combinators.combine(Arbitraries.longs(), Arbitraries.longs()).as(UUID::new).asGeneric();
      case UNKNOWN -> throw new IllegalArgumentException();
    };
  }

  private static LocalDateTime local(Instant instant) {
    return LocalDateTime.ofInstant(instant, ZoneOffset.UTC);
  }

  private static Bytes bytes(List<Byte> list) {
    byte[] array = new byte[list.size()];
    for (int i = 0; i < array.length; i++) {
      array[i] = list.get(i);
    }
    return Bytes.wrap(array);
  }

  private static Arbitrary<Instant> instants() {
    return Arbitraries.longs()
        .between(-100_000_000_000_000L, 4_000_000_000_000_000L)
        .map(micros -> Instant.EPOCH.plus(micros, ChronoUnit.MICROS));
  }

  private static Arbitrary<BigDecimal> decimals(SqlType type) {
    if (type.length() > 0) {
      return Arbitraries.longs()
          .between(-999_999_999_999L, 999_999_999_999L)
          .map(unscaled -> BigDecimal.valueOf(unscaled, type.scale()));
    }
    return Combinators.combine(
            Arbitraries.oneOf(
                Arbitraries.longs().map(BigInteger::valueOf),
                Arbitraries.integers().between(-30, 30).map(BigInteger::valueOf)),
            Arbitraries.integers().between(0, 25))
        .as(BigDecimal::new);
  }

  private static Arbitrary<String> text() {
    return Arbitraries.of(
            "a", "b", "\u0000", "\u0001", "\t", " ", "é", "\uffff", "\ud83d\ude00", "z")
        .list()
        .ofMaxSize(5)
        .map(parts -> String.join("", parts));
  }
}
