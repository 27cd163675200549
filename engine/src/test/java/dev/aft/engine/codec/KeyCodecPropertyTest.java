package dev.aft.engine.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aft.engine.EngineException;
import dev.aft.engine.ErrorCode;
import dev.aft.engine.type.SqlType;
import dev.aft.engine.type.ValueComparator;
import dev.aft.storage.spi.Bytes;
import java.math.BigDecimal;
import java.util.Comparator;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class KeyCodecPropertyTest {
  private static final Bytes TABLE = Bytes.utf8("t");

  /** Two values of each of two types. */
  record Case(List<SqlType> types, List<Object> first, List<Object> second) {}

  @Provide
  Arbitrary<Case> cases() {
    Arbitrary<SqlType> type = Arbitraries.of(Values.TYPES);
    return Combinators.combine(type, type)
        .flatAs(
            (one, two) ->
                Combinators.combine(
                        Values.of(one),
                        Values.of(one),
                        Values.of(two),
                        Values.of(two),
                        Arbitraries.of(true, false))
                    .as(
                        (a, b, c, d, same) ->
                            new Case(List.of(one, two), List.of(a, c), List.of(same ? a : b, d))));
  }

  @Property(tries = 3000)
  void orderOfKeysIsTheOrderOfValues(@ForAll("cases") Case given) {
    KeyCodec codec = new KeyCodec(given.types());
    Bytes first = codec.encode(TABLE, given.first().toArray());
    Bytes second = codec.encode(TABLE, given.second().toArray());
    assertEquals(compare(given), Integer.signum(first.compareTo(second)));
  }

  private static int compare(Case given) {
    for (int i = 0; i < given.types().size(); i++) {
      Comparator<Object> comparator = ValueComparator.of(given.types().get(i));
      int order = comparator.compare(given.first().get(i), given.second().get(i));
      if (order != 0) {
        return Integer.signum(order);
      }
    }
    return 0;
  }

  @Property(tries = 2000)
  void decodingGivesTheValuesBack(@ForAll("cases") Case given) {
    KeyCodec codec = new KeyCodec(given.types());
    Bytes key = codec.encode(TABLE, given.first().toArray());
    Object[] decoded = codec.decode(key, TABLE.length());
    for (int i = 0; i < decoded.length; i++) {
      SqlType type = given.types().get(i);
      Object value = given.first().get(i);
      assertEquals(0, ValueComparator.of(type).compare(value, decoded[i]));
      if (!type.isApproximate() && !type.equals(SqlType.DECIMAL)) {
        assertEquals(value, decoded[i]);
      }
    }
    assertEquals(key, codec.encode(TABLE, decoded));
  }

  @Property(tries = 2000)
  void firstColumnsAreAPrefixOfTheirKeysAndOfNoOther(@ForAll("cases") Case given) {
    KeyCodec codec = new KeyCodec(given.types());
    Bytes prefix = codec.encodePrefix(TABLE, given.first().toArray(), 1);
    Bytes other = codec.encode(TABLE, given.second().toArray());
    Comparator<Object> comparator = ValueComparator.of(given.types().get(0));
    boolean same = comparator.compare(given.first().get(0), given.second().get(0)) == 0;
    assertTrue(codec.encode(TABLE, given.first().toArray()).startsWith(prefix));
    assertEquals(same, other.startsWith(prefix));
  }

  @Property(tries = 500)
  void cutKeysAreReportedAsDamaged(@ForAll("cases") Case given) {
    KeyCodec codec = new KeyCodec(given.types());
    Bytes key = codec.encode(TABLE, given.first().toArray());
    Bytes cut = key.slice(0, key.length() - 1);
    EngineException e =
        assertThrows(EngineException.class, () -> codec.decode(cut, TABLE.length()));
    assertEquals(ErrorCode.DATA_CORRUPTED, e.code());
  }

  @Example
  void decimalOfDeclaredScaleComesBackWithIt() {
    KeyCodec codec = new KeyCodec(List.of(SqlType.decimal(10, 2)));
    Bytes key = codec.encode(TABLE, new BigDecimal("1.50"));
    assertEquals(new BigDecimal("1.50"), codec.decode(key, 1)[0]);
    assertEquals(key, codec.encode(TABLE, new BigDecimal("1.5")));
  }

  @Example
  void startOfATextIsAPrefixOfTheKeysThatBeginWithIt() {
    KeyCodec codec = new KeyCodec(List.of(SqlType.INTEGER, SqlType.TEXT));
    Bytes start = codec.encodeStart(TABLE, new Object[] {7}, 1, Bytes.utf8("ab"));
    assertTrue(codec.encode(TABLE, 7, "abc").startsWith(start));
    assertTrue(!codec.encode(TABLE, 7, "aa").startsWith(start));
  }
}
