package dev.aft.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.aft.protocol.TypeId;
import dev.aft.protocol.ValuesBuilder;
import java.math.BigDecimal;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

class ParameterRowTest {
  private static String refused(ParameterRow row) {
    return assertThrows(SQLException.class, () -> row.encode(new ValuesBuilder())).getSQLState();
  }

  @Test
  void numberThatTheServerCannotBeToldIsRefusedAndNotChanged() throws SQLException {
    ParameterRow row = new ParameterRow(1);
    row.set(1, TypeId.NUMERIC, new BigDecimal("1E+200000"));
    assertEquals("22003", refused(row));
  }

  @Test
  void textThatUtf8CannotSayIsRefusedAndNotChanged() throws SQLException {
    ParameterRow row = new ParameterRow(2);
    row.set(1, TypeId.UNSPECIFIED, "\ud83d\ude00");
    row.set(2, TypeId.UNSPECIFIED, "\ud83d\ude00".substring(1));
    assertEquals("22021", refused(row));
    row.set(2, TypeId.UNSPECIFIED, "\ud83d\ude00");
    assertEquals(2, row.encode(new ValuesBuilder()).size());
  }

  @Test
  void moreParametersThanTheWireCountsAreTooComplex() {
    assertEquals("54001", refused(new ParameterRow(65_536)));
  }
}
