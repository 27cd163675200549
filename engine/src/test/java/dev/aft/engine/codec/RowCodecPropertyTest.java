package dev.aft.engine.codec;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.aft.engine.EngineException;
import dev.aft.engine.ErrorCode;
import dev.aft.engine.type.SqlType;
import dev.aft.storage.spi.Bytes;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class RowCodecPropertyTest {
  @Provide
  Arbitrary<List<Object>> rows() {
    List<Arbitrary<Object>> columns = new ArrayList<>();
    for (SqlType type : Values.TYPES) {
      columns.add(Values.of(type).injectNull(0.2));
    }
    return Combinators.combine(columns).as(ArrayList::new);
  }

  private static RowCodec codec(int step) {
    List<RowCodec.Column> columns = new ArrayList<>();
    for (int i = 0; i < Values.TYPES.size(); i += step) {
      columns.add(new RowCodec.Column(i + 1, Values.TYPES.get(i), i));
    }
    return new RowCodec(columns);
  }

  @Property(tries = 500)
  void decodingGivesTheRowBack(@ForAll("rows") List<Object> row) {
    Object[] decoded = new Object[row.size()];
    codec(1).decode(codec(1).encode(row.toArray()), decoded);
    assertArrayEquals(row.toArray(), decoded);
  }

  @Property(tries = 300)
  void columnsThatTheCodecDoesNotHaveAreSkipped(@ForAll("rows") List<Object> row) {
    Object[] decoded = new Object[row.size()];
    codec(3).decode(codec(1).encode(row.toArray()), decoded);
    for (int i = 0; i < decoded.length; i++) {
      assertEquals(i % 3 == 0 ? row.get(i) : null, decoded[i]);
    }
  }

  @Property(tries = 300)
  void columnsThatTheBytesDoNotHaveAreNull(@ForAll("rows") List<Object> row) {
    Object[] decoded = row.toArray();
    codec(1).decode(codec(2).encode(row.toArray()), decoded);
    for (int i = 1; i < decoded.length; i += 2) {
      assertNull(decoded[i]);
    }
  }

  @Example
  void newerFormatIsRefused() {
    EngineException e =
        assertThrows(
            EngineException.class,
            () -> codec(1).decode(Bytes.wrap(new byte[] {9}), new Object[Values.TYPES.size()]));
    assertEquals(ErrorCode.DATA_CORRUPTED, e.code());
  }
}
