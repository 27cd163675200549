package dev.aft.engine.codec;

import static dev.aft.engine.DecoderChecks.valueOrCorrupted;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aft.engine.EngineException;
import dev.aft.engine.type.SqlType;
import dev.aft.storage.contract.Damage;
import dev.aft.storage.contract.SeededRuns;
import dev.aft.storage.spi.Bytes;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Damaged keys and rows are refused or give values that can be used. */
class StoredRowFuzzTest {
  private static final Bytes PREFIX = Bytes.utf8("table");
  private static final int MOST_CHARACTERS = 500_000;

  private static final List<SqlType> TYPES = Values.TYPES;
  private static final RowCodec ROWS = rows();

  private static RowCodec rows() {
    List<RowCodec.Column> columns = new ArrayList<>();
    for (int i = 0; i < TYPES.size(); i++) {
      columns.add(new RowCodec.Column(i + 1, TYPES.get(i), i));
    }
    return new RowCodec(columns);
  }

  private static Object value(SqlType type, RandomGenerator random) {
    return switch (type.kind()) {
      case BOOLEAN -> random.nextBoolean();
      case SMALLINT -> (short) random.nextInt();
      case INTEGER -> random.nextInt();
      case BIGINT -> random.nextLong();
      case REAL -> Float.intBitsToFloat(random.nextInt());
      case DOUBLE_PRECISION -> Double.longBitsToDouble(random.nextLong());
      case DECIMAL ->
          new BigDecimal(
              BigInteger.valueOf(random.nextLong() >> 24),
              type.length() > 0 ? type.scale() : random.nextInt(20));
      case CHAR -> "ab  ";
      case VARCHAR, TEXT -> random.nextBoolean() ? "zero\u0000é\ud83d\ude00" : "";
      case VARBINARY -> Bytes.wrap(new byte[] {0, 1, 0, (byte) random.nextInt()});
      case DATE -> LocalDate.ofEpochDay(random.nextInt(100_000));
      case TIME -> LocalTime.ofSecondOfDay(random.nextInt(86_400));
      case TIMESTAMP -> LocalDateTime.ofEpochSecond(random.nextInt(), 0, ZoneOffset.UTC);
      case TIMESTAMP_WITH_TIME_ZONE -> Instant.ofEpochSecond(random.nextInt());
      case UUID -> new UUID(random.nextLong(), random.nextLong());
      case UNKNOWN -> throw new IllegalArgumentException();
    };
  }

  /** What is decoded can be shown, and written again. */
  private static void use(Object value) {
    if (value instanceof BigDecimal number) {
      int before = number.precision() - number.scale();
      assertTrue(
          before <= 2 * DecimalKey.MAX_INTEGER_DIGITS && number.scale() <= DecimalKey.MAX_SCALE);
    } else {
      assertTrue(value.toString().length() < MOST_CHARACTERS, "so long a value in so few bytes");
    }
  }

  @Test
  @Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void theLargestAndTheSmallestDecimalsAreKeysAndValues() {
    KeyCodec keys = new KeyCodec(List.of(SqlType.DECIMAL));
    List<BigDecimal> legal =
        List.of(
            BigDecimal.TEN.pow(DecimalKey.MAX_INTEGER_DIGITS - 1),
            BigDecimal.TEN.pow(DecimalKey.MAX_INTEGER_DIGITS).subtract(BigDecimal.ONE),
            BigDecimal.ONE.movePointLeft(DecimalKey.MAX_SCALE),
            BigDecimal.TEN
                .pow(DecimalKey.MAX_INTEGER_DIGITS - 1)
                .add(BigDecimal.ONE.movePointLeft(DecimalKey.MAX_SCALE)));
    for (BigDecimal number : legal) {
      for (BigDecimal value : List.of(number, number.negate())) {
        Object[] key = keys.decode(keys.encode(PREFIX, value), PREFIX.length());
        assertEquals(0, value.compareTo((BigDecimal) key[0]));
        RowCodec row = codec(SqlType.DECIMAL);
        Object[] read = new Object[1];
        row.decode(row.encode(new Object[] {value}), read);
        assertEquals(value, read[0]);
      }
    }
  }

  @Test
  void decimalsThatNoStatementCanMakeAreRefused() {
    KeyCodec keys = new KeyCodec(List.of(SqlType.DECIMAL));
    List<BigDecimal> illegal =
        List.of(
            new BigDecimal(BigInteger.ONE, -DecimalKey.MAX_INTEGER_DIGITS),
            new BigDecimal(BigInteger.ONE, -2_000_000_000),
            new BigDecimal(BigInteger.ONE, DecimalKey.MAX_SCALE + 1),
            new BigDecimal(BigInteger.ONE, 2_000_000_000));
    for (BigDecimal number : illegal) {
      Bytes key = keys.encode(PREFIX, number);
      assertThrows(EngineException.class, () -> keys.decode(key, PREFIX.length()));
    }
    Bytes wide = keys.encode(PREFIX, new BigDecimal("1e10"));
    KeyCodec narrow = new KeyCodec(List.of(SqlType.decimal(12, 3)));
    assertThrows(EngineException.class, () -> narrow.decode(wide, PREFIX.length()));
  }

  @Test
  void damagedRowsAreRefusedOrUsable() {
    SeededRuns.of(
        10_000,
        random -> {
          Object[] row = new Object[TYPES.size()];
          for (int i = 0; i < row.length; i++) {
            row[i] = random.nextInt(5) == 0 ? null : value(TYPES.get(i), random);
          }
          Bytes damaged = Bytes.wrap(Damage.of(ROWS.encode(row).toArray(), random));
          Object[] read = new Object[row.length];
          valueOrCorrupted(
              () -> {
                ROWS.decode(damaged, read);
                return read;
              });
          for (Object value : read) {
            if (value != null) {
              use(value);
            }
          }
          ROWS.encode(read);
        });
  }

  @Test
  void damagedKeysAreRefusedOrUsable() {
    SeededRuns.of(
        20_000,
        random -> {
          List<SqlType> types =
              List.of(
                  TYPES.get(random.nextInt(TYPES.size())), TYPES.get(random.nextInt(TYPES.size())));
          KeyCodec codec = new KeyCodec(types);
          Bytes key =
              codec.encode(PREFIX, value(types.get(0), random), value(types.get(1), random));
          byte[] columns = key.slice(PREFIX.length(), key.length()).toArray();
          Bytes damaged = PREFIX.concat(Bytes.wrap(Damage.of(columns, random)));
          Object[] read = valueOrCorrupted(() -> codec.decode(damaged, PREFIX.length()));
          if (read != null) {
            use(read[0]);
            use(read[1]);
            codec.encode(PREFIX, read);
          }
        });
  }

  @Test
  void numberBeyondItsTypeIsNotCutButRefused() {
    Bytes stored = codec(SqlType.BIGINT).encode(new Object[] {70_000L});
    assertThrows(
        EngineException.class, () -> codec(SqlType.SMALLINT).decode(stored, new Object[1]));
  }

  @Test
  void textThatIsNotUtf8IsRefusedAndAReplacementCharacterOfItsOwnIsRead() {
    RowCodec text = codec(SqlType.TEXT);
    Object[] read = new Object[1];
    text.decode(text.encode(new Object[] {"a\ufffdb"}), read);
    assertEquals("a\ufffdb", read[0]);
    Bytes bytes = Bytes.wrap(new byte[] {'a', (byte) 0xc3});
    Bytes stored = codec(SqlType.VARBINARY).encode(new Object[] {bytes});
    assertThrows(EngineException.class, () -> text.decode(stored, read));
  }

  private static RowCodec codec(SqlType type) {
    return new RowCodec(List.of(new RowCodec.Column(1, type, 0)));
  }
}
